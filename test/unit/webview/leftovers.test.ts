import assert from 'node:assert/strict';
import { jobView } from '../../../src/ui/preview/jobView';
import { clip, context, job, onDisk, onlyVideo } from '../ui/preview/jobs';
import { Harness, type PreviewPage } from './harness';

const path = '/library/clip.mp4';
const turns = 12;
const view = (count: number) => {
  const file = { url: `/files/clip.mp4?v=${count}`, version: String(count) };
  const files = new Map([[path, onDisk(path, file)]]);
  return jobView(job({ media: [clip({ path })] }), context([], { can: onlyVideo, files }));
};

/** Keeps count of what a page must give back by itself. Runs in the page. */
const keepCount = () => {
  const scope = globalThis as unknown as Record<string, unknown> & {
    URL: { createObjectURL(blob: unknown): string; revokeObjectURL(url: string): void };
  };
  const [blobs, intervals] = [new Set<string>(), new Set<unknown>()];
  const { createObjectURL, revokeObjectURL } = scope.URL;
  scope.URL.createObjectURL = (blob) => {
    const url = createObjectURL(blob);
    blobs.add(url);
    return url;
  };
  scope.URL.revokeObjectURL = (url) => {
    blobs.delete(url);
    revokeObjectURL(url);
  };
  const { setInterval, clearInterval } = globalThis;
  scope['setInterval'] = (run: () => void, ms: number) => {
    const timer = setInterval(run, ms);
    intervals.add(timer);
    return timer;
  };
  scope['clearInterval'] = (timer: NodeJS.Timeout) => {
    intervals.delete(timer);
    clearInterval(timer);
  };
  Object.assign(scope, { blobs, intervals });
};

describe('clips that are shown one after the other', () => {
  let harness: Harness;
  let open: PreviewPage;

  before(async () => (harness = await Harness.open()));
  after(() => harness.close());

  it('leave no address, timer, listener or element behind', async () => {
    open = await harness.page({ before: keepCount });
    const session = await open.page.context().newCDPSession(open.page);
    const inMemory = () => open.until(`window.blobs.has(document.querySelector('video').src)`);
    const counted = async () => {
      await open.until('window.blobs.size === 1');
      for (let times = 0; times < 2; times++) await session.send('HeapProfiler.collectGarbage');
      const { documents, jsEventListeners, nodes } = await session.send('Memory.getDOMCounters');
      const intervals = await open.page.evaluate<number>('window.intervals.size');
      return { documents, jsEventListeners, nodes, intervals };
    };
    const turn = async (count: number) => {
      await open.show(view(count));
      // The clip before is let go of before this one is fetched.
      await open.until(`!window.last || !window.blobs.has(window.last)`);
      await inMemory();
      await open.page.evaluate(`window.last = document.querySelector('video').src`);
    };
    await open.start(view(0));
    await inMemory();
    for (let count = 1; count <= 3; count++) await turn(count);
    // What is done behind the last one is done: its strip is the last of that.
    const settled = () => open.until(`document.querySelectorAll('.strip canvas.drawn').length === 8`);
    await settled();
    const before = await counted();
    for (let count = 1; count <= turns; count++) await turn(3 + count);
    await settled();
    const end = Date.now() + 15_000;
    let after = await counted();
    // What is kept for each clip is at least one more for each.
    const isMore = () =>
      Object.entries(after).some(([what, now]) => now >= before[what as keyof typeof before] + turns);
    while (isMore() && Date.now() < end) after = await counted();
    assert.ok(!isMore(), `before: ${JSON.stringify(before)}, after: ${JSON.stringify(after)}`);
  });
});
