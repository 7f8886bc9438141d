import { createHash } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../../api/errors';
import { isPublicHost } from '../../api/http/address';
import type { Capabilities, Input, InputRules, MediaInput, Reference } from '../../api/types';
import { shownSource } from '../inputs';
import type { RecordedInput } from '../job';
import { withoutUndefined } from '../objects';
import { kindOf, prepareMedia } from './reference';

/** Largest sum of files in one body, in bytes before base64. */
const maxSum = 48 * 1024 * 1024;

interface Accepted {
  images: Capabilities['reference'];
  /** Accepted forms of clips and sounds. */
  others(): InputRules['forms'];
  /** Set if large files are uploaded before the request. */
  uploads: boolean;
  /** Base address of the provider. */
  baseUrl: string | undefined;
}

/**
 * Reads and checks the inputs of a request before money is spent.
 * @throws VideoJobsError `rejected`, `unsupported` or `disk`
 */
export async function prepareInputs(inputs: readonly Input[], accepted: Accepted): Promise<MediaInput[]> {
  const prepared: MediaInput[] = [];
  for (const { role, source, name } of inputs) {
    const kind = kindOf(role);
    const forms = kind === 'image' ? accepted.images : (accepted.others()?.[kind] ?? ['url']);
    const media = await prepareMedia(source, kind, forms);
    if (media.kind === 'url') assertPublic(media.url, accepted.baseUrl);
    prepared.push(withoutUndefined({ role, media, name }));
  }
  const sum = prepared.reduce((bytes, { media }) => bytes + (media.kind === 'file' ? media.blob.size : 0), 0);
  if (sum > maxSum && !accepted.uploads) {
    throw new VideoJobsError(
      'rejected',
      l10n.t('The files of this request are larger than {0} MB in all. Choose smaller ones.', maxSum / 2 ** 20),
    );
  }
  return prepared;
}

/** A server on this machine or in its network may fetch from there. @throws VideoJobsError `rejected` */
function assertPublic(url: string, baseUrl: string | undefined): void {
  const { hostname } = new URL(url);
  const isNear = baseUrl !== undefined && URL.canParse(baseUrl) && !isPublicHost(new URL(baseUrl).hostname);
  if (isPublicHost(hostname) || isNear) return;
  throw new VideoJobsError(
    'rejected',
    l10n.t('The server cannot reach {0}, which is not a public address. Choose the file.', hostname),
  );
}

/** Inputs as they are recorded: what they were, never their bytes. */
export async function recordedInputs(
  inputs: readonly Input[],
  prepared: readonly MediaInput[],
): Promise<RecordedInput[] | undefined> {
  if (inputs.length === 0) return undefined;
  return Promise.all(
    inputs.map(async ({ role, source, name }, i) =>
      withoutUndefined({ role, source: shownSource(source), name, ...(await factsOf(prepared[i]?.media)) }),
    ),
  );
}

async function factsOf(media: Reference | undefined): Promise<Pick<RecordedInput, 'sha256' | 'bytes'>> {
  if (media?.kind !== 'file') return {};
  const hash = createHash('sha256');
  for await (const chunk of media.blob.stream()) hash.update(chunk as Uint8Array);
  return { sha256: hash.digest('hex'), bytes: media.blob.size };
}
