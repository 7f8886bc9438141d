import { sameOrigin } from './http/address';
import { asText, field } from './decode/read';
import type { RemoteJob } from './types';

const most = 500;

/** Clients are made anew for each request; what one learned, the next one follows. */
const known = new WeakMap<object, Map<string, string>>();

/**
 * Addresses at which a server wants its jobs asked for (OpenRouter's `polling_url`, relative or absolute). One of
 * another origin is not followed; the job's own path is asked instead.
 *
 * @param owner what the addresses are remembered with
 */
export function followedAddress(owner: object, baseUrl: string) {
  const addresses = known.get(owner) ?? new Map<string, string>();
  known.set(owner, addresses);
  const nameOf = (id: string) => `${baseUrl}\n${id}`;
  return {
    get: (id: string): string | undefined => addresses.get(nameOf(id)),
    /** Until it is named again. */
    forget: (id: string): boolean => addresses.delete(nameOf(id)),
    learn({ id, raw }: RemoteJob): void {
      const polling = asText(field(raw, 'polling_url'));
      if (polling === undefined || !URL.canParse(polling, baseUrl)) return;
      const url = new URL(polling, baseUrl).href;
      if (!sameOrigin(url, baseUrl)) return;
      addresses.delete(nameOf(id));
      addresses.set(nameOf(id), url);
      for (const oldest of addresses.keys()) {
        if (addresses.size <= most) break;
        addresses.delete(oldest);
      }
    },
  };
}
