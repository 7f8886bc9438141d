// CPU time of processes and of everything they start, read from /proc. On Linux alone.
import { readdirSync, readFileSync } from 'node:fs';

/**
 * @typedef {object} Sample
 * @property {number} parent process id
 * @property {number} own CPU seconds of the process itself
 * @property {number} waited CPU seconds of the children that have ended and were waited for, and of theirs
 */

const samplesPerSecond = 2;
/** `USER_HZ`, the unit of `/proc/<pid>/stat`: 100 on every architecture that Node runs on. */
const ticks = 100;

/** CPU seconds of the processes started with {@link CpuMeter.watch}, and of their descendants. */
export class CpuMeter {
  /** The last sample of each process, of those that have ended too. @type {Map<number, Sample>} */
  #seen = new Map();
  #timer;

  constructor() {
    this.#timer = setInterval(() => this.#sample(), 1000 / samplesPerSecond);
    this.#timer.unref();
  }

  /** @param {number | undefined} pid of a child that has just been started */
  watch(pid) {
    if (pid !== undefined && process.platform === 'linux') this.#seen.set(pid, { parent: 0, own: 0, waited: 0 });
  }

  /**
   * Ends the measurement.
   * @returns {number | undefined} CPU seconds; undefined where there is no /proc
   */
  stop() {
    clearInterval(this.#timer);
    if (process.platform !== 'linux') return undefined;
    // What a process waited for holds what its children used, the samples of those included.
    /** @type {Map<number, number>} */
    const ofChildren = new Map();
    for (const { parent, own, waited } of this.#seen.values()) {
      ofChildren.set(parent, (ofChildren.get(parent) ?? 0) + own + waited);
    }
    let sum = 0;
    for (const [pid, { own, waited }] of this.#seen) sum += own + Math.max(0, waited - (ofChildren.get(pid) ?? 0));
    return sum;
  }

  #sample() {
    if (this.#seen.size === 0) return;
    const all = new Map(processes());
    // A process is numbered after its parent, but for numbers that begin again: then it is found in the next sample.
    for (const [pid, sample] of all) {
      const before = this.#seen.get(pid);
      // An orphan has another parent from then on.
      if (before) this.#seen.set(pid, { ...sample, parent: before.parent || sample.parent });
      else if (this.#seen.has(sample.parent)) this.#seen.set(pid, sample);
    }
  }
}

/** @returns {[number, Sample][]} by number */
function processes() {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0)
    .sort((a, b) => a - b)
    .flatMap((pid) => {
      const sample = sampleOf(pid);
      return sample ? [/** @type {[number, Sample]} */ ([pid, sample])] : [];
    });
}

/** @param {number} pid @returns {Sample | undefined} undefined for one that has ended meanwhile */
function sampleOf(pid) {
  let stat;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // The second field is the name in brackets, which may hold anything; see proc(5).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [parent, user, system, waitedUser, waitedSystem] = [1, 11, 12, 13, 14].map((at) => Number(fields[at]));
  if (parent === undefined || user === undefined) return undefined;
  const seconds = (/** @type {number | undefined} */ a, /** @type {number | undefined} */ b) =>
    ((a ?? 0) + (b ?? 0)) / ticks;
  return { parent, own: seconds(user, system), waited: seconds(waitedUser, waitedSystem) };
}
