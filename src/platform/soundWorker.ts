// Runs in a thread of its own, started by soundCopy.ts: decoding takes longer than the extension host may stand still.
import { parentPort, workerData } from 'node:worker_threads';
import { FilePathSource, FilePathTarget } from 'mediabunny';
import { UnsupportedSound } from '../sound/aac/errors';
import { copyWithSound } from '../sound/copy';
import type { SoundJob, SoundReport } from './soundCopy';

/** Pieces that are written, in bytes: the default is 16 MiB, of which two are held in memory. */
const chunkSize = 256 * 1024;

const { from, to, format } = workerData as SoundJob;
// Who listens keeps the thread: it ends when its report was read, not before.
parentPort?.on('message', () => undefined);
const tell = (report: SoundReport) => parentPort?.postMessage(report);

copyWithSound({ source: new FilePathSource(from), target: new FilePathTarget(to, { chunkSize }), format }).then(
  ({ packets, concealed }) => tell({ packets, concealed }),
  (error: unknown) => tell({ failed: String(error), unsupported: error instanceof UnsupportedSound }),
);
