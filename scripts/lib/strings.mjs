// Finds the strings that can be translated.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';

/**
 * Every string that the TypeScript files below a folder pass to `vscode.l10n.t` or to `t` of @vscode/l10n, sorted, as
 * bundle.l10n.json holds them: key to text.
 * @param {string} folder
 */
export async function exportStrings(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => ({ extension: '.ts', contents: readFileSync(join(folder, name), 'utf8') }));
  const strings = await getL10nJson(files);
  return Object.fromEntries(Object.entries(strings).sort(([a], [b]) => (a < b ? -1 : 1)));
}
