import { jobStates } from '../../jobs/job';
import type { TextField, SearchWord } from '../../jobs/ledger/jobList';
import { stateWord } from '../words/jobWords';

type Field = 'prompt' | 'model' | 'id' | 'provider' | 'status';

/** Where a field's words are looked for. */
const texts: Record<Field, readonly TextField[]> = {
  prompt: ['prompt'],
  model: ['model'],
  id: ['id'],
  provider: [],
  status: ['providerStatus'],
};
const fields = Object.keys(texts) as Field[];

/**
 * What a query asks for: each of its words in any of prompt, model, id, provider and status; `status:failed` looks in one
 * field only. No word for an empty query.
 *
 * @param providers ids of all that have jobs
 * @param labelOf gives the name a provider is shown under
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

/** A word of the query, and where it is looked for. */
function term(word: string): { text: string; within: readonly Field[] } {
  const colon = word.indexOf(':');
  const field = fields.find((name) => name === word.slice(0, colon));
  // Ids hold colons too: only a field's name before the colon means a field.
  return field && colon < word.length - 1
    ? { within: [field], text: word.slice(colon + 1) }
    : { within: fields, text: word };
}
