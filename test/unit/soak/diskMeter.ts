import promises from 'node:fs/promises';

type Method = (this: unknown, ...given: unknown[]) => Promise<unknown>;

/** How much waits for the disk right now, so that a clock that is moved by hand can wait for it, too. */
export class DiskMeter {
  pending = 0;
  readonly #undo: (() => void)[] = [];

  static async start(): Promise<DiskMeter> {
    const meter = new DiskMeter();
    const handle = await promises.open(process.execPath);
    meter.#watch(Object.getPrototypeOf(handle) as object, ['read', 'write', 'writeFile', 'truncate', 'sync', 'close']);
    await handle.close();
    meter.#watch(promises, [
      ...(['open', 'rename', 'rm', 'mkdir', 'access', 'stat', 'statfs', 'copyFile', 'readdir', 'unlink'] as const),
    ]);
    return meter;
  }

  stop(): void {
    for (const undo of this.#undo) undo();
  }

  #watch(owner: object, names: readonly string[]): void {
    const methods = owner as Record<string, Method>;
    for (const name of names) {
      const own = methods[name]!;
      const count = (change: number) => (this.pending += change);
      methods[name] = async function (...given) {
        count(1);
        try {
          return await own.apply(this, given);
        } finally {
          count(-1);
        }
      };
      this.#undo.push(() => (methods[name] = own));
    }
  }
}
