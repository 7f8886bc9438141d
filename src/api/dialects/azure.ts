import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../errors';
import { cannotExpress, type Dialect, type EncodeContext, notOffered, type Operation } from './dialect';
import { inputsByRole } from './inputs';
import { openai } from './openai';

/** Default `api-version`: video generation is in preview, and Azure's samples use `/openai/v1/videos?api-version=preview`. */
const defaultApiVersion = 'preview';

/**
 * Azure OpenAI (Microsoft Foundry) with its v1 API, documented in "Video generation with Sora 2": OpenAI's paths with
 * the key in `api-key` or a Microsoft Entra token as Bearer; deployments in place of models; no edits, no extensions.
 */
export const azure: Dialect = {
  ...openai,
  label: 'Azure OpenAI',
  description: () => l10n.t('Azure OpenAI, with deployments as models'),
  usualAuth: 'api-key',
  capabilities: {
    ...openai.capabilities,
    edit: false,
    extend: false,
    models: false,
    reference: ['file'],
    // "Video generation with Sora 2", "Capabilities" and "API parameters": limits of its only model.
    takes: { sizes: ['720x1280', '1280x720'], seconds: [4, 8, 12] },
    modelIs: 'deployment',
  },
  /** Accepts the address of a resource, of a deployment (`/openai/deployments/…`) or of a Foundry project, also behind a gateway's path. */
  basePath(segments) {
    const root = segments.lastIndexOf('openai');
    if (root >= 0) return [...segments.slice(0, root), 'openai', 'v1'];
    if (/^v\d/.test(segments.at(-1) ?? '')) return segments;
    const project = segments.findIndex((segment, i) => segment === 'api' && segments[i + 1] === 'projects');
    return [...(project < 0 ? segments : segments.slice(0, project)), 'openai', 'v1'];
  },
  encode(operation, context) {
    assertPossible(operation, context);
    const request = openai.encode(operation, context);
    const version = context.options?.apiVersion ?? defaultApiVersion;
    return version === '' ? request : { ...request, query: { ...request.query, 'api-version': version } };
  },
};

function assertPossible(operation: Operation, { model }: EncodeContext): void {
  const { op } = operation;
  if (op === 'edit' || op === 'extend' || op === 'models') throw notOffered(azure.label, op);
  if (op !== 'create') return;
  const { input } = operation;
  if (!(input.model ?? model)) {
    throw new VideoJobsError('rejected', l10n.t('{0} requires a deployment name as the model.', azure.label));
  }
  if (inputsByRole(input).first?.kind === 'url') {
    throw cannotExpress(azure.label, 'reference', l10n.t('it only accepts images as files.'));
  }
}
