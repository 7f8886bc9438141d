import type { Auth } from './auth';
import type { Overrides } from './overrides';

export type { Auth };

/** Video server as configured in the setting `videoJobs.providers`. Holds no secret. */
export interface Provider {
  /** Unique name: letters, digits, `-`, `_` and `.`. */
  id: string;
  label?: string;
  /** Key of the dialect table in `dialects/index.ts`. */
  type: string;
  /** With or without the version path; normalised by type. */
  baseUrl: string;
  auth?: Auth;
  /** Sent with each request to the provider's origin. Must not hold keys. */
  headers?: Record<string, string>;
  /** Default model. */
  model?: string;
  /** Origin in a private network (`http://192.168.1.5:8000`) that the user agreed to send the key to without encryption. */
  httpOrigin?: string;
  /** Header that takes the key as it is, where the server wants it in one of its own: `Ocp-Apim-Subscription-Key`. */
  keyHeader?: string;
  /** Environment variable that holds the key if SecretStorage has none. */
  apiKeyEnv?: string;
  /** Differences of this server from its type. */
  overrides?: Overrides;
}

/** Provider with its normalised address and its key. */
export interface Connection {
  provider: Provider;
  /** Absolute, without a trailing slash, with the version path. */
  baseUrl: string;
  key?: string;
}
