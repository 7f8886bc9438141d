import { presetRows } from './presetRows';
import type { Overrides } from './overrides';
import type { Auth } from './types';

/** Where a server runs: with a company that has one, as a gateway to several of them, or where its user put it. */
export type PresetGroup = 'hosted' | 'gateway' | 'own';

/** A server that a user may start from; everything in it can be changed afterwards. A row of `presetRows.ts`. */
export interface Preset {
  /** Letters, digits and `-`. */
  id: string;
  /** A proper name, the same in every language; `custom` has a text instead. */
  label: string;
  group: PresetGroup;
  type: string;
  /** With its version path. Empty, or the usual address where only the user knows it (`example`). */
  baseUrl: string;
  /** The base address is where such a server usually is; the user is asked for theirs. */
  example?: true;
  /** Where its hosts are, if not just below the domain of the base address. */
  domains?: readonly string[];
  auth: Auth;
  model?: string;
  /** How it differs from its type; the same data that a user may write. */
  overrides?: Overrides;
  /** Fields of its own that a create takes, as it spells them. */
  parameters?: readonly string[];
  /** The document that all of this was read in. */
  source: string;
  /** One sentence on what to expect. */
  note: string;
}

/** The known servers, those that work first within each group; labels and notes in the user's language. */
export const presets = (): readonly Preset[] => presetRows();

/** The server at an address, by its host's name: that of a row, or one below the same domain. */
export function guessPreset(address: string): Preset | undefined {
  const host = hostOf(address);
  return host === undefined
    ? undefined
    : presets().find((preset) => domainsOf(preset).some((domain) => isBelow(host, domain)));
}

/** The type of the server at a base address, by its host name; `openai`, the protocol that most speak, where it says nothing. */
export const guessType = (baseUrl: string): string => guessPreset(baseUrl)?.type ?? 'openai';

const isBelow = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`);

function domainsOf({ baseUrl, example, domains }: Preset): readonly string[] {
  if (domains || example || baseUrl === '') return domains ?? [];
  return [new URL(baseUrl).hostname.split('.').slice(-2).join('.')];
}

function hostOf(address: string): string | undefined {
  const trimmed = address.trim();
  const absolute = trimmed.includes('://') ? trimmed : `https://${trimmed}`;
  return URL.canParse(absolute) ? new URL(absolute).hostname : undefined;
}
