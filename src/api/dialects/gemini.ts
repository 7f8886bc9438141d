import * as l10n from '@vscode/l10n';
import { asText, field, Mismatch } from '../decode/read';
import type { ModelInfo } from '../types';
import { describedDialect } from './described';
import type { Dialect, EncodeContext, Operation } from './dialect';
import { interactions } from './interactions';
import { veo } from './veo';

/** Models, forms and lengths of Omni (ai.google.dev/gemini-api/docs/omni). */
const takenByOmni: Omit<ModelInfo, 'id'> = {
  aspectRatios: ['16:9', '9:16'],
  resolutions: ['360p', '720p', '1080p', '4k'],
  seconds: [3, 4, 5, 6, 7, 8, 9, 10],
  frames: ['first_frame', 'last_frame'],
  sound: true,
};

const omni = describedDialect(interactions);

/** Only models of Gemini interact; Veo's have long-running operations. */
const isOmni = (model: string | undefined): boolean => /^(models\/)?gemini-/.test(model ?? '');

/** A long-running operation, by its name. */
const isOperation = (id: string): boolean => id.includes('/');

/**
 * The Gemini API: Omni by interactions, and what Veo made by long-running operations while it was served. A job is followed as
 * what its id says.
 */
export const gemini: Dialect = {
  ...veo,
  description: () => l10n.t('Google’s Gemini API, for Omni and Veo'),
  // Omni fetches images, Veo refuses their addresses.
  capabilities: {
    ...veo.capabilities,
    edit: true,
    delete: true,
    cancel: true,
    cancelTerms: { when: [], ...omni.capabilities.cancelTerms, except: ['models/'] },
    reference: ['file', 'url'],
  },
  errors: omni.errors,
  takes: (model, context) => (isOmni(model) ? omni : veo).takes?.(model, context) ?? { roles: { first: 1 } },
  tokens: (model) => (isOmni(model) ? (omni.tokens?.(model) ?? {}) : {}),
  derivesByAddress: ({ op, id }) => op === 'extend' && isOperation(id),
  encode(operation, context) {
    if (operation.op === 'models') return { method: 'GET', path: '/models', query: { pageSize: '1000' } };
    return dialectOf(operation, context).encode(withoutPrefix(operation), context);
  },
  withExtra: (fields, extra) => ('instances' in fields ? veo : omni).withExtra?.(fields, extra) ?? fields,
  decode(answer, context) {
    const isVeo = field(answer, 'name') !== undefined || isOperation(context.id ?? '');
    return (isVeo ? veo : omni).decode(answer, context);
  },
  decodeModels(answer) {
    const models = field(answer, 'models');
    if (!Array.isArray(models)) throw new Mismatch(l10n.t('a list of models in "models"'));
    return models.flatMap((model: unknown) => {
      const id = asText(field(model, 'name'))?.replace(/^models\//, '');
      const methods = field(model, 'supportedGenerationMethods');
      const isVeo = Array.isArray(methods) && methods.includes('predictLongRunning');
      // Omni's models are listed as if they generated content, which they refuse.
      const makesVideo = id !== undefined && (isVeo || /^gemini-omni/.test(id));
      if (!makesVideo) return [];
      const name = asText(field(model, 'displayName'));
      return [{ id, ...(name !== undefined && { name }), ...(!isVeo && takenByOmni) }];
    });
  },
  ...(omni.cancelReturnsJob && { cancelReturnsJob: true }),
};

function dialectOf(operation: Operation, context: EncodeContext): Dialect {
  if (operation.op === 'create') return isOmni(operation.input.model ?? context.model) ? omni : veo;
  return 'id' in operation && !isOperation(operation.id) ? omni : veo;
}

/** Models are listed as `models/…`. */
function withoutPrefix(operation: Operation): Operation {
  if (operation.op !== 'create' || operation.input.model === undefined) return operation;
  const model = operation.input.model.replace(/^models\//, '');
  return { ...operation, input: { ...operation.input, model } };
}
