import { sameOrigin } from './address';
import { asText, field } from './decode/read';
import type { RemoteJob } from './types';

const most = 500;

/**
 * Addresses at which a server wants its jobs asked for (OpenRouter's `polling_url`, relative or absolute). One of
 * another origin is not followed; the job's own path is asked instead.
 */
export function followedAddress(baseUrl: string) {
  const addresses = new Map<string, string>();
  return {
    get: (id: string): string | undefined => addresses.get(id),
    learn({ id, raw }: RemoteJob): void {
      const polling = asText(field(raw, 'polling_url'));
      if (polling === undefined || !URL.canParse(polling, baseUrl)) return;
      const url = new URL(polling, baseUrl).href;
      if (!sameOrigin(url, baseUrl)) return;
      addresses.delete(id);
      addresses.set(id, url);
      for (const oldest of addresses.keys()) {
        if (addresses.size <= most) break;
        addresses.delete(oldest);
      }
    },
  };
}
