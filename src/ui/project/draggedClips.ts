import type { Variant } from '../../api/types';
import type { JobRecord, Media } from '../../jobs/job';
import type { JobService } from '../../jobs/jobService';

/** A file on disk and the job that made it. */
export interface Clip {
  job: JobRecord;
  media: Media;
}

export const isVideo = ({ media }: Clip): boolean => media.variant === 'video';

/** MIME type of dragged clips. They are identified by job key: a drop carries no path. */
export const clipsMime = 'application/vnd.video-jobs.clips';

interface Dragged {
  key: string;
  variant: Variant;
  index: number;
}

/** A row of the jobs view: a job, or one of its outputs. */
interface DraggedRow {
  job?: JobRecord;
  variant?: Variant;
  index?: number;
}

/** Returns the files on disk of rows, without duplicates: an output's file, a job's first clip. */
export function clipsOf(rows: readonly DraggedRow[]): Clip[] {
  const clips = new Map<string, Clip>();
  for (const { job, variant = 'video', index } of rows) {
    const media = job?.media.find((one) => one.variant === variant && (index === undefined || one.index === index));
    if (job && media) clips.set(media.path, { job, media });
  }
  return [...clips.values()];
}

export const writeClips = (clips: readonly Clip[]): string =>
  JSON.stringify(
    clips.map(({ job, media }): Dragged => ({ key: job.key, variant: media.variant, index: media.index })),
  );

/** Parses dragged clips; skips invalid entries, as other extensions can set the type too. */
export function readClips(text: string | undefined, jobs: Pick<JobService, 'find'>): Clip[] {
  const rows = parse(text).map(({ key, variant, index }) => ({ job: jobs.find({ key }), variant, index }));
  return clipsOf(rows).filter(isVideo);
}

function parse(text: string | undefined): Dragged[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(value) ? (value as unknown[]).filter(isDragged) : [];
  } catch {
    return [];
  }
}

const isDragged = (value: unknown): value is Dragged =>
  typeof (value as Dragged | null)?.key === 'string' && typeof (value as Dragged).index === 'number';
