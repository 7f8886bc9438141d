import type { Provider } from '../../api/provider';
import { shownSource } from '../inputs';
import type { JobRecord, Media } from '../job';
import { hideSecrets } from '../ledger/secrets';

/** Suffix of a sidecar: `clip.mp4.json` describes `clip.mp4`. */
export const sidecarEnd = '.json';
export const sidecarPath = (clip: string): string => clip + sidecarEnd;
/** Returns the path of a sidecar while it is incomplete. @param part that of its clip, which nothing else uses */
export const sidecarPartOf = (part: string): string => part.replace(/\.part$/, `${sidecarEnd}.part`);

/** Tests the name only: other programs keep JSON files, too. */
export const isSidecar = (name: string): boolean => /\.[a-z0-9]{2,5}\.json$/i.test(name);

/**
 * Builds the description of a clip, stored beside it to outlive this extension and the provider. Holds the reference as a path
 * or URL without its query (which may be a signature), no key, and no URL of the clip.
 */
export function sidecarOf(job: JobRecord, media: Media, provider: Provider | undefined): Record<string, unknown> {
  const { key, id, status, prompt, model, seconds, size, createdAt, completedAt, expiresAt, parent, cost } = job;
  const { mine, outputs, madeFrom, request, inputs, spec, take, by } = job;
  const { variant, index, bytes, contentType, sha256 } = media;
  return {
    version: 1,
    provider: { id: job.provider, label: provider?.label, type: provider?.type, origin: job.origin },
    job: { key, id, status, mine, outputs, parent, madeFrom, by },
    spec,
    take,
    prompt,
    model,
    seconds,
    size,
    reference: request?.reference === undefined ? undefined : shownSource(request.reference),
    inputs: request?.inputs && inputs,
    sound: request?.sound,
    seed: request?.seed,
    negativePrompt: request?.negativePrompt,
    extra: hideSecrets(request?.extra),
    createdAt: isoTime(createdAt),
    completedAt: isoTime(completedAt),
    expiresAt: isoTime(expiresAt),
    cost,
    media: { variant, index, bytes, contentType, sha256 },
  };
}

function isoTime(time: number | undefined): string | undefined {
  const date = new Date(time ?? NaN);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
