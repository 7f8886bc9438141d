import { Worker } from 'node:worker_threads';
import type { SoundFormat } from '../sound/formatNames';

/** Input of the worker thread. */
export interface SoundJob {
  from: string;
  to: string;
  format: SoundFormat;
}

/** Output of the worker thread: numbers of packets and of broken ones, or the reason why there is no copy. */
export type SoundReport =
  | { packets: number; concealed: number }
  | {
      failed: string;
      /** There is no AAC in the file, or more than is worth copying: so it stays. */ unsupported: boolean;
    };

/** Time limit in ms: far more than a clip of ten minutes takes. */
const patience = 180_000;

/** Memory limits of the thread, in MB: it holds pieces of a file and a second of audio. */
const memory = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 };

/**
 * Copies a clip in a worker thread, which the signal terminates.
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
