import { copyFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { runInThread } from '../../../src/platform/clipThread';
import type { FileFacts } from '../../../src/ui/preview/files';
import { jobView } from '../../../src/ui/preview/jobView';
import { closeSharedWindows } from '../../unit/support/chromium';
import { clip, context, job, onDisk, onlyVideo } from '../../unit/ui/preview/jobs';
import { Harness } from '../../unit/webview/harness';
import { inTurn } from './stats';

/** From the click on, in ms. */
export interface FirstSound {
  frame: number;
  sound: number;
}

/** The page with AAC of its own, and where the browser has none: with a copy that is there, and with one that is made now. */
export const cases = ['aac', 'before', 'now'] as const;
export type Case = (typeof cases)[number];

const original = '/library/clip.mp4';
const script = path.resolve('dist', 'clipWorker.js');

/** Notes the first frame and the first sound of the page's player. Runs in the page. */
const note = `(() => {
  const look = () => {
    const video = document.querySelector('video');
    const now = performance.timeOrigin + performance.now();
    if (video?.readyState >= 2 && video.videoWidth > 0) window.firstFrame ??= now;
    if (video?.webkitAudioDecodedByteCount > 0 && video.currentTime > 0) window.firstSound ??= now;
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()`;

/** Opens a clip `views` times each way. @param file with AAC, in a folder that copies may be written to */
export async function firstSounds(file: string, views: number): Promise<Record<Case, FirstSound[]>> {
  const folder = path.dirname(file);
  const copyTo = (to: string) =>
    runInThread(script, { kind: 'copy', from: file, to, format: 'flac' }, new AbortController().signal);
  const served = (name: string): Partial<FileFacts> => ({
    url: `/made/${name}`,
    version: name,
    bytes: statSync(path.join(folder, name)).size,
  });
  const view = (facts: Partial<FileFacts>) => {
    const files = new Map([[original, onDisk(original, facts)]]);
    return jobView(job({ media: [clip({ path: original })] }), context([], { files, can: onlyVideo }));
  };
  await copyTo(path.join(folder, 'before.mp4'));
  const hearing = await Harness.open({ files: folder });
  const deaf = await Harness.open({ deaf: true, files: folder });
  try {
    const look = async (kind: Case): Promise<FirstSound> => {
      // A file that no page has loaded yet.
      const name = `${kind}-${process.hrtime.bigint()}.mp4`;
      const [shown, copy] = [path.join(folder, name), path.join(folder, `copy-${name}`)];
      copyFileSync(kind === 'before' ? path.join(folder, 'before.mp4') : file, shown);
      const clicked = performance.timeOrigin + performance.now();
      // As the host does: while it makes the page's frame.
      let isMade = false;
      const made = kind === 'now' ? copyTo(copy).then(() => (isMade = true)) : undefined;
      const page = await (kind === 'aac' ? hearing : deaf).page({
        before: note,
        clip: { output: 'video/0', url: `/made/${name}`, clip: onDisk(original).clip },
      });
      try {
        const showCopy = () => view({ ...served(path.basename(copy)), original: { bytes: 1 } });
        if (isMade) {
          await page.start(showCopy());
        } else {
          await page.start(view({ ...served(name), ...(made && { coming: true }) }));
          await made;
          if (made) await page.show(showCopy());
        }
        await page.until('window.firstSound');
        const [frame, sound] = await page.page.evaluate<[number, number]>('[window.firstFrame, window.firstSound]');
        return { frame: frame - clicked, sound: sound - clicked };
      } finally {
        await page.page.close();
      }
    };
    for (const kind of cases) await look(kind);
    return await inTurn(cases, views, look);
  } finally {
    await hearing.close();
    await deaf.close();
    await closeSharedWindows();
  }
}
