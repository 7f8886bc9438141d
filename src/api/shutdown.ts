import * as l10n from '@vscode/l10n';
import type { Operation } from './dialects/dialect';
import { VideoJobsError } from './errors';

/** True for OpenAI's own server, which shut down its Videos API on 2026-09-24. */
export const isShutDown = (address: string): boolean =>
  URL.canParse(address) && new URL(address).hostname === 'api.openai.com';

/** Replaces errors of OpenAI's own server that can only mean its shutdown; returns others unchanged. */
export function explainShutdown(error: unknown, baseUrl: string, op: Operation['op']): unknown {
  if (!(error instanceof VideoJobsError) || !isShutDown(baseUrl)) return error;
  const { code, requestId, httpStatus } = error;
  if (httpStatus !== 404 && httpStatus !== 410 && code !== 'model_not_found') return error;
  const aboutJob = op === 'get' || op === 'content' || op === 'delete';
  return new VideoJobsError(
    aboutJob ? 'notFound' : 'unsupported',
    l10n.t(
      'OpenAI shut down its Videos API on 2026-09-24. Choose another provider; many servers use the same protocol.',
    ),
    { code, requestId, httpStatus, cause: error },
  );
}
