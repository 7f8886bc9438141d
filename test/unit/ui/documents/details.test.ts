import assert from 'node:assert/strict';
import { createRedactor } from '../../../../src/api/redact';
import { detailsText, originText } from '../../../../src/ui/documents/details';
import { job } from '../../commands/support';

describe('The details of a job', () => {
  const redactor = createRedactor();

  it('are the provider’s answer as it came, hostile words and all', () => {
    const raw = { id: 'v1', prompt: '</script><img src=x>\u202e', nested: { list: [1, null] } };
    assert.deepEqual(JSON.parse(detailsText(job(), raw, redactor)), raw);
  });

  it('hide keys, also those in signed addresses', () => {
    redactor.add('canary-123456');
    const raw = { url: 'https://x.example/a.mp4?sig=abcdef&expires=1', note: 'canary-123456', api_key: 'other-secret' };
    const text = detailsText(job(), raw, redactor);
    for (const secret of ['abcdef', 'canary', 'other-secret']) assert.ok(!text.includes(secret), text);
    assert.equal(JSON.parse(text).note, '***');
  });

  it('shorten what would fill the document', () => {
    const raw = { video: `data:video/mp4;base64,${'A'.repeat(5_000_000)}` };
    assert.ok(detailsText(job(), raw, redactor).length < 5000);
  });

  it('name what the job was made from, in the list or not, on one line that is no part of the answer', () => {
    const parent = job({ key: 'p', id: 'video_p', prompt: 'A heron\n"at dawn"' });
    const child = job({ id: 'video_c', madeFrom: { key: 'p', relation: 'continue', at: 2.5 } });
    const line = originText(child, parent, redactor);
    assert.match(line, /^\/\/ Source: Continuation at [^,]*2[^,]*, A heron "at dawn", video_p\n$/);
    assert.match(originText(child, undefined, redactor), /^\/\/ Source: Continuation at [^,]*, p\n$/);
    const told = job({ parent: { id: 'video_x', relation: 'remix' } });
    assert.equal(originText(told, undefined, redactor), '// Source: Remix, video_x\n');
    assert.equal(originText(job(), undefined, redactor), '');
  });

  it('are what is known here where there was no answer', () => {
    const one = job({ status: 'uncertain' });
    const shown = JSON.parse(detailsText(one, undefined, redactor));
    assert.equal(shown.key, one.key);
    assert.ok(!('origin' in shown));
  });
});
