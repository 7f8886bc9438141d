import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';

/** What an extension that is started by the probe says of it. */
export interface Started {
  /** Reading its code and running it, then its `activate`, ms. */
  load: number;
  activate: number;
  /** Files of it that were loaded when things had calmed down, and their bytes. */
  files: Record<string, number>;
  /** Whether Node's database was loaded by then, and not before. */
  database: boolean;
  /** Reading and building the rest, when it is asked for after that, ms. */
  firstUse: number;
}

/** Where the probe writes that; a variable of the extension host's environment. */
export const answerVariable = 'VIDEO_JOBS_BENCH_ANSWER';

/** Stands before the extension's own file: loads it as VS Code would, with a clock in the hand. */
const probe = `
const fs = require('node:fs');
const path = require('node:path');
const database = () => process.moduleLoadList.includes('NativeModule sqlite');
const before = database();
const started = performance.now();
const extension = require('./dist/extension.js');
const load = performance.now() - started;
exports.activate = (context) => {
  const begun = performance.now();
  const result = extension.activate(context);
  const activate = performance.now() - begun;
  setTimeout(() => {
    const own = Object.keys(require.cache).filter((file) => file.startsWith(path.join(__dirname, 'dist')));
    const files = Object.fromEntries(own.map((file) => [path.basename(file), fs.statSync(file).size]));
    const loaded = database() && !before;
    const asked = performance.now();
    result.getApi?.(1);
    const firstUse = performance.now() - asked;
    const answer = process.env.${answerVariable};
    fs.writeFileSync(answer + '.part', JSON.stringify({ load, activate, files, database: loaded, firstUse }));
    fs.renameSync(answer + '.part', answer);
  }, 2000);
  return result;
};
`;

type Manifest = Record<string, unknown>;

function repack(
  vsix: string,
  to: string,
  change: (manifest: Manifest) => Manifest,
  files: Record<string, string>,
): string {
  const content = unzipSync(readFileSync(vsix));
  const manifest = JSON.parse(strFromU8(content['extension/package.json']!)) as Manifest;
  const added = { 'extension/probe.js': probe, ...files };
  content['extension/package.json'] = strToU8(JSON.stringify({ ...change(manifest), main: './probe.js' }));
  for (const [name, text] of Object.entries(added)) content[name] = strToU8(text);
  writeFileSync(to, zipSync(content, { level: 0 }));
  return to;
}

/** The packaged extension, with the probe before it. */
export const probedExtension = (vsix: string, folder: string): string =>
  repack(vsix, path.join(folder, 'whole.vsix'), (manifest) => manifest, {});

/** An extension that does nothing and contributes nothing, with the probe before it. */
export const emptyExtension = (vsix: string, folder: string): string =>
  repack(
    vsix,
    path.join(folder, 'empty.vsix'),
    ({ name, publisher, version, engines, activationEvents }) => ({
      name,
      publisher,
      version,
      engines,
      activationEvents,
    }),
    { 'extension/dist/extension.js': 'exports.activate = () => ({});' },
  );
