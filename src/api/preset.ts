import type { Overrides } from './overrides';
import type { Auth } from './provider';

/** Kind of server: a vendor's own, a gateway to several vendors, or self-hosted. */
export type PresetGroup = 'hosted' | 'gateway' | 'own';

/** Template for a provider; the user can change everything afterwards. */
export interface Preset {
  /** Letters, digits and `-`. */
  id: string;
  /** Proper name, not translated; `custom` has a localised description instead. */
  label: string;
  group: PresetGroup;
  type: string;
  /** With the version path. Empty or an example (`example`) if only the user knows it. */
  baseUrl: string;
  /** Set if `baseUrl` is only the default of such a server, and the user has to confirm it. */
  example?: true;
  /** Domains of its hosts, if they differ from the domain of the base address. */
  domains?: readonly string[];
  auth: Auth;
  model?: string;
  /** Differences from its type, in the format of the setting. */
  overrides?: Overrides;
  /** Extra fields that a create takes, in the server's spelling. */
  parameters?: readonly string[];
  /** Source of this data. */
  source: string;
  /** One sentence for the user on what to expect. */
  note: string;
}
