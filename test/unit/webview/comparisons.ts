import type { JobRecord } from '../../../src/jobs/job';
import type { ComparisonView } from '../../../src/shared/comparison';
import { type Candidate, comparisonView } from '../../../src/ui/compare/comparisonView';
import { clip, context, job, onDisk, onlyVideo } from '../ui/preview/jobs';

/** A job with one clip of the fixtures. */
export const made = (key: string, file: string, more: Partial<JobRecord> = {}): Candidate => {
  const media = clip({ path: `/library/${file}` });
  const files = new Map([[media.path, onDisk(media.path, { version: `${key} ${file}` })]]);
  const record = job({ key, id: `video_${key}`, media: [media], ...more });
  return { key, index: 0, job: { record, context: context([], { files, can: onlyVideo }) } };
};

/** So many clips, made by the same code as in the extension. */
export function comparison(count: number, more: (at: number) => Partial<JobRecord> = () => ({})): ComparisonView {
  const prompts = ['A heron at dawn', 'A heron at noon', 'A heron at dusk', 'A heron by night'];
  return comparisonView(
    Array.from({ length: count }, (_, at) => made(`k${at}`, 'clip.mp4', { prompt: prompts[at], ...more(at) })),
  );
}
