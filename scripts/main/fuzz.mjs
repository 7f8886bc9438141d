// Runs what draws its cases, round after round, each with a seed of its own. See ../fuzz.mjs.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { summary } from '../lib/count.mjs';
import { runLanes, timeTable, totalOf } from '../lib/lanes.mjs';
import { endWithChildren } from '../lib/run.mjs';
import { drawnTasks } from '../lib/tasks.mjs';
import { useMemoryForTemporaryFiles } from '../lib/temporary.mjs';

async function main() {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      rounds: { type: 'string', default: '1' },
      cases: { type: 'string' },
      grep: { type: 'string' },
      file: { type: 'string' },
    },
  });
  if (values.grep) process.env.VIDEO_JOBS_GREP = values.grep;
  if (values.cases) process.env.VIDEO_JOBS_FUZZ = values.cases;
  const narrowed = ['cases', 'grep', 'file'].flatMap((name) => {
    const value = values[/** @type {'cases' | 'grep' | 'file'} */ (name)];
    return value === undefined ? [] : [`--${name}`, JSON.stringify(value)];
  });

  endWithChildren();
  useMemoryForTemporaryFiles();
  const tasks = await drawnTasks({ quick: false, grep: values.grep, file: values.file });
  /** @type {string[]} */
  const failed = [];
  let last = '';
  for (let round = 0; round < Number(values.rounds); round++) {
    const seed = values.seed ?? String(randomInt(2 ** 31));
    const again = `npm run fuzz -- ${['--seed', seed, ...narrowed].join(' ')}`;
    process.stdout.write(`\nSeed ${seed}. To have this run again: ${again}\n`);
    process.env.VIDEO_JOBS_SEED = seed;
    const began = performance.now();
    const done = await runLanes([tasks, []]);
    const total = totalOf(done);
    last = summary(total);
    process.stdout.write(`\n${timeTable(done, (performance.now() - began) / 1000)}\n`);
    for (const fault of total.faults) process.stdout.write(`\nFailed: ${fault}\n`);
    if (total.failed > 0 || total.passed === 0) failed.push(again);
  }
  for (const again of failed) process.stdout.write(`\nFailed; to have it again: ${again}\n`);
  process.stdout.write(`\n${last}\n`);
  process.exit(failed.length === 0 ? 0 : 1);
}

await main();
