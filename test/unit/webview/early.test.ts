import assert from 'node:assert/strict';
import type { FileFacts } from '../../../src/ui/preview/files';
import { jobView } from '../../../src/ui/preview/jobView';
import { clip, context, job, onDisk, onlyVideo } from '../ui/preview/jobs';
import { Harness, type OpenOptions, type PreviewPage } from './harness';
import { hasPlayed, video } from './jobPages';

const path = '/library/clip.mp4';
/** Too large for memory, so that the element stays the same. */
const bytes = 64 * 1024 * 1024 + 1;
const show = (file: Partial<FileFacts> = {}) =>
  jobView(
    job({ media: [clip({ path })] }),
    context([], { can: onlyVideo, files: new Map([[path, onDisk(path, { bytes, ...file })]]) }),
  );
const early = { output: 'video/0', url: '/files/clip.mp4' };
const stood = { key: 'k1', time: 1.5, volume: 0.4, muted: true, rate: 0.5, loop: true, paused: true };

describe('the clip that the page’s frame comes with', () => {
  let harness: Harness;
  let open: PreviewPage;

  before(async () => (harness = await Harness.open()));
  after(() => harness.close());
  afterEach(() => open.page.close());

  const load = async (options: OpenOptions = {}) => {
    open = await harness.page({ clip: early, ...options });
    await open.page.evaluate(`void (window.first = document.querySelector('video'))`);
  };
  const same = () => open.page.evaluate(`document.querySelector('video') === window.first`);
  const count = () => open.page.locator('video').count();

  it('is there before the page was told anything, and is what the player then plays', async () => {
    await load();
    await open.until(`${video('readyState')} >= 2`);
    await open.start(show());
    await open.until(hasPlayed);
    assert.equal(await same(), true);
    assert.equal(await count(), 1);
    assert.equal(await open.page.locator('.player .frame video').getAttribute('aria-label'), 'Video');
    assert.equal((await open.sent()).filter(({ type }) => type === 'shown').length, 1);
    assert.deepEqual(await open.violations(), []);
  });

  it('stands where the player stood', async () => {
    await load({ state: stood });
    await open.until(`${video('currentTime')} === 1.5 && ${video('readyState')} >= 2`);
    await open.start(show());
    await open.until(`${video('volume')} === 0.4`);
    assert.deepEqual(
      await open.page.evaluate(
        `((v) => [v.currentTime, v.paused, v.muted, v.playbackRate, v.loop])(${video('valueOf()')})`,
      ),
      [1.5, true, true, 0.5, true],
    );
    assert.equal(await same(), true);
  });

  it('goes at once where another output was shown', async () => {
    await load({ state: { ...stood, index: 1 } });
    assert.equal(await count(), 0);
  });

  it('goes when the file is another one by now, or is gone', async () => {
    await load();
    await open.start(show({ url: '/files/silent.mp4' }));
    await open.until(`${video('readyState')} >= 2 && ${video('src')}.endsWith('/silent.mp4')`);
    assert.equal(await same(), false);
    assert.equal(await count(), 1);
    assert.equal(await open.page.evaluate('window.first.src'), '');
    await open.page.close();
    await load();
    await open.start(jobView(job({ media: [clip({ path })] }), context([], { can: onlyVideo })));
    await open.page.locator('.notice').waitFor();
    assert.equal(await count(), 0);
    assert.equal(await open.page.evaluate('window.first.src'), '');
  });

  it('tells what is wrong with it', async () => {
    await load({ clip: { output: 'video/0', url: '/files/nothing.mp4' } });
    await open.until(`${video('error')} !== null`);
    await open.start(show({ url: '/files/nothing.mp4' }));
    await open.until(`window.sent.some(({ type, problem }) => type === 'problem' && problem === 'unplayable')`);
  });
});
