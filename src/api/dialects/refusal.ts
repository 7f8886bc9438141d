import { VideoJobsError } from '../errors';
import type { Provider } from '../provider';
import type { CreateInput, Reference } from '../types';
import { dialectFor } from './index';

/** Create request whose image is a path or a URL. */
type PlannedCreate = Omit<CreateInput, 'reference'> & { reference?: string };

/**
 * Returns the error with which a dialect would refuse to encode a create, without reading or sending anything.
 * An absent prompt counts as written.
 * @returns undefined if it can be encoded; the server may still refuse it
 */
export function refusalOf(
  provider: Pick<Provider, 'type' | 'baseUrl' | 'overrides' | 'model'>,
  { reference, prompt = 'A prompt', ...input }: Partial<PlannedCreate>,
): VideoJobsError | undefined {
  const operation = {
    op: 'create' as const,
    input: { ...input, prompt, reference: reference === undefined ? undefined : placeholder(reference) },
  };
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

/** Reference without bytes; they are checked when it is sent. */
const placeholder = (reference: string): Reference =>
  isAddress(reference)
    ? { kind: 'url', url: reference }
    : { kind: 'file', name: 'image.png', contentType: 'image/png', blob: new Blob([]) };
