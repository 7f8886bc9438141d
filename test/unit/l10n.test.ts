import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { exportStrings } from '../../scripts/lib/strings.mjs';
import { normaliseBaseUrl } from '../../src/api/baseUrl';
import { dialectRow, providerTypes } from '../../src/api/dialects';
import { httpError } from '../../src/api/failures';
import { createRedactor } from '../../src/api/redact';
import { validateRequest } from '../../src/jobs/sending/validate';
import { callsBelow, callsIn } from './support/strings';

type Words = Record<string, string>;

const read = (file: string): Words => JSON.parse(readFileSync(file, 'utf8')) as Words;
const english = read('l10n/bundle.l10n.json');
const titles = read('package.nls.json');
/** Each translation with what it translates. */
const translations = [
  ...translated('l10n', 'bundle.l10n').map((file) => ({ file, words: read(file), original: english })),
  ...translated('.', 'package.nls').map((file) => ({ file, words: read(file), original: titles })),
];

function translated(folder: string, stem: string): string[] {
  const names = readdirSync(folder).filter((name) => name.startsWith(`${stem}.`) && name !== `${stem}.json`);
  return names.map((name) => join(folder, name));
}

/** What a translation has to keep: placeholders, names between backticks, links' targets, icons and paragraphs. */
const fixedParts = (text: string): string[] =>
  [...text.matchAll(/\{\w+\}|`[^`]+`|\]\([^)]+\)|\$\([\w~-]+\)|\*\*|\n/g)].map(([part]) => part).sort();

const missing = (wanted: Iterable<string>, present: Words) => [...wanted].filter((key) => !(key in present));

describe('The strings in src', () => {
  const calls = callsBelow('src');

  it('are passed as they are, so that tools find them', () => {
    assert.ok(calls.length > 400);
    assert.deepEqual(
      calls.filter(({ key }) => key === undefined).map(({ where }) => where),
      [],
    );
  });

  it('are those of l10n/bundle.l10n.json; if not, run: npm run l10n', () => {
    const keys = new Set(calls.flatMap(({ key }) => key ?? []));
    assert.deepEqual(missing(keys, english), [], 'not exported');
    assert.deepEqual(
      Object.keys(english).filter((key) => !keys.has(key)),
      [],
      'no longer in src',
    );
  });

  it('are exported in every form in which they can be written', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'strings-'));
    try {
      const core = `import * as l10n from '@vscode/l10n';\nl10n.t('One {0}', 1);\nl10n.t({ message: 'Two', comment: ['a', 'b'] });`;
      const ui = `import * as vscode from 'vscode';\nvscode.l10n.t('Three');\nvscode.l10n.t({ message: 'Four', comment: 'c' });`;
      writeFileSync(join(folder, 'core.ts'), core);
      writeFileSync(join(folder, 'ui.ts'), ui);
      const keys = ['Four/c', 'One {0}', 'Three', 'Two/ab'];
      assert.deepEqual(Object.keys(await exportStrings(folder)), keys);
      assert.deepEqual(
        [core, ui]
          .flatMap((text) => callsIn('x.ts', text))
          .map(({ key }) => key)
          .sort(),
        keys,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('The strings of package.json', () => {
  const shown =
    /^(title|shortTitle|name|label|description|markdownDescription|contents|altText|category|contextualTitle|displayName|(markdown)?[eE]numDescriptions|(pattern)?[eE]rrorMessage|(markdown)?[dD]eprecationMessage|url)$/;
  const { displayName, description, contributes } = JSON.parse(readFileSync('package.json', 'utf8'));

  /** Every text below a value that stands where people read it. */
  function textsIn(value: unknown, key = ''): string[] {
    if (typeof value === 'string') return shown.test(key) ? [value] : [];
    if (Array.isArray(value)) return value.flatMap((one) => textsIn(one, key));
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([name, one]) => textsIn(one, name));
  }
  // The rest of a tool is read by models.
  const { languageModelTools, ...ofPeople } = contributes;
  const tools = (languageModelTools as { displayName: string; userDescription: string }[]).flatMap((tool) => [
    tool.displayName,
    tool.userDescription,
  ]);
  const texts = [...textsIn({ displayName, description, contributes: ofPeople }), ...tools];

  it('are all keys', () => {
    assert.ok(texts.length > 80);
    assert.deepEqual(
      texts.filter((text) => !/^%[\w.]+%$/.test(text)),
      [],
    );
  });

  it('have one entry each in package.nls.json', () => {
    const keys = new Set(texts.map((text) => text.slice(1, -1)));
    assert.deepEqual(missing(keys, titles), [], 'without an entry');
    assert.deepEqual(
      Object.keys(titles).filter((key) => !keys.has(key)),
      [],
      'not used',
    );
  });
});

describe('The titles of commands', () => {
  const commands = Object.entries(titles).filter(([key]) => key.startsWith('command.'));
  const bare = (text: string) => text.replace(/…$/, '');
  const alike = (text: string) => bare(text).toLowerCase();

  it('are the same in messages, buttons and help as in menus, and so are their translations', () => {
    const [messages, menus] = translations.map(({ words }) => words);
    let found = 0;
    for (const [key, title] of commands) {
      for (const text of Object.keys(english).filter((one) => alike(one) === alike(title))) {
        found++;
        assert.equal(bare(text), bare(title), 'another case than in the menu');
        assert.equal(bare(String(messages?.[text])), bare(String(menus?.[key])), text);
      }
    }
    assert.ok(found >= 5);
  });

  it('are what messages quote: none names a command that is called something else', () => {
    const known = new Set(commands.map(([, title]) => bare(title)));
    /** Quoted, and no command: buttons, headings and values. */
    const others = ['Request Again', 'Unknown', 'Authorization: Bearer', 'Authorization: Bearer …'];
    const quoted = [...Object.keys(english), ...Object.values(titles)].flatMap((text) =>
      [...text.matchAll(/["“]([A-Z][^"”{}]*)["”]|\*\*Video Jobs: ([^*]+)\*\*/g)].map(
        ([, quote, name]) => quote ?? name ?? '',
      ),
    );
    assert.ok(quoted.length > 8);
    assert.deepEqual(
      quoted.filter((name) => !known.has(name) && !others.includes(name)),
      [],
    );
  });
});

describe('The translations', () => {
  /** Proper names, and a word that the field uses in English. */
  const sameEverywhere = ['Video Jobs', 'Remix', 'Remix…', ...providerTypes.map((type) => dialectRow(type).label)];

  it('include Chinese', () => {
    assert.deepEqual(
      translations.map(({ file }) => file),
      [join('l10n', 'bundle.l10n.zh-cn.json'), 'package.nls.zh-cn.json'],
    );
  });

  for (const { file, words, original } of translations) {
    describe(file, () => {
      it('has every string and no other', () => {
        assert.deepEqual(missing(Object.keys(original), words), [], 'not translated');
        assert.deepEqual(missing(Object.keys(words), original), [], 'no longer needed');
      });

      it('keeps placeholders, links, names, icons and paragraphs', () => {
        for (const [key, text] of Object.entries(words)) {
          assert.deepEqual(fixedParts(text), fixedParts(textOf(original[key])), key);
        }
      });

      it('leaves nothing in English', () => {
        assert.deepEqual(
          Object.entries(words).filter(
            ([key, text]) => text.trim() === '' || (text === textOf(original[key]) && !sameEverywhere.includes(text)),
          ),
          [],
        );
      });
    });
  }

  it('call a command in a message as the menus do', () => {
    const [messages, commands] = translations;
    let found = 0;
    for (const [key, title] of Object.entries(titles).filter(([name]) => name.startsWith('command.'))) {
      const bare = (text: string | undefined) => String(text).replace(/…$/, '');
      for (const message of Object.keys(english).filter((text) => text.includes(`"${bare(title)}"`))) {
        found++;
        assert.ok(messages?.words[message]?.includes(`“${bare(commands?.words[key])}”`), message);
      }
    }
    assert.ok(found >= 4);
  });

  it('are what people read once the bundle is loaded', () => {
    const who = 'Studio';
    const refused = () =>
      httpError({ status: 401, text: '{}' }, { who, redactor: createRedactor(), write: false }).message;
    assert.match(refused(), /^Studio rejected the key/);
    l10n.config({ contents: read('l10n/bundle.l10n.zh-cn.json') });
    try {
      assert.match(refused(), /^Studio 拒绝了密钥：.*请重新设置密钥。$/);
      assert.throws(() => normaliseBaseUrl('openai', 'http://example.com'), { message: /^基础 URL 必须以 https:\/\// });
      assert.throws(() => validateRequest({ prompt: '' }), { message: '提示词为空。请描述视频。' });
    } finally {
      l10n.config({ contents: {} });
    }
  });
});

/** A string with comments is exported as an object. */
function textOf(entry: unknown): string {
  return typeof entry === 'object' && entry !== null && 'message' in entry ? String(entry.message) : String(entry);
}
