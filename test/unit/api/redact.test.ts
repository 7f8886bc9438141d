import assert from 'node:assert/strict';
import { createRedactor, originAndPath, quote, redact } from '../../../src/api/redact';

describe('Redacting', () => {
  const secret = 'hunter2-very-secret';
  const hidden = [
    `Authorization: Bearer ${secret}`,
    `authorization: ${secret}`,
    `"Authorization":"Bearer ${secret}"`,
    `{'Authorization': 'Basic ${secret}'}`,
    `Proxy-Authorization: Basic ${secret}`,
    `Bearer ${secret}`,
    `api-key: ${secret}`,
    `"x-api-key": "${secret}"`,
    `X-LiteLLM-API-Key: ${secret}`,
    `apiKey=${secret}`,
    `token: ${secret}`,
    `{"token":"${secret}"}`,
    `x-auth-token: ${secret}`,
    `https://cdn.example.com/a.mp4?sig=${secret}`,
    `https://cdn.example.com/a.mp4?x=1&signature=${secret}&y=2`,
    `see https://cdn.example.com/a?X-Amz-Signature=${secret} there`,
    `https://cdn.example.com/a?X-Amz-Credential=${secret}`,
    `https://cdn.example.com/a?access=${secret}`,
    `https://cdn.example.com/a?token=${secret}`,
    `https://cdn.example.com/a?key=${secret}`,
    `https://cdn.example.com/a?access_token=${secret}`,
    `http://user:${secret}@proxy.example:8080/`,
    `Incorrect API key provided: sk-${secret}`,
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJodW50ZXIyIn0.c2VjcmV0',
  ];
  for (const text of hidden) {
    it(`hides the key in ${text.replace(secret, '…')}`, () => {
      const result = redact(text);
      assert.ok(!result.includes(secret) && !result.includes('eyJhbGci'), result);
      assert.match(result, /\*\*\*/);
    });
  }

  it('leaves ordinary text alone', () => {
    for (const text of [
      'A cat plays the piano, a token of love; the key is on the table.',
      'Your request was blocked by our moderation system. Possible reasons: violence',
      'https://cdn.example.com/a.mp4?width=720&index=1',
      'Video with id video_123 not found.',
      'rate limit: 10 tokens per minute',
      'Task is sk-ipped',
    ]) {
      assert.equal(redact(text), text);
    }
  });

  it('hides known keys by their value, in every spelling', () => {
    const redactor = createRedactor();
    redactor.add('pa"ss/wörd+1');
    for (const text of [
      'x pa"ss/wörd+1 y',
      JSON.stringify({ a: 'pa"ss/wörd+1' }),
      `u?q=${encodeURIComponent('pa"ss/wörd+1')}`,
    ]) {
      assert.doesNotMatch(redactor.text(text), /ss.{1,4}w/);
    }
    redactor.add('abc');
    redactor.add(undefined);
    assert.equal(redactor.text('abc'), 'abc', 'too short to be a key');
  });

  it('hides headers by their name', () => {
    const headers = {
      Authorization: 'x',
      'API-Key': 'x',
      token: 'x',
      Cookie: 'x',
      'x-goog-api-key': 'x',
      accept: 'video/mp4',
    };
    const result = createRedactor().headers(headers);
    assert.deepEqual(
      Object.entries(result).filter(([, value]) => value !== '***'),
      [['accept', 'video/mp4']],
    );
  });

  it('shortens a quote after hiding, on one line', () => {
    const text = quote(`a\n  b ${'x'.repeat(100)} Bearer ${secret} ${'y'.repeat(500)}`);
    assert.ok(text.startsWith('a b xxx') && !text.includes('hunter') && text.endsWith('…'));
    assert.equal(text.length, 121);
  });

  it('reads megabytes of any text in one go', () => {
    const redactor = createRedactor();
    for (const unit of [
      'a',
      'a-',
      'a.',
      'sk-',
      'eyJ',
      'eyJ.',
      'token',
      'api_key',
      'bearer ',
      'http://',
      '&x',
      '"',
      ' ',
    ]) {
      const text = unit.repeat(4_000_000 / unit.length);
      assert.equal(typeof redactor.text(text), 'string', unit);
    }
  });

  it('shows an address by origin and path only', () => {
    assert.equal(originAndPath('https://u:p@cdn.example.com/a/b.mp4?sig=1#x'), 'https://cdn.example.com/a/b.mp4');
    assert.equal(originAndPath('nonsense'), '');
  });
});
