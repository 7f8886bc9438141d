import { Worker } from 'node:worker_threads';
import type { ClipHeader } from '../container/header';
import type { SoundFormat } from '../sound/formatNames';

/** Makes a copy of a clip with another sound. */
export interface CopyTask {
  kind: 'copy';
  from: string;
  to: string;
  format: SoundFormat;
}

/** Reads the header of a clip. */
interface HeaderTask {
  kind: 'header';
  path: string;
}

/** Input of the thread. */
export type ClipTask = CopyTask | HeaderTask;

/** Output of the thread: for a copy the numbers of packets and of broken ones, for a header what was read. */
interface Reports {
  copy: { packets: number; concealed: number };
  header: { header: ClipHeader | undefined };
}

export type Report<K extends ClipTask['kind']> = Reports[K];

/** Reason why there is none. */
interface Failure {
  failed: string;
  /** There is no AAC in the file, or more than is worth copying: so it stays. */
  unsupported: boolean;
}

/** Time limit in ms: far more than a clip of ten minutes takes. */
const patience = 180_000;

/** Memory limits of the thread, in MB: it holds pieces of a file and a second of audio. */
const memory = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 };

/**
 * Does a task in a worker thread, which the signal terminates.
 * @param script path of the bundled `clipWorker.ts`
 */
export function runInThread<K extends ClipTask['kind']>(
  script: string,
  task: ClipTask & { kind: K },
  signal: AbortSignal,
): Promise<Report<K> | Failure> {
  return new Promise((resolve) => {
    const worker = new Worker(script, { workerData: task, resourceLimits: memory, stdout: true, stderr: true });
    let ended = false;
    const end = (report: Report<K> | Failure) => {
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
