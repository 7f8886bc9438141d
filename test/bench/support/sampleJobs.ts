import { createHash } from 'node:crypto';
import type { JobRecord } from '../../../src/jobs/job';
import { openLedger } from '../../../src/jobs/ledger/openLedger';
import { lab } from './window';

const hour = 3600_000;

/** Jobs as a year of use leaves them: finished, their clips on disk, one an hour. */
export function sampleJobs(count: number, now = Date.now()): JobRecord[] {
  return Array.from({ length: count }, (_, at) => sampleJob(at, now - (count - at) * hour));
}

function sampleJob(at: number, createdAt: number): JobRecord {
  const id = `video_${createHash('sha256').update(String(at)).digest('hex').slice(0, 40)}`;
  const prompt = `A heron lifts off from a misty lake at dawn, the camera follows slowly, take ${at}`;
  const request = { prompt, model: 'sora-2', seconds: 8, size: '1280x720' };
  return {
    ...request,
    key: `key-${at}`,
    provider: lab,
    id,
    status: 'completed',
    providerStatus: 'completed',
    progress: 100,
    createdAt,
    completedAt: createdAt + 120_000,
    media: [
      {
        variant: 'video',
        index: 0,
        path: `/home/someone/Videos/Video Jobs/2026-05-06 12.00.00 A heron lifts off from a misty lake ${at}.mp4`,
        bytes: 9_460_000 + at,
        contentType: 'video/mp4',
        sha256: createHash('sha256').update(prompt).digest('hex'),
      },
    ],
    watching: false,
    origin: 'https://lab.example',
    mine: true,
    request,
    requestId: `req_${at}`,
    updatedAt: createdAt + 130_000,
  };
}

/** Writes them into the ledger of a folder. */
export function fillLedger(folder: string, jobs: readonly JobRecord[]): void {
  const { ledger } = openLedger(folder);
  ledger.write(() => {
    for (const job of jobs) {
      ledger.put(job);
      ledger.saveAnswer(
        job.key,
        { ...job.request, id: job.id, object: 'video', status: job.status },
        { status: 'completed' },
      );
    }
  });
  ledger.close();
}
