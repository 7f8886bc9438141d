// The licences of what is bundled, which ask to be passed on with every copy.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param {readonly string[]} inputs paths of all bundled files, as esbuild's metafile names them
 * @returns {string} names, versions and licence texts of the packages among them
 * @throws Error for a package that has no licence text
 */
export function thirdPartyNotices(inputs) {
  // What a package leaves out in a browser is named as disabled, and is not bundled.
  const bundled = inputs.filter((path) => !path.startsWith('(disabled):'));
  const folders = bundled.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  const notices = [...new Set(folders)].sort().map((folder) => {
    const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
    const text = file ? readFileSync(join(folder, file), 'utf8') : withoutText(license, author?.name ?? author ?? name);
    if (text === undefined) throw new Error(`${name} is bundled but has no licence text.`);
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  const rule = `\n${'-'.repeat(80)}\n\n`;
  return ['Video Jobs contains the following software.\n', ...notices].join(rule);
}

/**
 * What to say of a package that names its licence without the text: MIT's is known, others ask for no notice.
 * @param {string} license
 * @param {string} holder
 */
function withoutText(license, holder) {
  if (license === 'MIT') return readFileSync('LICENSE', 'utf8').replace(/^Copyright .*$/m, `Copyright (c) ${holder}`);
  return ['WTFPL', '0BSD', 'CC0-1.0', 'Unlicense'].includes(license) ? `By ${holder}.` : undefined;
}
