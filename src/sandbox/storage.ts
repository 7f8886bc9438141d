import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type AssetKind, assetKinds, clipNames, type Clips } from './clips';
import { type Answer, hasCredentials, text } from './http';
import { serve } from './media';

const addressesLast = 60 * 60 * 1000;

/**
 * Storage as gateways use it for finished clips: another origin, with signed URLs that are valid for an hour. A request
 * that also carries a key is refused, as S3 and OSS do: "Only one auth mechanism allowed".
 */
export class Storage {
  /** Set once the server listens. */
  origin = '';

  readonly #clips: Clips;
  readonly #secret: string;
  readonly #now: () => number;

  constructor(clips: Clips, secret: string, now: () => number) {
    this.#clips = clips;
    this.#secret = secret;
    this.#now = now;
  }

  /** Returns a signed URL that needs no key. */
  address(clip: string, kind: AssetKind = 'video'): string {
    const path = `/media/${clip}/${kind}${kind === 'video' ? '.mp4' : '.webp'}`;
    const expires = String(this.#now() + addressesLast);
    return `${this.origin}${path}?expires=${expires}&sig=${this.#sign(path, expires)}`;
  }

  /** Returns a clip, to be served at a path outside the storage. */
  async clip(clip: string, headers: IncomingHttpHeaders = {}): Promise<Answer> {
    return serve(await this.#clips.get(clip, 'video'), headers);
  }

  async answer(url: URL, headers: IncomingHttpHeaders): Promise<Answer> {
    const [, clip, kind] = /^\/media\/([a-z]+)\/([a-z]+)\.(?:mp4|webp)$/.exec(url.pathname) ?? [];
    if (!clipNames.includes(clip ?? '') || !assetKinds.includes(kind as AssetKind)) return refusal(404, 'NoSuchKey');
    if (hasCredentials(headers)) return refusal(400, 'InvalidArgument');
    const expires = url.searchParams.get('expires') ?? '';
    const given = Buffer.from(url.searchParams.get('sig') ?? '');
    const wanted = Buffer.from(this.#sign(url.pathname, expires));
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return refusal(403, 'SignatureDoesNotMatch');
    if (this.#now() >= Number(expires)) return refusal(403, 'AccessDenied');
    return serve(await this.#clips.get(clip!, kind as AssetKind), headers);
  }

  #sign(path: string, expires: string): string {
    return createHmac('sha256', this.#secret).update(`${path}\n${expires}`).digest('base64url');
  }
}

const messages = {
  NoSuchKey: 'The specified key does not exist.',
  InvalidArgument: 'Only one auth mechanism allowed; only the query parameter or the Authorization header.',
  SignatureDoesNotMatch: 'The request signature we calculated does not match the signature you provided.',
  AccessDenied: 'Request has expired',
};

function refusal(status: number, code: keyof typeof messages): Answer {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${messages[code]}</Message></Error>`;
  return text(xml, 'application/xml', status);
}
