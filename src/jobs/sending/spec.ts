import { createHash } from 'node:crypto';
import type { Provider } from '../../api/provider';
import { inputsOfRequest, shownSource } from '../inputs';
import type { JobRecord, RecordedInput } from '../job';
import { hideSecrets } from '../ledger/secrets';

/** Parts of a request that decide what is rendered, and where. */
interface Specified extends Pick<JobRecord, 'model' | 'seconds' | 'size' | 'parent' | 'madeFrom'> {
  prompt?: string;
  operation: string;
  request: JobRecord['request'];
  /** Inputs with the hashes of their files. */
  inputs: readonly RecordedInput[] | undefined;
}

/**
 * Computes the identity of a request: SHA-256 (hex) of what is rendered, the same on every system and for every name of
 * the same server. Files count by their content, addresses without their query, texts without regard to line ends.
 * Reading the result tells nothing of a prompt or a key.
 */
export function specOf(provider: Pick<Provider, 'type' | 'baseUrl'>, specified: Specified): string {
  const { operation, model, seconds, size, request = {}, inputs = [], parent } = specified;
  const { sound, seed, negativePrompt, extra } = request as NonNullable<JobRecord['request']>;
  const stated = inputsOfRequest(request);
  const spec = {
    v: 1,
    type: provider.type,
    server: serverOf(provider.baseUrl),
    operation,
    model,
    prompt: textOf(specified.prompt ?? '').trim(),
    seconds,
    size,
    inputs: stated.map(({ role, source, name }, at) => ({
      role,
      name,
      file: inputs[at]?.sha256 ?? shownSource(source),
    })),
    sound,
    seed,
    negativePrompt,
    extra: hideSecrets(extra),
    from: operation === 'create' ? undefined : parent?.id,
  };
  return createHash('sha256').update(canonical(spec)).digest('hex');
}

/** Address of a server without case in its host, and without a slash at its end. */
function serverOf(baseUrl: string): string {
  const { href } = URL.canParse(baseUrl) ? new URL(baseUrl) : { href: baseUrl };
  return href.replace(/\/+$/, '');
}

const textOf = (text: string): string => text.normalize('NFC').replace(/\r\n?/g, '\n');

/** JSON with sorted names, without what is undefined, and with one notation of each text. */
function canonical(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(textOf(value));
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, item]) => `${JSON.stringify(textOf(name))}:${canonical(item)}`);
  return `{${fields.join(',')}}`;
}
