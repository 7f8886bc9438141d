import assert from 'node:assert/strict';
import { createRedactor } from '../../../../src/api/redact';
import { comparisonView } from '../../../../src/ui/compare/comparisonView';
import { differingWords } from '../../../../src/ui/compare/differing';
import { promptLines, requestText } from '../../../../src/ui/documents/requestText';
import { made } from '../../webview/comparisons';
import { job } from '../preview/jobs';

describe('what is said of compared clips', () => {
  const facts = (...candidates: Parameters<typeof comparisonView>[0]) =>
    comparisonView(candidates).clips.map((clip) => clip.facts.map(({ label, value }) => `${label}: ${value}`));

  it('is nothing where they are alike', () => {
    assert.deepEqual(facts(made('a', 'clip.mp4'), made('b', 'clip.mp4')), [[], []]);
  });

  it('is what was asked for and what it took and cost, where that differs', () => {
    const cost = { amount: 0.5, currency: 'USD', source: 'reported' } as const;
    const request = { prompt: 'p', reference: '/home/me/heron.png', extra: { seed: 7, style: { mood: 'calm' } } };
    assert.deepEqual(facts(made('a', 'clip.mp4', { cost, request }), made('b', 'clip.mp4')), [
      ['Reference image: heron.png', 'seed: 7', 'style.mood: calm', 'Cost: $0.50'],
      ['Reference image: None', 'seed: None', 'style.mood: None', 'Cost: None'],
    ]);
  });

  it('shows no key, and of an address only the name of its file', () => {
    const redactor = createRedactor();
    redactor.add('canary-123456');
    const request = { prompt: 'p', reference: 'https://x.test/a.png?sig=abcdef', extra: { note: 'canary-123456' } };
    const all = [made('a', 'clip.mp4', { request }), made('b', 'clip.mp4')];
    const text = JSON.stringify(comparisonView(all, (one) => redactor.text(one)));
    for (const secret of ['canary-123456', 'abcdef']) assert.ok(!text.includes(secret), text);
    assert.ok(text.includes('a.png'));
  });

  it('are the words that differ, with where they stand', () => {
    assert.deepEqual(differingWords(['a heron at dawn, calm', 'a heron at dusk, calm']), ['…dawn,…', '…dusk,…']);
    assert.deepEqual(differingWords(['a heron', 'a grey heron']), ['', '…grey…']);
    assert.deepEqual(differingWords(['same', 'same']), ['', '']);
    assert.deepEqual(differingWords(['one', 'two words']), ['one', 'two words']);
  });

  it('is that a job was removed, or has no clip', () => {
    const { title, clips } = comparisonView([{ key: 'gone', index: 0 }, made('b', 'clip.mp4', { media: [] })]);
    assert.equal(title, 'Compare: A heron lifts off from a misty lake at…');
    assert.equal(clips[0]!.notice?.heading, 'This job is no longer in the list');
    assert.equal(clips[1]!.notice?.heading, 'The clip has not been downloaded yet');
    assert.deepEqual(
      clips.map(({ key, index }) => [key, index]),
      [
        ['gone', 0],
        ['b', 0],
      ],
    );
  });

  it('names an output that a provider makes several of', () => {
    const [first, second] = [made('a', 'clip.mp4', { status: 'failed' }), made('a', 'clip.mp4', { status: 'failed' })];
    assert.equal(comparisonView([first, { ...second, index: 1 }]).clips[1]!.notice?.tone, 'error');
  });
});

describe('a request as a document', () => {
  it('has one thing a line, always in the same order', () => {
    const lines = requestText(
      job({ request: { prompt: 'p', size: '1280x720', extra: { b: 1, a: [2] } } }),
      'Acme',
    ).split('\n');
    assert.deepEqual(lines.slice(0, 11), [
      '# Prompt',
      'A heron lifts off from a misty lake at dawn',
      '',
      '# Requested',
      'Provider: Acme',
      'Model: sora-2',
      'Size: 1280x720',
      'Length: 8s',
      'Reference image: –',
      'a: [2]',
      'b: 1',
    ]);
    assert.ok(lines.includes('Status: Completed') && lines.includes('Job ID: video_123'));
  });

  it('breaks the prompt where its parts end, so that a word that is put in moves no other line', () => {
    const before = promptLines('A heron lifts off, slowly; mist. A red boat passes');
    assert.deepEqual(before, ['A heron lifts off,', 'slowly;', 'mist.', 'A red boat passes']);
    assert.deepEqual(promptLines('A grey heron lifts off, slowly; mist. A red boat passes').slice(1), before.slice(1));
    assert.deepEqual(promptLines('雾中的苍鹭，慢慢地飞。'), ['雾中的苍鹭，', '慢慢地飞。']);
    assert.ok(promptLines('word '.repeat(100)).every((line) => line.length <= 72));
    assert.deepEqual(promptLines(''), ['–']);
    const long = 'x'.repeat(200_000);
    assert.ok(promptLines(`${long}, ${long}`).length >= 1);
  });

  it('loses no word of the prompt, and makes no line of its own of hostile text', () => {
    const prompt = 'One two.Three\u202e four\n# Prompt\nfive: 3.5 s';
    assert.equal(promptLines(prompt).join(' ').replace(/\s+/g, ''), prompt.replace(/[\s\u202e]+/g, ''));
    const text = requestText(job({ model: 'm\nSize: 1x1' }), 'Acme');
    assert.ok(text.includes('Model: m Size: 1x1'));
  });

  it('hides keys, wherever they stand', () => {
    const redactor = createRedactor();
    redactor.add('canary-123456');
    const request = { prompt: 'p', extra: { note: 'canary-123456' }, reference: 'https://x.test/a.png?sig=abcdef' };
    const text = redactor.text(requestText(job({ request }), 'Acme'));
    for (const secret of ['canary-123456', 'abcdef']) assert.ok(!text.includes(secret), text);
  });
});
