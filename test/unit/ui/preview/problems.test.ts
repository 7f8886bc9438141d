import assert from 'node:assert/strict';
import type { FileFacts } from '../../../../src/ui/preview/files';
import { jobView } from '../../../../src/ui/preview/jobView';
import { clip, context, job, onDisk } from './jobs';

const media = clip({ bytes: 1000 });
const show = (file: Partial<FileFacts>, more: Parameters<typeof context>[1] = {}) => {
  const files = new Map([[media.path, onDisk(media.path, { bytes: 1000, ...file })]]);
  const [view] = jobView(job({ media: [media] }), context([], { files, ...more })).clips;
  assert.ok(view);
  return view;
};
const words = (file: Partial<FileFacts>, more?: Parameters<typeof context>[1]) => {
  const { notice, remarks } = show(file, more);
  const { heading = '', paragraphs = [], actions = [] } = notice ?? {};
  const said = [heading, ...paragraphs, ...remarks.map(({ text }) => text)].join(' ');
  return { said, ways: [...actions, ...remarks.flatMap((remark) => remark.actions)].map(({ action }) => action) };
};

describe('a clip that does not play as it should', () => {
  it('is shown without a word where it does', () => assert.deepEqual(words({}), { said: '', ways: [] }));

  it('that the editor cannot open says so; the file is as it was sent, so fetching it again is no way', () => {
    const { said, ways } = words({ problem: 'unplayable' });
    assert.match(said, /damaged, or its format is not supported by this editor/);
    assert.deepEqual(ways, ['makePlayable', 'openExternal', 'reveal']);
  });

  it('whose file was changed can be downloaded again, where the provider may have it', () => {
    const { said, ways } = words({ problem: 'unplayable', fault: 'cut', bytes: 400 });
    assert.match(said, /file is truncated.*changed since it was downloaded/);
    assert.deepEqual(ways, ['download', 'openExternal', 'reveal']);
    const unknown = { provider: { label: 'Acme', known: false } };
    assert.deepEqual(words({ problem: 'unplayable', bytes: 400 }, unknown).ways, [
      'makePlayable',
      'openExternal',
      'reveal',
    ]);
  });

  for (const [fault, said] of Object.entries({
    empty: /is empty/,
    webPage: /not a clip.*web page/,
    answer: /response of the server/,
  })) {
    it(`says what the file is: ${fault}`, () =>
      assert.match(words({ problem: 'unplayable', fault: fault as FileFacts['fault'] }).said, said));
  }

  it('and was only cut plays as far as it goes, with a word about it', () => {
    const { said, ways } = words({ fault: 'cut', bytes: 400 });
    assert.match(said, /file is truncated/);
    assert.deepEqual(ways, ['download']);
    assert.equal(show({ fault: 'cut' }).notice, undefined);
  });

  it('without a picture names the way out', () =>
    assert.deepEqual(words({ problem: 'noPicture' }).ways, ['makePlayable', 'openExternal']));

  it('says that a copy is being made, and does not offer it then', () => {
    for (const problem of ['noSound', 'noPicture', 'unplayable'] as const) {
      const { said, ways } = words({ problem, making: true });
      assert.match(said, /A copy that plays here is being made/);
      assert.ok(!ways.includes('makePlayable') && ways.includes('openExternal'));
    }
  });

  it('without sound says nothing while a copy is on its way, nor when one plays', () => {
    assert.deepEqual(words({ problem: 'noSound', coming: true }), { said: '', ways: [] });
    assert.deepEqual(words({ original: { bytes: 1000 } }), { said: '', ways: [] });
  });

  it('without sound offers a copy, also of one whose copy was not heard', () => {
    const ways = ['makePlayable', 'openExternal'];
    assert.deepEqual(words({ problem: 'noSound' }).ways, ways);
    assert.deepEqual(words({ original: { bytes: 1000 }, problem: 'noSound' }).ways, ways);
  });
});

describe('the small pictures of a clip', () => {
  it('are the provider’s own, of the same output, where they are on disk', () => {
    const thumbnail = clip({ variant: 'thumbnail', path: '/library/t.webp', contentType: 'image/webp' });
    const sheet = clip({ variant: 'spritesheet', index: 1, path: '/library/s.webp', contentType: 'image/webp' });
    const second = clip({ index: 1, path: '/library/second.mp4' });
    const all = [media, second, thumbnail, sheet];
    const view = jobView(job({ outputs: 2, media: all }), context(all.map(({ path }) => path)));
    const files = view.clips.slice(0, 2).map(({ file }) => [file?.poster, file?.sheet]);
    assert.deepEqual(files, [
      ['/files/t.webp', undefined],
      [undefined, '/files/s.webp'],
    ]);
  });
});
