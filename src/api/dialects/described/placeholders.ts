import * as l10n from '@vscode/l10n';

/** Names of `Values`, each once. */
const names = new Set(
  'uuid id model prompt seconds size width height ratio resolution first last references first.url first.data first.type last.url last.data last.type source after page limit item item.url item.data item.type item.n videos audios video audio frameTags referenceTags sound seed negativePrompt file.name file.type file.bytes'.split(
    ' ',
  ),
);

/** Returns what is wrong with the placeholders of a template, for the user; undefined if they all exist. */
export function placeholderFault(template: string): string | undefined {
  for (const [, name = '', kept] of template.matchAll(/\{([\w.]+)(:\w+)?\}/g)) {
    const exists = names.has(name) || /^answer(\.[\w=-]+)+$/.test(name);
    if (!exists || (kept !== undefined && kept !== ':path')) {
      return l10n.t('one of the placeholders {0}', [...names].map((each) => `{${each}}`).join(' '));
    }
  }
  return undefined;
}
