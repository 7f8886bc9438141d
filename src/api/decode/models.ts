import * as l10n from '@vscode/l10n';
import { asNumber, asText, field, Mismatch } from './read';
import type { ModelInfo } from '../types';

/**
 * OpenRouter's `GET /videos/models`, where each list of a model may be `null`.
 * @throws Mismatch
 */
export function decodeModels(answer: unknown): ModelInfo[] {
  const data = field(answer, 'data');
  if (!Array.isArray(data)) throw new Mismatch(l10n.t('a list of models in "data"'));
  return data.flatMap((model: unknown) => {
    const id = asText(field(model, 'id'));
    if (id === undefined) return [];
    const info: ModelInfo = { id };
    const name = asText(field(model, 'name'));
    if (name !== undefined) info.name = name;
    const lists = {
      sizes: list(field(model, 'supported_sizes'), asText),
      seconds: list(field(model, 'supported_durations'), asNumber),
      resolutions: list(field(model, 'supported_resolutions'), asText),
      aspectRatios: list(field(model, 'supported_aspect_ratios'), asText),
    };
    return [{ ...info, ...Object.fromEntries(Object.entries(lists).filter(([, value]) => value !== undefined)) }];
  });
}

function list<T>(value: unknown, read: (item: unknown) => T | undefined): T[] | undefined {
  return Array.isArray(value) ? value.map(read).filter((item) => item !== undefined) : undefined;
}
