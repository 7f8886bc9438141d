import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../errors';
import { cannotExpress, notOffered, type Dialect, type EncodeContext, type Operation } from './dialect';
import { openai } from './openai';

/** Video generation is a preview there: Azure's own samples ask for `/openai/v1/videos?api-version=preview`. */
export const usualApiVersion = 'preview';

/**
 * Azure OpenAI (Microsoft Foundry) by its v1 API, as "Video generation with Sora 2" documents it: OpenAI's paths with
 * the key in `api-key`, or a Microsoft Entra token as Bearer; deployments in place of models; no edits, no extensions.
 */
export const azure: Dialect = {
  ...openai,
  label: 'Azure OpenAI',
  usualAuth: 'api-key',
  capabilities: {
    ...openai.capabilities,
    edit: false,
    extend: false,
    models: false,
    reference: ['file'],
    // "Video generation with Sora 2", "Capabilities" and "API parameters": the only model there is.
    takes: { sizes: ['720x1280', '1280x720'], seconds: [4, 8, 12] },
    modelIs: 'deployment',
  },
  /** A resource's address, its `/openai/deployments/…`, a Foundry project's, or a gateway before them with a path of its own. */
  basePath(segments) {
    const at = segments.lastIndexOf('openai');
    if (at >= 0) return [...segments.slice(0, at), 'openai', 'v1'];
    if (/^v\d/.test(segments.at(-1) ?? '')) return segments;
    const project = segments.findIndex((segment, i) => segment === 'api' && segments[i + 1] === 'projects');
    return [...(project < 0 ? segments : segments.slice(0, project)), 'openai', 'v1'];
  },
  encode(operation, context) {
    assertPossible(operation, context);
    const request = openai.encode(operation, context);
    const version = context.options?.apiVersion ?? usualApiVersion;
    return version === '' ? request : { ...request, query: { ...request.query, 'api-version': version } };
  },
};

function assertPossible(operation: Operation, { model }: EncodeContext): void {
  const { op } = operation;
  if (op === 'edit' || op === 'extend' || op === 'models') throw notOffered(azure.label, op);
  if (op !== 'create') return;
  const { input } = operation;
  if (!(input.model ?? model)) {
    throw new VideoJobsError('rejected', l10n.t('{0} needs the name of a deployment as the model.', azure.label));
  }
  if (input.reference?.kind === 'url') {
    throw cannotExpress(azure.label, 'reference', l10n.t('it takes an image as a file only.'));
  }
}
