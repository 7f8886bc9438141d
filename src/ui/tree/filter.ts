import type { JobRecord } from '../../jobs/job';
import { statusWord } from '../jobWords';

type Field = 'prompt' | 'model' | 'id' | 'provider' | 'status';

/** `labelOf` gives the name a provider is shown under. */
const readers: Record<Field, (job: JobRecord, labelOf: (provider: string) => string) => string[]> = {
  prompt: (job) => [job.prompt ?? ''],
  model: (job) => [job.model ?? ''],
  id: (job) => [job.id ?? ''],
  provider: (job, labelOf) => [job.provider, labelOf(job.provider)],
  status: (job) => [job.status, job.providerStatus ?? '', statusWord(job.status)],
};
const fields = Object.keys(readers) as Field[];

/** A word of the query, and where it is looked for. */
function term(word: string): { fields: readonly Field[]; text: string } {
  const colon = word.indexOf(':');
  const field = fields.find((name) => name === word.slice(0, colon));
  // Ids hold colons too: only a field's name before the colon means a field.
  return field && colon < word.length - 1 ? { fields: [field], text: word.slice(colon + 1) } : { fields, text: word };
}

/**
 * The jobs that match every word of the query, in any of prompt, model, id, provider and status; `status:failed` looks in
 * one field only. An empty query matches all.
 */
export function filterJobs(
  jobs: readonly JobRecord[],
  query: string,
  labelOf: (provider: string) => string,
): readonly JobRecord[] {
  const terms = query.toLowerCase().split(/\s+/).filter(Boolean).map(term);
  if (terms.length === 0) {
    return jobs;
  }
  return jobs.filter((job) =>
    terms.every(({ fields, text }) =>
      fields.some((field) => readers[field](job, labelOf).some((value) => value.toLowerCase().includes(text))),
    ),
  );
}
