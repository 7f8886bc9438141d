import { VideoJobsError } from '../errors';
import type { Provider } from '../provider';
import type { CreateInput, Input, InputRole, InputRules, MediaInput, Reference } from '../types';
import { dialectFor, providerTypes } from './index';
import { promptOf, rulesOf } from './inputChecks';

/** Create request whose media are paths or URLs. */
export type PlannedCreate = Omit<CreateInput, 'reference' | 'inputs'> & {
  reference?: string;
  inputs?: readonly Input[];
};

type Target = Pick<Provider, 'type' | 'baseUrl' | 'overrides' | 'model'>;

/**
 * Returns the error with which a dialect would refuse to encode a create, without reading or sending anything.
 * An absent prompt counts as written.
 * @returns undefined if it can be encoded; the server may still refuse it
 */
export function refusalOf(provider: Target, planned: Partial<PlannedCreate>): VideoJobsError | undefined {
  const operation = { op: 'create' as const, input: plannedInput(planned) };
  try {
    dialectFor(provider).encode(operation, { model: provider.model });
    return undefined;
  } catch (error) {
    if (error instanceof VideoJobsError) return error;
    throw error;
  }
}

/** True if the server fetches the image itself. */
export const isAddress = (reference: string): boolean => /^https:\/\//i.test(reference);

/** Prompt of a request as the server gets it, names of inputs replaced by its own tokens. @throws VideoJobsError `rejected` */
export const sentPrompt = (provider: Target, planned: Partial<PlannedCreate>): string =>
  promptOf(dialectFor(provider), plannedInput(planned), { model: provider.model });

/** True if large files are uploaded before a request. */
export const uploadsTo = (provider: Target): boolean =>
  providerTypes.includes(provider.type) && dialectFor(provider).upload !== undefined;

/** Inputs and settings that a model takes. */
export const takenBy = (provider: Target, model?: string): InputRules =>
  rulesOf(dialectFor(provider), { model }, { model: provider.model, options: provider.overrides });

function plannedInput({ reference, inputs, prompt = 'A prompt', ...input }: Partial<PlannedCreate>): CreateInput {
  return {
    ...input,
    prompt,
    reference: reference === undefined ? undefined : placeholder(reference, 'first'),
    inputs: inputs?.map(({ role, source, name }): MediaInput => ({
      role,
      media: placeholder(source, role),
      ...(name && { name }),
    })),
  };
}

const contentTypes: Readonly<Partial<Record<InputRole, string>>> = { video: 'video/mp4', audio: 'audio/mpeg' };

/** Media without bytes; they are checked when it is sent. */
function placeholder(source: string, role: InputRole): Reference {
  if (isAddress(source)) return { kind: 'url', url: source };
  const name = source.split(/[\\/]/).at(-1) || source;
  return { kind: 'file', name, contentType: contentTypes[role] ?? 'image/png', blob: new Blob([]) };
}
