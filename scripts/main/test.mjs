// Runs the parts named, or all of them, and sums what passed and failed. See ../test.mjs.
import { parseArgs } from 'node:util';
import { summary } from '../lib/count.mjs';
import { runLanes, timeTable, totalOf } from '../lib/lanes.mjs';
import { endWithChildren } from '../lib/run.mjs';
import { lanesOf, parts } from '../lib/tasks.mjs';
import { useMemoryForTemporaryFiles } from '../lib/temporary.mjs';

/** `quick` is no part, but some of three. */
const quick = 'quick';

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { grep: { type: 'string' }, file: { type: 'string' } },
  });
  const names = [...Object.keys(parts), quick];
  const unknown = positionals.find((name) => !names.includes(name));
  if (unknown) throw new Error(`There is no part "${unknown}". The parts are: ${names.join(' ')}.`);
  const isQuick = positionals.includes(quick);
  const some = isQuick ? ['types', 'lint', 'unit'] : positionals;
  // Words to narrow it down need not fit tests everywhere.
  if (values.grep) process.env.VIDEO_JOBS_GREP = values.grep;

  endWithChildren();
  useMemoryForTemporaryFiles();
  const began = performance.now();
  const lanes = await lanesOf(some.length > 0 ? some : Object.keys(parts), { ...values, quick: isQuick });
  const done = await runLanes(lanes);
  const total = totalOf(done);
  process.stdout.write(`\n${timeTable(done, (performance.now() - began) / 1000)}\n`);
  // Again at the end, where it is found in a long log.
  for (const fault of total.faults) process.stdout.write(`\nFailed: ${fault}\n`);
  process.stdout.write(`\n${summary(total)}\n`);
  process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
}

await main();
