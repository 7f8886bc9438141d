import assert from 'node:assert/strict';
import type { JobRecord } from '../../../../src/jobs/job';
import type { JobView, Notice } from '../../../../src/shared/view';
import { goneView, jobView, tabTitle } from '../../../../src/ui/preview/jobView';
import { clip, context, job, now, onlyVideo } from './jobs';

const names = (actions: readonly { action: string }[]) => actions.map(({ action }) => action);
const fact = (view: Pick<JobView, 'facts'>, label: string) => view.facts.find((one) => one.label === label)?.value;
const noticeOf = (view: JobView): Notice => {
  const notice = view.notice ?? view.clips[0]?.notice;
  assert.ok(notice, 'no notice');
  return notice;
};
const show = (more: Partial<JobRecord>, of = context()) => jobView(job(more), of);

describe('a finished job with its clip on disk', () => {
  const media = [clip(), clip({ variant: 'thumbnail', path: '/library/heron.webp', contentType: 'image/webp' })];
  const view = show({ media, outputs: 2 }, context(media.map((file) => file.path)));

  it('shows what it is', () => {
    assert.equal(view.title, 'A heron lifts off from a misty lake at…');
    assert.equal(fact(view, 'Model'), 'sora-2');
    assert.equal(fact(view, 'Requested'), '1280 × 720, 8s');
    assert.equal(fact(view, 'Generation time'), '1:12');
    assert.equal(fact(view, 'Provider'), 'Acme');
    assert.equal(fact(view, 'Job ID'), 'video_123');
    assert.equal(view.prompt?.text, 'A heron lifts off from a misty lake at dawn');
    assert.equal(view.notice, undefined);
  });

  it('has its outputs in order, those on disk with an address and the others with a way to get them', () => {
    assert.deepEqual(
      view.clips.map(({ label, kind, file, notice }) => [label, kind, file?.url ?? notice?.heading]),
      [
        ['Video 1', 'video', '/files/heron.mp4'],
        ['Video 2', 'video', 'The clip has not been downloaded yet'],
        ['Thumbnail', 'image', '/files/heron.webp'],
        ['Sprite sheet', 'image', 'Not downloaded yet'],
      ],
    );
    assert.deepEqual(view.clips[1]?.notice?.actions, [
      { action: 'download', label: 'Download', primary: true, variant: 'video', index: 1 },
    ]);
    assert.equal(fact({ facts: view.clips[0]?.facts ?? [] }, 'File size'), '9.5 MB');
  });

  it('offers only what job and provider can do', () => {
    const ofFile = ['saveAs', 'reveal', 'openExternal', 'insert', 'compare', 'saveFrame', 'copyFrame'];
    const again = ['createAgain', 'showDetails', 'copyAs'];
    const onward = ['continueFromFrame', 'continueFromLast'];
    assert.deepEqual(names(view.actions), ['remix', 'edit', 'extend', ...onward, ...ofFile, ...again]);
    assert.deepEqual(names(show({ media }, context([], { can: onlyVideo })).actions), [...onward, ...ofFile, ...again]);
    const unknown = context([], { provider: { label: 'acme', known: false } });
    // Its settings, and its frames, may be used at another one.
    const elsewhere = [...onward, ...ofFile, 'createAgain', 'showDetails'];
    assert.deepEqual(names(show({ media }, unknown).actions), elsewhere);
    assert.deepEqual(names(show({ status: 'failed' }).actions), again);
    assert.deepEqual(names(show({ status: 'failed', prompt: undefined }).actions), ['showDetails']);
  });

  it('has one output where the provider hands out one', () => {
    const only = show({ media: [clip()], outputs: 4 }, context([clip().path], { can: onlyVideo }));
    assert.deepEqual(
      only.clips.map(({ label }) => label),
      ['Video'],
    );
  });

  it('offers the download again when the file is gone', () => {
    const notice = show({ media: [clip()] }).clips[0]?.notice;
    assert.equal(notice?.heading, 'The file is no longer on disk');
    assert.deepEqual(notice?.actions[0]?.label, 'Download again');
    assert.ok(!JSON.stringify(notice).includes('/library/'), 'the page needs no paths');
  });
});

describe('a job in progress', () => {
  const running = { status: 'in_progress', watching: true, completedAt: undefined } as const;

  it('shows how far it is, and for how long', () => {
    const notice = noticeOf(show({ ...running, progress: 62, createdAt: now - 83_000 }));
    assert.deepEqual(notice.progress, { percent: 62, label: '62%', elapsedMs: 83_000 });
    assert.deepEqual(names(notice.actions), ['cancel', 'stopWatching']);
  });

  it('claims no percentage where there is none', () => {
    assert.deepEqual(noticeOf(show({ ...running, createdAt: now + 500 })).progress, { elapsedMs: 0 });
  });

  it('shows the server’s own word, and a failed look without calling the job failed', () => {
    const view = show({
      ...running,
      providerStatus: 'NOT_START',
      pollError: { message: 'Connection refused', code: 'ECONNREFUSED', requestId: 'req_1' },
    });
    assert.equal(fact(view, 'Provider’s status'), 'NOT_START');
    assert.equal(view.status.label, 'In progress');
    assert.equal(noticeOf(view).paragraphs[0], 'The last status check failed and will be repeated: Connection refused');
    assert.equal(fact(noticeOf(view), 'Request ID'), 'req_1');
  });

  it('can be followed again', () => {
    const view = show({ ...running, watching: false });
    assert.equal(view.status.label, 'Not followed');
    assert.deepEqual(names(noticeOf(view).actions), ['resumeWatching']);
    const unknown = context([], { provider: { label: 'acme', known: false } });
    assert.deepEqual(noticeOf(show({ ...running, watching: false }, unknown)).actions, []);
  });

  it('of a provider that is known in another window alone says so, and of no failure', () => {
    const unknown = context([], { provider: { label: 'acme', known: false } });
    const { paragraphs, tone } = noticeOf(show(running, unknown));
    assert.equal(tone, 'busy');
    assert.match(paragraphs.join('\n'), /^The provider acme is no longer configured\./);
    assert.doesNotMatch(noticeOf(show(running)).paragraphs.join(''), /configured/);
  });

  it('explains a status that is unknown, and leads to Diagnose', () => {
    const unknown = noticeOf(show({ ...running, statusUnknown: true, providerStatus: 'RENDERED' }));
    assert.match(
      unknown.paragraphs.join(' '),
      /status “RENDERED”, which is unknown here, so the job is treated as in progress/,
    );
    assert.ok(names(unknown.actions).includes('diagnose'));
    const withClip = noticeOf(show({ ...running, statusUnknown: true, clipUrlSeen: true, providerStatus: 'RENDERED' }));
    assert.match(withClip.paragraphs.join(' '), /together with a clip: the job has probably completed/);
    assert.ok(!names(noticeOf(show(running)).actions).includes('diagnose'));
  });

  it('says that the server does not report the status of a job that was given up, and leads to Diagnose', () => {
    const pollError = {
      code: 'x',
      message: 'The server does not report the status of this job: vertex_project is required',
    };
    const notice = noticeOf(show({ ...running, watching: false, pollError }));
    assert.match(notice.paragraphs.join(' '), /vertex_project is required/);
    assert.deepEqual(names(notice.actions), ['resumeWatching', 'diagnose']);
  });

  it('names a paid request whose answer is another job of the list', () => {
    const error = { code: 'duplicate_id', message: 'The server answered with the ID video_1.' };
    const notice = noticeOf(show({ status: 'uncertain', id: undefined, error }));
    assert.match(notice.heading, /answered with a job that is already in the list/);
    assert.deepEqual(notice.paragraphs, [error.message]);
    assert.deepEqual(names(notice.actions), ['resolveUncertain', 'diagnose']);
  });

  it('is being sent, or may have been', () => {
    assert.equal(noticeOf(show({ status: 'submitting', id: undefined })).heading, 'Sending the request…');
    const uncertain = noticeOf(show({ status: 'uncertain', id: undefined }));
    assert.equal(uncertain.tone, 'warning');
    assert.deepEqual(names(uncertain.actions), ['resolveUncertain']);
  });
});

describe('a clip on its way', () => {
  const transfer = { state: 'running', variant: 'video', index: 0 } as const;

  it('shows its bytes and can be cancelled', () => {
    const notice = noticeOf(show({ transfer: { ...transfer, receivedBytes: 2_365_000, totalBytes: 9_460_000 } }));
    assert.deepEqual(notice.progress, { percent: 25, label: '2.4 MB of 9.5 MB' });
    assert.deepEqual(names(notice.actions), ['cancelDownload']);
    const unknownTotal = noticeOf(show({ transfer: { ...transfer, receivedBytes: 2_365_000 } }));
    assert.deepEqual(unknownTotal.progress, { label: '2.4 MB' });
  });

  const failures: [string, string, string[]][] = [
    ['noMedia', 'The job has completed, but there is no clip yet', ['Check Again']],
    ['notReady', 'The job has completed, but there is no clip yet', ['Check Again']],
    ['cancelled', 'The download was canceled', ['Download']],
    ['expired', 'Acme no longer keeps this clip', ['Check Again', 'Create Again…']],
    ['disk', 'The clip could not be downloaded', ['Try again']],
    ['network', 'The clip could not be downloaded', ['Try again']],
  ];
  for (const [kind, heading, labels] of failures) {
    it(`says what happened and what to do next: ${kind}`, () => {
      const error = { kind, message: 'verbatim', code: 'C1', requestId: 'req_2' };
      const notice = noticeOf(show({ transfer: { state: 'failed', variant: 'video', index: 0, error } }));
      assert.equal(notice.heading, heading);
      assert.deepEqual(
        notice.actions.map(({ label }) => label),
        labels,
      );
      if (kind !== 'cancelled') assert.deepEqual([fact(notice, 'Code'), fact(notice, 'Request ID')], ['C1', 'req_2']);
    });
  }

  it('is about its own output only', () => {
    const view = show({ outputs: 2, transfer: { ...transfer, index: 1, receivedBytes: 1 } });
    assert.equal(view.clips[0]?.notice?.heading, 'The clip has not been downloaded yet');
    assert.equal(view.clips[1]?.notice?.heading, 'Downloading');
  });
});

describe('a job that ended without a clip', () => {
  it('says why in the provider’s words and what to do next in ours', () => {
    const error = { code: 'moderation_blocked', message: 'Blocked by our moderation system.', requestId: 'req_3' };
    const notice = noticeOf(show({ status: 'failed', error }));
    assert.equal(notice.paragraphs[0], 'Blocked by our moderation system.');
    assert.match(notice.paragraphs[1] ?? '', /safety check/);
    assert.deepEqual([fact(notice, 'Code'), fact(notice, 'Request ID')], ['moderation_blocked', 'req_3']);
    assert.deepEqual(names(notice.actions), ['createAgain']);
  });

  const kinds: [string, RegExp][] = [
    ['insufficient_quota', /balance/],
    ['Too many running tasks', /Wait a moment/],
    ['model_not_found', /Choose another/],
    ['Inpaint image must match the requested width and height', /reference image/],
    ['something else', /with or without changes/],
  ];
  for (const [message, expected] of kinds) {
    it(`advises on: ${message}`, () =>
      assert.match(noticeOf(show({ status: 'failed', error: { message } })).paragraphs[1] ?? '', expected));
  }

  it('admits it where there is no reason', () =>
    assert.match(noticeOf(show({ status: 'failed' })).paragraphs[0] ?? '', /gave no reason/));

  it('was cancelled, has expired, or was removed', () => {
    assert.equal(noticeOf(show({ status: 'cancelled' })).heading, 'The job was canceled');
    assert.equal(noticeOf(show({ status: 'expired' })).heading, 'The clip has expired');
    assert.equal(noticeOf(goneView('k9')).actions.length, 0);
  });

  it('plays what is on disk all the same', () => {
    const view = show({ status: 'expired', media: [clip()] }, context([clip().path]));
    assert.equal(view.notice, undefined);
    assert.equal(view.clips[0]?.file?.url, '/files/heron.mp4');
  });
});

describe('hostile text', () => {
  const script = '<img src=x onerror=alert(1)>';

  it('stays what it is: text', () => {
    const view = show({ prompt: script, model: script, id: script });
    assert.equal(view.prompt?.text, script);
    assert.equal(fact(view, 'Model'), script);
    assert.equal(fact(view, 'Job ID'), script);
  });

  it('cannot turn a tab’s title round, break it or fill it', () => {
    assert.equal(tabTitle(job({ prompt: '\u202eevil\u0000\n\t title\u2069' })), 'evil title');
    assert.ok(Array.from(tabTitle(job({ prompt: '🎬'.repeat(5000) }))).length <= 40);
    assert.ok(!/\ud83c$/.test(tabTitle(job({ prompt: '🎬'.repeat(5000) })).replace('…', '')), 'no half of a character');
    assert.equal(tabTitle(job({ prompt: ' \n ', id: 'video_1' })), 'video_1');
    assert.equal(tabTitle(job({ prompt: '', id: undefined, model: undefined })), 'Job without a prompt');
  });

  it('is cut where it is endless', () => {
    const endless = 'x'.repeat(10_000_000);
    const error = { message: endless, code: endless, requestId: endless };
    const view = show({ status: 'failed', prompt: endless, model: endless, id: endless, error });
    assert.ok(JSON.stringify(view).length < 60_000);
  });

  it('cannot break the formats', () => {
    const view = show({
      size: '<b>1x1</b>',
      seconds: Number.NaN,
      createdAt: Number.POSITIVE_INFINITY,
      expiresAt: 9e300,
      progress: 1e9,
      outputs: 1e9,
      cost: { amount: 3, currency: 'credits; drop', source: 'estimated' },
    });
    assert.equal(fact(view, 'Requested'), '<b>1x1</b>');
    assert.equal(fact(view, 'Created'), undefined);
    assert.equal(fact(view, 'Cost'), '3.00 credits; drop (estimated)');
    assert.ok(view.clips.length < 40);
    const running = noticeOf(show({ status: 'in_progress', watching: true, progress: 1e9, createdAt: Number.NaN }));
    assert.deepEqual(running.progress, { percent: 100, label: '100%' });
  });

  it('as a file name shows no folders', () => {
    const odd = clip({ path: 'C:\\library\\..\\<b>.mp4' });
    const view = show({ media: [odd] }, context([odd.path]));
    assert.equal(fact({ facts: view.clips[0]?.facts ?? [] }, 'File'), '<b>.mp4');
  });
});
