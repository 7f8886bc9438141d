import { Worker } from 'node:worker_threads';
import type { SoundFormat } from '../sound/formatNames';

/** What the thread is told. */
export interface SoundJob {
  from: string;
  to: string;
  format: SoundFormat;
}

/** What it answers: packets of sound, and those of them that were broken; or why there is no copy. */
export type SoundReport =
  | { packets: number; concealed: number }
  | {
      failed: string;
      /** There is no AAC in the file, or more than is worth copying: so it stays. */ unsupported: boolean;
    };

/** Far more than a clip of ten minutes takes; what goes on for longer hangs. ms. */
const patience = 180_000;

/** Memory of the thread, in MB: pieces of a file and a second of sound. */
const memory = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 };

/**
 * Copies a clip in a thread of its own; ended with the signal.
 * @param script path of the bundled `soundWorker.ts`
 */
export function copyInThread(script: string, job: SoundJob, signal: AbortSignal): Promise<SoundReport> {
  return new Promise((resolve) => {
    const worker = new Worker(script, { workerData: job, resourceLimits: memory, stdout: true, stderr: true });
    let ended = false;
    const end = (report: SoundReport) => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      void worker.terminate().then(() => resolve(report));
    };
    const fail = (why: string) => end({ failed: why, unsupported: false });
    const abort = () => fail('cancelled');
    const timer = setTimeout(() => fail('It takes too long.'), patience);
    worker.once('message', end);
    worker.once('error', (error) => fail(String(error)));
    worker.once('exit', (code) => fail(`The thread ended with ${code}.`));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
  });
}
