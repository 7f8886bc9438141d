import { writeFileSync } from 'node:fs';
import { cpus, loadavg, platform, release, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { activation } from './activation';
import { calls } from './calls';
import { download } from './download';
import { following } from './following';
import { list } from './list';
import { memory } from './memory';
import { polling } from './polling';
import { preview } from './preview';
import { search } from './search';
import { sound } from './sound';
import { growthSection, render, type Section } from './support/report';
import { quick, type Scale, whole } from './support/scale';

const parts: Readonly<Record<string, (scale: Scale) => Promise<Section>>> = {
  download,
  polling,
  following,
  calls,
  list,
  search,
  activation,
  memory,
  preview,
  sound,
};

const load = () =>
  loadavg()
    .map((value) => value.toFixed(2))
    .join(', ');

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { quick: { type: 'boolean' }, save: { type: 'boolean' } },
  });
  const unknown = positionals.find((name) => !Object.hasOwn(parts, name));
  if (unknown) throw new Error(`There is no part "${unknown}". The parts are: ${Object.keys(parts).join(' ')}.`);
  if (values.save && (values.quick || positionals.length > 0)) {
    throw new Error('Only the whole bench is saved: leave out --quick and the names of parts.');
  }
  const before = load();
  const busy = loadavg()[0]! > cpus().length / 2;
  const sections: Section[] = [];
  for (const name of positionals.length > 0 ? positionals : Object.keys(parts)) {
    process.stderr.write(`Measuring: ${name}\n`);
    try {
      sections.push(await parts[name]!(values.quick ? quick : whole));
    } catch (error) {
      // The others say something all the same.
      console.error(error);
      process.exitCode = 1;
    }
  }
  const [cpu] = cpus();
  const facts = [
    `- ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    `- ${platform()} ${release()}, ${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB of memory`,
    `- Node ${process.versions.node}; load average ${before} before, ${load()} after`,
    ...(busy ? [busyNote] : []),
  ];
  const grown = sections.flatMap(({ growth = [] }) => growth);
  const text = render(grown.length > 0 ? [...sections, growthSection(grown)] : sections, facts);
  process.stdout.write(text);
  if (values.save && !process.exitCode) writeFileSync(path.resolve('docs', 'benchmarks.md'), `${preface}\n${text}`);
}

const busyNote =
  '- The machine was busy with other work as this began: times are longer than they need be, and goals in milliseconds may fall short for that alone.';

const preface = `# Benchmarks

Speed and memory, measured side by side in one run. \`npm run bench\` measures anew and prints this page, \`npm run bench -- --save\` writes it; \`-- --quick\` only shows that it works, and names of parts (\`${Object.keys(parts).join(' ')}\`) limit it. Figures are medians, with the least and the most of all rounds in brackets. Machines differ, and what else they do shows: compare figures of one run.
`;

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
