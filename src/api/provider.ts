import type { Overrides } from './overrides';

export type Auth = 'bearer' | 'api-key' | 'token' | 'none';

/** A server that makes videos, as the user configured it (the setting `videoJobs.providers`). Holds no secret. */
export interface Provider {
  /** Our name for it: letters, digits, `-`, `_` and `.`. */
  id: string;
  label?: string;
  /** A key of the dialect table; see `dialects/index.ts`. */
  type: string;
  /** With or without its version path; normalised by type. */
  baseUrl: string;
  auth?: Auth;
  /** Sent with each request to the provider's own origin. Never a place for keys. */
  headers?: Record<string, string>;
  /** The model offered first. */
  model?: string;
  /** Name of an environment variable that holds the key, where SecretStorage has none. */
  apiKeyEnv?: string;
  /** How this server differs from its type. */
  overrides?: Overrides;
}

/** A provider made ready to talk to: its address normalised, its key at hand. */
export interface Connection {
  provider: Provider;
  /** Absolute, without a trailing slash, with the version path. */
  baseUrl: string;
  key?: string;
}
