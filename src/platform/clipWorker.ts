// Runs in a thread of its own, started by clipThread.ts: its jobs take longer than the extension host may stand still.
import { parentPort, workerData } from 'node:worker_threads';
import { FilePathSource, FilePathTarget } from 'mediabunny';
import { readHeader } from '../container/readHeader';
import { UnsupportedSound } from '../sound/aac/errors';
import { copyWithSound } from '../sound/copy';
import type { ClipTask, CopyTask, Report } from './clipThread';

/** Pieces that are written, in bytes: the default is 16 MiB, of which two are held in memory. */
const chunkSize = 256 * 1024;

async function copy({ from, to, format }: CopyTask): Promise<Report<'copy'>> {
  const target = new FilePathTarget(to, { chunkSize });
  const { packets, concealed } = await copyWithSound({ source: new FilePathSource(from), target, format });
  return { packets, concealed };
}

async function header(path: string): Promise<Report<'header'>> {
  return { header: await readHeader(new FilePathSource(path)) };
}

const task = workerData as ClipTask;
// Who listens keeps the thread: it ends when its report was read, not before.
parentPort?.on('message', () => undefined);

(task.kind === 'copy' ? copy(task) : header(task.path)).then(
  (report) => parentPort?.postMessage(report),
  (error: unknown) =>
    parentPort?.postMessage({ failed: String(error), unsupported: error instanceof UnsupportedSound }),
);
