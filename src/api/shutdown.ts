import * as l10n from '@vscode/l10n';
import { VideoJobsError } from './errors';
import type { Operation } from './dialects/dialect';

/** Says what happened to OpenAI's own server, where its answer can have no other reason; leaves other errors alone. */
export function explainShutdown(error: unknown, baseUrl: string, op: Operation['op']): unknown {
  if (!(error instanceof VideoJobsError) || new URL(baseUrl).hostname !== 'api.openai.com') return error;
  const { code, requestId, httpStatus } = error;
  if (httpStatus !== 404 && httpStatus !== 410 && code !== 'model_not_found') return error;
  const aboutJob = op === 'get' || op === 'content' || op === 'delete';
  return new VideoJobsError(
    aboutJob ? 'notFound' : 'unsupported',
    l10n.t(
      'OpenAI shut down its Videos API on 2026-09-24. Choose another provider; many servers speak the same protocol.',
    ),
    { code, requestId, httpStatus, cause: error },
  );
}
