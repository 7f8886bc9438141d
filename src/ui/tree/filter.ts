import { jobStates } from '../../jobs/job';
import type { SearchWord, TextField } from '../../jobs/ledger/search';
import { stateWord } from '../words/jobWords';

type Field = 'prompt' | 'model' | 'id' | 'provider' | 'status';

/** Text columns that each field searches. */
const texts: Record<Field, readonly TextField[]> = {
  prompt: ['prompt'],
  model: ['model'],
  id: ['id'],
  provider: [],
  status: ['providerStatus'],
};
const fields = Object.keys(texts) as Field[];

/**
 * Parses a query: every word must match prompt, model, id, provider or status; `status:failed` matches one field only.
 * Returns no words for an empty query.
 *
 * @param providers ids of all providers with jobs
 * @param labelOf returns a provider's display name
 */
export function wordsOf(
  query: string,
  providers: Iterable<string>,
  labelOf: (provider: string) => string,
): SearchWord[] {
  const all = [...providers];
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return words.map((word) => {
    const { text, within } = term(word);
    const has = (value: string) => value.toLowerCase().includes(text);
    return {
      text,
      in: within.flatMap((field) => texts[field]),
      providers: within.includes('provider') ? all.filter((id) => has(id) || has(labelOf(id))) : [],
      states: within.includes('status') ? jobStates.filter((state) => has(state) || has(stateWord(state))) : [],
    };
  });
}

/** Splits a word of the query into its text and the fields it searches. */
function term(word: string): { text: string; within: readonly Field[] } {
  const colon = word.indexOf(':');
  const field = fields.find((name) => name === word.slice(0, colon));
  // Ids contain colons too: only a field's name before the colon selects a field.
  return field && colon < word.length - 1
    ? { within: [field], text: word.slice(colon + 1) }
    : { within: fields, text: word };
}
