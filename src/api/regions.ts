import { dialectFor } from './dialects';
import type { Provider } from './provider';

/** Site of a server with accounts and keys of its own. */
export interface Region {
  /** Proper name, not translated. */
  name: string;
  baseUrl: string;
}

/** Returns the other regions of a provider's server, if a key belongs to one of them. */
export const otherRegionsOf = (provider: Pick<Provider, 'type' | 'baseUrl' | 'overrides'>, baseUrl: string): Region[] =>
  Object.entries(dialectFor(provider).regions ?? {}).flatMap(([name, url]) =>
    url === baseUrl ? [] : [{ name, baseUrl: url }],
  );
