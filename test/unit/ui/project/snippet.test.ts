import assert from 'node:assert/strict';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import ts from 'typescript';
import {
  escapeText,
  markupLanguages,
  pictureSnippet,
  relativePath,
  videoSnippet,
} from '../../../../src/ui/project/snippet';
import { parseHtml } from './support/browser';

/** Prompts that try every way out of being a label. */
const hostile = [
  '"><script>alert(1)</script>',
  `' onerror='alert(1)' x='`,
  '{{constructor.constructor("alert(1)")()}} {% include "x" %} <%= 7*7 %> <?php evil() ?>',
  '${alert(1)} `${1}` {alert(1)} @(Model.Secret) #{x}',
  '</video></a><img src=x onerror=alert(1)>',
  '**bold** [run](command:workbench.action.quit) ![spy](https://evil.test/a.png) <command:x> _a_ ~~b~~ | c | d |',
  'see www.evil.test and http://evil.test/x and me@evil.test',
  '&quot; &#34; &amp; &lt;b&gt; \\" \\u0022 $1 ${2:x}',
  '雾中的苍鹭 🪶 été “quoted” ‘so’',
];
const clip = (label: string) => ({ path: 'assets/videos/a b#1?.mp4', poster: 'assets/videos/ä"\'<>.webp', label });

describe('A picture in a document', () => {
  for (const [name, source] of [
    ['a (1).png', 'a%20(1).png'],
    ['((.png', '((.png'],
    ['a)b.png', 'a)b.png'],
    ['[x](y).png', '%5Bx%5D(y).png'],
  ] as const) {
    it(`is one Markdown image, whatever brackets its path has: ${name}`, () => {
      const snippet = pictureSnippet('markdown', { path: `frames/${name}`, label: 'A heron' });
      const target = `frames/${source.replaceAll('(', '%28').replaceAll(')', '%29')}`;
      assert.equal(snippet, `![A heron](${target})`);
      assert.equal(decodeURIComponent(target), `frames/${name}`);
    });
  }
});

describe('A clip in a document', () => {
  for (const language of ['html', 'vue', 'markdown']) {
    it(`is a video that ${language} shows, whatever the prompt says`, async () => {
      for (const label of hostile) {
        const snippet = videoSnippet(language, clip(label));
        const [video, ...others] = await parseHtml(snippet);
        assert.ok(video);
        assert.equal(video.name, 'video');
        assert.deepEqual(video.attributes, {
          src: 'assets/videos/a%20b%231%3F.mp4',
          poster: "assets/videos/%C3%A4%22'%3C%3E.webp",
          controls: '',
          preload: 'metadata',
          'aria-label': label,
        });
        const inside = language === 'markdown' ? ['a', 'img'] : [];
        assert.deepEqual(
          others.map(({ name }) => name),
          inside,
          snippet,
        );
        if (language === 'markdown') {
          assert.deepEqual(others[0]!.attributes, { href: video.attributes['src'] });
          assert.deepEqual(others[1]!.attributes, { src: video.attributes['poster'], alt: label });
        }
      }
    });
  }

  for (const language of ['javascriptreact', 'typescriptreact', 'mdx']) {
    it(`is an element with texts for attributes in ${language}`, () => {
      for (const label of hostile) {
        const code = `var x = ${videoSnippet(language, clip(label))};`;
        const { outputText, diagnostics } = ts.transpileModule(code, {
          fileName: 'x.tsx',
          reportDiagnostics: true,
          compilerOptions: { jsx: ts.JsxEmit.React, target: ts.ScriptTarget.ES2022 },
        });
        assert.deepEqual(diagnostics, []);
        const made: unknown = runInNewContext(`${outputText}; JSON.stringify(x)`, {
          React: { createElement: (...all: unknown[]) => all },
        });
        assert.deepEqual(JSON.parse(String(made)), [
          'video',
          {
            src: 'assets/videos/a%20b%231%3F.mp4',
            poster: "assets/videos/%C3%A4%22'%3C%3E.webp",
            controls: true,
            preload: 'metadata',
            'aria-label': label,
          },
        ]);
      }
    });
  }

  it('leaves nothing of a prompt that a template or Markdown would read', () => {
    for (const label of hostile) {
      for (const language of markupLanguages) {
        const snippet = videoSnippet(language, { path: 'a.mp4', label });
        const said = snippet.slice(snippet.indexOf('aria-label="') + 12);
        assert.doesNotMatch(said, /[`{}[\]@$*_~|\\]|<[%?!]|:\/\/|www\./, snippet);
        assert.doesNotMatch(snippet, /\n/);
      }
    }
    assert.equal(escapeText('A heron, at dawn: 50% mist (and rain)!'), 'A heron, at dawn: 50% mist (and rain)!');
  });

  it('is a link with words where there is no poster', async () => {
    const [, link] = await parseHtml(videoSnippet('markdown', { path: 'a.mp4', label: 'A <b>kite</b>' }));
    assert.equal(link!.name, 'a');
    assert.equal(link!.text, 'A <b>kite</b>');
  });

  it('is its path elsewhere, quoted where the language is known to want it', () => {
    const it = { path: 'assets/a "b".mp4', label: 'x' };
    assert.equal(videoSnippet('plaintext', it), 'assets/a "b".mp4');
    assert.equal(videoSnippet('latex', it), 'assets/a "b".mp4');
    assert.equal(videoSnippet('json', it, '  "clip": '), '"assets/a \\"b\\".mp4"');
    assert.equal(videoSnippet('python', it), '"assets/a \\"b\\".mp4"');
    assert.equal(videoSnippet('typescript', { ...it, path: 'assets/a.mp4' }, "import clip from '"), 'assets/a.mp4');
  });
});

describe('The way from a document to a clip', () => {
  it('goes up and down, by the rules of the system', () => {
    assert.equal(relativePath('/w/docs/en', '/w/assets/videos/a.mp4', path.posix), '../../assets/videos/a.mp4');
    assert.equal(relativePath('/w', '/w/assets/a.mp4', path.posix), 'assets/a.mp4');
    assert.equal(relativePath('C:\\w\\docs', 'c:\\W\\assets\\a.mp4', path.win32), '../assets/a.mp4');
  });
});
