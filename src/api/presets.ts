import { presetRows, type Preset } from './presetRows';

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
