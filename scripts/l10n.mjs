// npm run l10n: writes every string that src passes to l10n.t into l10n/bundle.l10n.json, and says what the
// translations lack. `--check` only tells the difference, and ends with 1 where there is one.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { exportStrings } from './lib/strings.mjs';

const bundle = 'l10n/bundle.l10n.json';
const onlyCheck = process.argv.includes('--check');
let complete = true;

const strings = await exportStrings('src');
const text = `${JSON.stringify(strings, null, 2)}\n`;
if (!onlyCheck) writeFileSync(bundle, text);
else if (readFileSync(bundle, 'utf8') !== text) tell(`${bundle} is out of date. Run: npm run l10n`);

/** @type {[english: string, translation: string][]} */
const pairs = [
  ...readdirSync('l10n').map((name) => /** @type {[string, string]} */ ([bundle, `l10n/${name}`])),
  ...readdirSync('.').map((name) => /** @type {[string, string]} */ (['package.nls.json', name])),
];
for (const [english, translation] of pairs) {
  if (!/^(l10n\/bundle\.l10n|package\.nls)\.[\w-]+\.json$/.test(translation)) continue;
  const wanted = Object.keys(read(english));
  const present = Object.keys(read(translation));
  for (const key of wanted) if (!present.includes(key)) tell(`${translation} lacks ${JSON.stringify(key)}`);
  for (const key of present) if (!wanted.includes(key)) tell(`${translation} needs no ${JSON.stringify(key)}`);
}
console.log(`${Object.keys(strings).length} strings in src.`);
process.exitCode = onlyCheck && !complete ? 1 : 0;

/** @param {string} message */
function tell(message) {
  complete = false;
  console.log(message);
}

/** @param {string} file */
function read(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
