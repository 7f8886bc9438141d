import { asText, field } from './decode/read';
import { sameOrigin } from './http/address';
import type { RemoteJob } from './types';

/** Maximum of remembered URLs per owner; the oldest are dropped. */
const capacity = 500;

/** Clients live for one request, so the URLs are kept with the transport. */
const urlsByOwner = new WeakMap<object, Map<string, string>>();

/**
 * Polling URLs that the server named for its jobs (OpenRouter's `polling_url`, relative or absolute). A URL of another
 * origin is ignored, and the job's usual path is used.
 *
 * @param owner object whose lifetime the URLs share
 */
export function pollAddresses(owner: object, baseUrl: string) {
  const urls = urlsByOwner.get(owner) ?? new Map<string, string>();
  urlsByOwner.set(owner, urls);
  const keyOf = (id: string) => `${baseUrl}\n${id}`;
  return {
    get: (id: string): string | undefined => urls.get(keyOf(id)),
    forget: (id: string): boolean => urls.delete(keyOf(id)),
    learn({ id, raw }: RemoteJob): void {
      const polling = asText(field(raw, 'polling_url'));
      if (polling === undefined || !URL.canParse(polling, baseUrl)) return;
      const url = new URL(polling, baseUrl).href;
      if (!sameOrigin(url, baseUrl)) return;
      urls.delete(keyOf(id));
      urls.set(keyOf(id), url);
      for (const oldest of urls.keys()) {
        if (urls.size <= capacity) break;
        urls.delete(oldest);
      }
    },
  };
}
