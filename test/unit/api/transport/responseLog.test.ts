import assert from 'node:assert/strict';
import type { Exchange } from '../../../../src/api/transport/exchange';
import { createResponseLog } from '../../../../src/api/transport/responseLog';
import { EmbeddedFile } from '../../../../src/api/wire';

const exchange = (operation: string, job?: string): Exchange => ({
  at: 1,
  times: 1,
  provider: 'p',
  operation,
  job,
  method: operation === 'create' ? 'POST' : 'GET',
  address: 'https://h.example/v1/videos',
  status: 200,
  ms: 1,
});
const url = 'https://h.example/v1/videos/a';

describe('Kept answers', () => {
  it('have polls that say the same once, and every other in order', () => {
    const answers = createResponseLog();
    for (const text of ['1', '1', '2', '2', '2', '1']) answers.keep(exchange('get', 'a'), { url, text });
    assert.deepEqual(
      answers.of('p', 'a').map(({ text }) => text),
      ['1', '2', '1'],
    );
  });

  it('have of lists the newest, so that they push nothing out', () => {
    const answers = createResponseLog();
    answers.keep(exchange('create', 'a'), { url, body: { kind: 'json', value: { prompt: 'x' } }, text: 'made' });
    for (let i = 0; i < 500; i++) answers.keep(exchange('list'), { url, text: `list ${i}` });
    assert.deepEqual(
      answers.of('p').map(({ text }) => text),
      ['made', 'list 499'],
    );
  });

  it('have the create of a long job to the end, and are bounded', () => {
    const answers = createResponseLog();
    answers.keep(exchange('create', 'a'), { url, body: { kind: 'json', value: { prompt: 'x' } }, text: 'made' });
    for (let i = 0; i < 500; i++) answers.keep(exchange('get', 'a'), { url, text: `${i} ${'x'.repeat(100_000)}` });
    const kept = answers.of('p', 'a');
    assert.equal(kept.length, 20);
    assert.equal(kept[0]!.text, 'made');
    assert.ok(kept.at(-1)!.text!.startsWith('499') && kept.at(-1)!.text!.length < 70_000);
  });

  it('tell of files, and do not keep them', () => {
    const answers = createResponseLog();
    const file = { kind: 'file', name: 'a.png', contentType: 'image/png', blob: new Blob(['PNG']) } as const;
    const value = { input: new EmbeddedFile(file), image: `data:image/png;base64,${'A'.repeat(1000)}` };
    answers.keep(exchange('create'), { url, body: { kind: 'form', value }, text: '{}' });
    const sent = JSON.stringify(answers.of('p')[0]!.sent);
    assert.match(sent, /image\/png, 3 bytes/);
    assert.ok(sent.length < 300);
  });
});
