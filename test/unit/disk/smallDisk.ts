import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A disk of a few megabytes in memory, that can be filled. Only Linux lets us have one, and only root. */
export class SmallDisk {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'video-jobs-disk-'));
  readonly #filler = path.join(this.folder, 'filler');

  /** Nothing where this machine does not let us. */
  static mount(megabytes: number): SmallDisk | undefined {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
    const disk = new SmallDisk();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', disk.folder], { stdio: 'ignore' });
      return disk;
    } catch {
      rmSync(disk.folder, { recursive: true });
      return undefined;
    }
  }

  /** Takes all the room but so many bytes. */
  fill(left = 0): void {
    const file = openSync(this.#filler, 'a');
    try {
      for (let size = 64 * 1024; size >= 512;) {
        const { bavail, bsize } = statfsSync(this.folder);
        const room = bavail * bsize - left;
        if (room <= 0) return;
        try {
          writeSync(file, Buffer.alloc(Math.min(size, room)));
        } catch {
          size /= 2;
        }
      }
    } finally {
      closeSync(file);
    }
  }

  free(): void {
    rmSync(this.#filler, { force: true });
  }

  unmount(): void {
    execFileSync('umount', ['-l', this.folder], { stdio: 'ignore' });
    rmSync(this.folder, { recursive: true });
  }
}
