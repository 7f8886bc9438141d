import { asNumber, asText } from '../decode/read';
import { isMark } from './key';

/** Request that was pasted, in the words of a create. */
export interface PastedExample {
  prompt: string;
  model?: string;
  seconds?: number;
  size?: string;
  /** The other fields, in the server's spelling. */
  extra?: Record<string, unknown>;
}

const promptNames = ['prompt', 'promptText', 'text', 'input'];
const secondsNames = ['seconds', 'duration'];
const sizeNames = ['size', 'aspect_ratio', 'ratio'];
const known = new Set([...promptNames, ...secondsNames, ...sizeNames, 'model', 'version', 'resolution']);

/** Longest value and most fields that are taken over. */
const maxFields = 40;
const maxTextLength = 4000;

/** Reads prompt and parameters of a pasted request; undefined if it has no prompt. */
export function exampleIn(fields: Readonly<Record<string, unknown>> = {}): PastedExample | undefined {
  const first = (names: readonly string[]): string | undefined =>
    names.map((name) => asText(fields[name])).find((each) => each !== undefined);
  const prompt = first(promptNames);
  if (prompt === undefined || isMark(prompt)) return undefined;
  const model = asText(fields['model']);
  const seconds = asNumber(first(secondsNames)?.replace(/s$/, ''));
  const size = [first(sizeNames)?.replace(/^(\d{2,5})[*:](\d{3,5})$/, '$1x$2'), asText(fields['resolution'])];
  const extra = Object.entries(fields)
    .filter(([name, value]) => !known.has(name) && (typeof value !== 'string' || value.length <= maxTextLength))
    .slice(0, maxFields);
  return {
    prompt,
    ...(model && { model }),
    ...(seconds !== undefined && seconds > 0 && { seconds }),
    ...(size.some(Boolean) && { size: size.filter(Boolean).join(' ') }),
    ...(extra.length > 0 && { extra: Object.fromEntries(extra) }),
  };
}
