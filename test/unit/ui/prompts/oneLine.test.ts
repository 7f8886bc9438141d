import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { askText } from '../../../../src/ui/prompts/input';
import { oneLine, restorePaste } from '../../../../src/ui/prompts/oneLine';
import { answerInputs } from '../../support/quickInput';

const prompts: [what: string, text: string][] = [
  ['lines', 'A heron.\nIt takes off.'],
  ['blank lines and indentation', 'Scene 1\n\n\tA heron.\n\n\n    Scene 2'],
  ['line ends of Windows', 'one\r\ntwo\r\n\r\nthree'],
  ['mixed line ends', 'one\r\ntwo\nthree\rfour'],
  ['JSON', '{\n  "shot": "wide",\n  "camera": { "pan": "left" }\n}'],
  ['a mark of its own', 'press ⏎ and ↵\nthen wait'],
  ['all marks of its own', '⏎↵␤¶\n\ue000'],
  ['one line', 'A heron ⏎ at dawn'],
  ['Chinese', '黎明的湖面\n一只苍鹭起飞'],
];

describe('A prompt in an input box', () => {
  afterEach(() => sinon.restore());

  for (const [what, text] of prompts) {
    it(`comes back as it was written: ${what}`, async () => {
      const { shown, restore } = oneLine(text);
      assert.doesNotMatch(shown, /[\r\n]/);
      assert.equal(restore(shown), text);
      answerInputs('enter');
      assert.equal(await askText({ title: 'Create' }, { prompt: 'Describe', value: text, multiline: true }), text);
    });
  }

  it('keeps its line breaks when words are changed', () => {
    const { shown, restore } = oneLine('A heron.\nIt takes off.');
    assert.equal(restore(shown.replace('heron', 'crane')), 'A crane.\nIt takes off.');
    const windows = oneLine('one\r\ntwo');
    assert.equal(windows.restore(`${windows.shown}${windows.mark}three`), 'one\r\ntwo\r\nthree');
  });

  it('says which mark is a line break, only where there is one', async () => {
    const shown = answerInputs('enter', 'enter');
    await askText({ title: 'Create' }, { prompt: 'Describe', value: 'a\nb', multiline: true });
    await askText({ title: 'Create' }, { prompt: 'Describe', value: 'a b', multiline: true });
    assert.deepEqual(
      shown.map(({ prompt }) => prompt),
      ['Describe (⏎ is a line break)', 'Describe'],
    );
  });

  it('gets the line breaks of pasted text from the clipboard', async () => {
    const clipboard = 'A heron.\n\n\tIt takes off.';
    sinon.stub(vscode.env.clipboard, 'readText').resolves(clipboard);
    // As a browser pastes it into a box of one line.
    answerInputs({ type: clipboard.replaceAll('\n', ' ') });
    assert.equal(await askText({ title: 'Create' }, { prompt: 'Describe', multiline: true }), clipboard);
  });

  it('takes what was typed where the clipboard holds something else, or cannot be read', async () => {
    const read = sinon.stub(vscode.env.clipboard, 'readText').resolves('other\ntext');
    answerInputs({ type: 'A heron' }, { type: 'A crane' });
    assert.equal(await askText({ title: 'Create' }, { prompt: 'Describe', multiline: true }), 'A heron');
    read.rejects(new Error('NotAllowedError'));
    assert.equal(await askText({ title: 'Create' }, { prompt: 'Describe', multiline: true }), 'A crane');
  });

  it('restores a paste into the middle, over a selection, and beside equal letters', () => {
    const paste = (before: string, after: string, clipboard: string) => {
      const box = oneLine(before);
      const shown = after.replaceAll('\n', box.mark ?? '\n');
      return restorePaste(box.shown, shown, clipboard, box);
    };
    assert.equal(paste('start end', 'start a b end', 'a\nb '), 'start a\nb end');
    assert.equal(paste('keep old keep', 'keep new lines keep', 'new\nlines'), 'keep new\nlines keep');
    assert.equal(paste('aa', 'aa ba', 'a\nb'), 'aa\nba');
    assert.equal(paste('one\ntwo', 'one\ntwo three four', ' three\nfour'), 'one\ntwo three\nfour');
    assert.equal(paste('one', 'one two', 'two'), undefined, 'nothing is lost of one line');
  });
});
