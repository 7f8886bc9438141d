import type { Provider } from '../provider';
import { VideoJobsError } from '../errors';
import { dialectFor } from './index';
import type { CreateInput, Reference } from '../types';

/** A create whose image is a path or an address. */
export type PlannedCreate = Omit<CreateInput, 'reference'> & { reference?: string };

/**
 * Why a create cannot be put into the words of this server: the error that its encoder would throw. Nothing is read or sent.
 * A prompt that is not written yet is taken to be one.
 * @returns nothing where it can; the server may still refuse it
 */
export function refusalOf(
  provider: Pick<Provider, 'type' | 'baseUrl' | 'overrides' | 'model'>,
  { reference, prompt = 'A prompt', ...input }: Partial<PlannedCreate>,
): VideoJobsError | undefined {
  const operation = {
    op: 'create' as const,
    input: { ...input, prompt, reference: reference === undefined ? undefined : standIn(reference) },
  };
  try {
    dialectFor(provider).encode(operation, { model: provider.model });
    return undefined;
  } catch (error) {
    if (error instanceof VideoJobsError) return error;
    throw error;
  }
}

/** Whether it is fetched by the server rather than sent to it. */
export const isAddress = (reference: string): boolean => /^https:\/\//i.test(reference);

/** Its bytes are looked at when it is sent. */
const standIn = (reference: string): Reference =>
  isAddress(reference)
    ? { kind: 'url', url: reference }
    : { kind: 'file', name: 'image.png', contentType: 'image/png', blob: new Blob([]) };
