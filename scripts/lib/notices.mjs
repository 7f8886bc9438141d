// The licences of what is bundled, which ask to be passed on with every copy.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param {readonly string[]} inputs paths of all bundled files, as esbuild's metafile names them
 * @returns {string} names, versions and licence texts of the packages among them
 * @throws Error for a package that has no licence text
 */
export function thirdPartyNotices(inputs) {
  const folders = inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  const notices = [...new Set(folders)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
    if (!file) throw new Error(`${name} is bundled but has no licence text.`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
  const rule = `\n${'-'.repeat(80)}\n\n`;
  return ['Video Jobs contains the following software.\n', ...notices].join(rule);
}
