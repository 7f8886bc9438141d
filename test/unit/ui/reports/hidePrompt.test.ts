import assert from 'node:assert/strict';
import { hidePrompt, hidePromptIn } from '../../../../src/ui/reports/hidePrompt';

const prompt = 'A secret film about Ann’s café:\n\t"the <b>red</b> door"\nshe opens it at dawn';

describe('A prompt that a server repeats', () => {
  const spellings: [what: string, text: string][] = [
    ['as it is', prompt],
    ['as JSON', JSON.stringify(prompt)],
    ['as JSON in JSON', JSON.stringify(JSON.stringify({ prompt }))],
    [
      'as JSON of ASCII',
      JSON.stringify(prompt).replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
    ],
    ['in one line', prompt.replace(/\s+/g, ' ')],
    ['over lines', prompt.replace(/ /g, '\r\n    ')],
    ['as HTML', prompt.replace(/[<>"’é]/g, (c) => `&#${c.codePointAt(0)};`)],
    ['as HTML by names', prompt.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')],
    ['in an address', `https://h.example/?prompt=${encodeURIComponent(prompt)}`],
    ['in an address of an address', encodeURIComponent(encodeURIComponent(prompt))],
    ['in capitals', prompt.toUpperCase()],
    ['as a file name', `${prompt.toLowerCase().replace(/[^a-zé]+/g, '-')}.mp4`],
    ['cut at its end', `${prompt.slice(0, 30)}…`],
    ['cut at its start', `…${prompt.slice(25)}`],
    ['cut in the middle of a word', prompt.slice(4, 37)],
    ['with accents taken apart', prompt.normalize('NFD')],
    ['with backslashes before slashes', prompt.replaceAll('/', '\\/').replaceAll('"', '\\"')],
  ];
  for (const [what, text] of spellings) {
    it(`is hidden ${what}`, () => {
      const shown = hidePrompt(`Refused: ${text} (policy_1)`, prompt);
      assert.match(shown, /^Refused: .*\(prompt\)/s);
      assert.match(shown, /\(policy_1\)$/);
      for (const word of ['secret', 'film', 'Ann', 'door', 'opens', 'dawn']) {
        assert.ok(!shown.toLowerCase().includes(word.toLowerCase()), `${word} is in ${shown}`);
      }
    });
  }

  it('is hidden in scripts without spaces, whole and cut', () => {
    const chinese = '一只苍鹭在黎明的湖面上起飞';
    for (const text of [chinese, chinese.slice(0, 5), JSON.stringify(chinese), encodeURIComponent(chinese)]) {
      assert.equal(hidePrompt(`违规：${text}。`, chinese).replace(/"/g, ''), '违规：(prompt)。');
    }
  });

  it('is hidden as a word where it is short, and not in other words', () => {
    assert.equal(
      hidePrompt('The word cat is blocked in this category', 'Cat'),
      'The word (prompt) is blocked in this category',
    );
  });

  it('leaves other words of the server', () => {
    const text = 'Video generation failed: the model is overloaded (rate_limit_exceeded)';
    assert.equal(hidePrompt(text, prompt), text);
    assert.equal(hidePrompt(text, ''), text);
    assert.equal(hidePrompt(text, ' …!\n'), text);
  });

  it('is hidden wherever it stands in facts', () => {
    const error = Object.assign(new Error(`no: ${prompt}`), { code: 'c' });
    const shown = hidePromptIn({ media: [{ path: `/v/${prompt}`, bytes: 3 }], error }, prompt);
    assert.equal(shown.error.message, 'no: (prompt)');
    assert.deepEqual(shown.media, [{ path: '/v/(prompt)', bytes: 3 }]);
  });

  it('takes a megabyte of text in passing', () => {
    assert.equal(hidePrompt('\\u0061'.repeat(20_000), prompt).length, 120_000);
  });
});
