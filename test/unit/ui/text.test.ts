import assert from 'node:assert/strict';
import * as text from '../../../src/ui/text';

describe('text of strangers', () => {
  it('becomes one line without controls or turned directions', () => {
    assert.equal(text.plain(' a\r\n\tb\u0007c\u202ed\u2066 '), 'a b c d');
  });

  it('is cut by characters, with a sign that it was', () => {
    assert.equal(text.shorten('heron', 5), 'heron');
    assert.equal(text.shorten('herons', 5), 'hero…');
    assert.equal(text.shorten('a heron', 3), 'a…');
    assert.equal(text.shorten('🦩🦩', 2), '🦩🦩');
    assert.equal(text.shorten('🦩🦩🦩', 2), '🦩…');
  });

  it('is no link in a message', () => {
    assert.doesNotMatch(text.inMessage('[run](command:x)'), /\]\(/);
  });
});
