import fs from 'node:fs';
import promises from 'node:fs/promises';
import { Socket } from 'node:net';

type Method = (this: unknown, ...given: unknown[]) => unknown;

function before(owner: object, names: readonly string[], step: () => void): void {
  for (const name of names) {
    const own = (owner as Record<string, Method>)[name]!;
    (owner as Record<string, Method>)[name] = function (...given) {
      step();
      return own.apply(this, given);
    };
  }
}

/** Calls `step` before everything that leaves a trace outside of this process, and before all that comes in. */
export async function watchSteps(step: () => void): Promise<void> {
  const { DatabaseSync, StatementSync } = process.getBuiltinModule('node:sqlite');
  before(DatabaseSync.prototype, ['exec', 'close'], step);
  before(StatementSync.prototype, ['run', 'get', 'all'], step);
  before(fs, ['writeFileSync', 'renameSync', 'mkdirSync'], step);
  before(promises, ['open', 'link', 'rename', 'rm', 'mkdir', 'copyFile'], step);
  const handle = await promises.open(process.execPath);
  before(Object.getPrototypeOf(handle) as object, ['write', 'writeFile', 'truncate', 'sync', 'close'], step);
  await handle.close();
  before(Socket.prototype, ['connect', '_write', '_writev', 'push', 'destroy'], step);
}
