import { type Preset, presetRows } from './presetRows';

/** Known servers, working ones first within each group; labels and notes are localised. */
export const presets = (): readonly Preset[] => presetRows();

/** Finds the preset whose domain is that of the address or a parent of it. */
export function guessPreset(address: string): Preset | undefined {
  const host = hostOf(address);
  return host === undefined
    ? undefined
    : presets().find((preset) => domainsOf(preset).some((domain) => isBelow(host, domain)));
}

/** Guesses the provider type from the host of a base address; `openai`, the most common protocol, if the host is unknown. */
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
