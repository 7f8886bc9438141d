import type { JobView } from '../../../src/shared/view';
import { jobView } from '../../../src/ui/preview/jobView';
import { clip, context, job, now, onDisk, onlyVideo } from '../ui/preview/jobs';

const file = clip({ path: '/library/clip.mp4' });
const thumbnail = clip({
  variant: 'thumbnail',
  path: '/library/thumbnail.webp',
  contentType: 'image/webp',
  bytes: 2716,
});
const played = { cost: { amount: 0.8, currency: 'USD', source: 'reported' as const }, expiresAt: now + 23 * 3_600_000 };
const running = { id: 'video_123', completedAt: undefined, watching: true };

/** One view for each state of a job, made by the same code as in the extension. */
export const states: Record<string, () => JobView> = {
  playing: () =>
    jobView(job({ ...played, outputs: 2, media: [file, thumbnail] }), context([file.path, thumbnail.path])),
  silent: () => {
    const silent = clip({ path: '/library/silent.mp4' });
    return jobView(job({ media: [silent] }), context([silent.path], { can: onlyVideo }));
  },
  noPicture: () => {
    const hevc = clip({ path: '/library/hevc.mp4' });
    return jobView(job({ media: [hevc] }), context([hevc.path], { can: onlyVideo }));
  },
  broken: () => {
    const broken = clip({ path: '/library/broken.mp4' });
    return jobView(job({ media: [broken] }), context([broken.path]));
  },
  /** The host has looked at it. */
  webPage: () => {
    const page = clip({ path: '/library/broken.mp4' });
    const files = new Map([[page.path, onDisk(page.path, { bytes: 1234, fault: 'webPage', problem: 'unplayable' })]]);
    return jobView(job({ media: [page] }), context([], { files }));
  },
  unheard: () => {
    const files = new Map([[file.path, onDisk(file.path, { problem: 'noSound' })]]);
    return jobView(job({ media: [file] }), context([], { files, can: onlyVideo }));
  },
  unseen: () => {
    const hevc = clip({ path: '/library/hevc.mp4' });
    const files = new Map([[hevc.path, onDisk(hevc.path, { problem: 'noPicture' })]]);
    return jobView(job({ media: [hevc] }), context([], { files, can: onlyVideo }));
  },
  deleted: () => jobView(job({ media: [file] }), context()),
  notDownloaded: () => jobView(job(played), context()),
  sending: () => jobView(job({ ...running, id: undefined, status: 'submitting', createdAt: now - 2000 }), context()),
  queued: () => jobView(job({ ...running, status: 'queued', createdAt: now - 12_000 }), context()),
  running: () => jobView(job({ ...running, status: 'in_progress', progress: 62, createdAt: now - 83_000 }), context()),
  pollFailed: () =>
    jobView(
      job({
        ...running,
        status: 'in_progress',
        progress: 62,
        pollError: { code: 'ECONNRESET', message: 'The connection was closed.', requestId: 'req_77' },
      }),
      context(),
    ),
  notFollowed: () => jobView(job({ ...running, status: 'in_progress', watching: false, progress: 40 }), context()),
  downloading: () =>
    jobView(
      job({
        transfer: { state: 'running', variant: 'video', index: 0, receivedBytes: 3_100_000, totalBytes: 9_460_000 },
      }),
      context(),
    ),
  noClip: () =>
    jobView(
      job({
        transfer: {
          state: 'failed',
          variant: 'video',
          index: 0,
          error: { kind: 'noMedia', message: 'The server answered without an address.', requestId: 'req_9' },
        },
      }),
      context(),
    ),
  failed: () =>
    jobView(
      job({
        status: 'failed',
        error: {
          code: 'moderation_blocked',
          message: 'Your request was blocked by our moderation system.',
          requestId: 'req_5f3a9c',
        },
      }),
      context(),
    ),
  uncertain: () => jobView(job({ id: undefined, status: 'uncertain' }), context()),
  cancelled: () => jobView(job({ status: 'cancelled' }), context()),
  expired: () => jobView(job({ status: 'expired', expiresAt: now - 1000 }), context()),
};
