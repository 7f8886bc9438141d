// Runs tasks side by side, and prints the output of each in one piece.
import { add, none, oneFailed, summary } from './count.mjs';
import { CpuMeter } from './cpu.mjs';

/** @typedef {import('./count.mjs').Count} Count */
/** @typedef {Pick<import('./run.mjs').RunOptions, 'output' | 'started'>} Watched how a task's processes are watched */

/**
 * @typedef {object} Task
 * @property {string} name `unit: soak, Node 24`
 * @property {(watched: Watched) => Promise<Count>} run with what it passes on to each process that it starts
 */

/**
 * @typedef {object} Done
 * @property {string} name
 * @property {number} seconds from start to end
 * @property {number} [cpu] seconds of CPU time, where the system tells them
 * @property {Count} count
 */

/**
 * Each lane does its own tasks from the first on, and where it has none left, the last ones of the others.
 * @param {readonly Task[][]} lanes tasks by lane; lanes with the same list share it. Empty in the end
 * @returns {Promise<Done[]>} as they ended
 */
export async function runLanes(lanes) {
  const alone = new Set(lanes.flat()).size === 1;
  /** @type {Done[]} */
  const done = [];
  await Promise.all(
    lanes.map(async (own) => {
      for (;;) {
        const task = own.shift() ?? longest(lanes).pop();
        if (!task) return;
        done.push(await runTask(task, alone));
      }
    }),
  );
  return done;
}

/**
 * @param {readonly Task[][]} lanes
 * @returns {Task[]}
 */
const longest = (lanes) => lanes.reduce((most, queue) => (queue.length > most.length ? queue : most), []);

/**
 * @param {Task} task
 * @param {boolean} alone whether it may print as it goes
 * @returns {Promise<Done>}
 */
async function runTask({ name, run }, alone) {
  /** @type {Buffer[]} */
  const printed = [];
  const began = performance.now();
  if (alone) process.stdout.write(`\n=== ${name}\n`);
  const meter = new CpuMeter();
  const count = await run({
    started: (pid) => meter.watch(pid),
    ...(!alone && { output: (chunk) => void printed.push(chunk) }),
  }).catch((error) => {
    printed.push(Buffer.from(`${error instanceof Error ? error.stack : String(error)}\n`));
    return oneFailed(`${name}: ${error}`);
  });
  const seconds = (performance.now() - began) / 1000;
  const cpu = meter.stop();
  if (!alone) process.stdout.write(`\n=== ${name}\n`);
  process.stdout.write(Buffer.concat(printed));
  const computed = cpu === undefined ? '' : `, ${cpu.toFixed(1)} s of CPU time`;
  process.stdout.write(`${name}: ${summary(count)}, ${seconds.toFixed(1)} s${computed}\n`);
  return { name, seconds, cpu, count };
}

/** @param {readonly Done[]} done */
export const totalOf = (done) => done.reduce((sum, { count }) => add(sum, count), none);

/**
 * Where the time went: tasks, and the slowest suites of all.
 * @param {readonly Done[]} done
 * @param {number} seconds from start to end
 */
export function timeTable(done, seconds) {
  const bySeconds = (/** @type {{ seconds: number }} */ a, /** @type {{ seconds: number }} */ b) =>
    b.seconds - a.seconds;
  const line = (/** @type {number} */ time, /** @type {string} */ text, cpu = '') =>
    `${time.toFixed(1).padStart(8)} s${cpu.padStart(9)}  ${text}`;
  const sum = done.reduce((all, { cpu = 0 }) => all + cpu, 0);
  const suites = done.flatMap(({ name, count }) => count.suites.map((suite) => ({ ...suite, task: name })));
  return [
    `Where ${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s went${sum > 0 ? `, and ${Math.round(sum)} s of CPU time` : ''}:`,
    ...[...done]
      .sort(bySeconds)
      .map((task) => line(task.seconds, `${task.name} (${summary(task.count)})`, task.cpu?.toFixed(1))),
    'The slowest suites:',
    ...suites
      .sort(bySeconds)
      .slice(0, 10)
      .map((suite) => line(suite.seconds, `${suite.name} (${suite.task})`)),
  ].join('\n');
}
