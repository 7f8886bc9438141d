// Runs tasks side by side, and prints the output of each in one piece.
import { add, none, oneFailed, summary } from './count.mjs';

/** @typedef {import('./count.mjs').Count} Count */
/** @typedef {(chunk: Buffer) => void} Output */

/**
 * @typedef {object} Task
 * @property {string} name `unit: soak, Node 24`
 * @property {(output?: Output) => Promise<Count>} run with `output`, that takes all there is to print
 */

/**
 * @typedef {object} Done
 * @property {string} name
 * @property {number} seconds
 * @property {Count} count
 */

/**
 * Each lane does its own tasks from the first on, and where it has none left, the last ones of the others.
 * @param {readonly (readonly Task[])[]} lanes
 * @returns {Promise<Done[]>} as they ended
 */
export async function runLanes(lanes) {
  const queues = lanes.map((tasks) => [...tasks]);
  const alone = queues.flat().length === 1;
  /** @type {Done[]} */
  const done = [];
  await Promise.all(
    queues.map(async (own) => {
      for (;;) {
        const task = own.shift() ?? longest(queues).pop();
        if (!task) return;
        done.push(await runTask(task, alone));
      }
    }),
  );
  return done;
}

/**
 * @param {Task[][]} queues
 * @returns {Task[]}
 */
const longest = (queues) => queues.reduce((most, queue) => (queue.length > most.length ? queue : most), []);

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
  const count = await run(alone ? undefined : (chunk) => void printed.push(chunk)).catch((error) => {
    printed.push(Buffer.from(`${error instanceof Error ? error.stack : String(error)}\n`));
    return oneFailed(`${name}: ${error}`);
  });
  const seconds = (performance.now() - began) / 1000;
  if (!alone) process.stdout.write(`\n=== ${name}\n`);
  process.stdout.write(Buffer.concat(printed));
  process.stdout.write(`${name}: ${summary(count)}, ${seconds.toFixed(1)} s\n`);
  return { name, seconds, count };
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
  const line = (/** @type {number} */ time, /** @type {string} */ text) => `${time.toFixed(1).padStart(8)} s  ${text}`;
  const suites = done.flatMap(({ name, count }) => count.suites.map((suite) => ({ ...suite, task: name })));
  return [
    `Where ${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s went:`,
    ...[...done].sort(bySeconds).map((task) => line(task.seconds, `${task.name} (${summary(task.count)})`)),
    'The slowest suites:',
    ...suites
      .sort(bySeconds)
      .slice(0, 10)
      .map((suite) => line(suite.seconds, `${suite.name} (${suite.task})`)),
  ].join('\n');
}
