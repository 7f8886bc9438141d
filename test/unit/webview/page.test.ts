import assert from 'node:assert/strict';
import { jobView } from '../../../src/ui/preview/jobView';
import { clip, context, job, now } from '../ui/preview/jobs';
import { hasPlayed, jobPages, shows, state, theClip } from './jobPages';
import type { ThemeName } from './themes';

describe('the preview page', () => {
  // A browser starts and plays real clips.
  const { open, load, start, click, actions } = jobPages();

  it('says that it is ready, plays the clip, and breaks no rule of its policy', async () => {
    const { page } = await start('playing');
    await open().until(hasPlayed);
    assert.deepEqual((await open().sent()).slice(0, 2), [{ type: 'ready' }, { type: 'shown', clip: theClip }]);
    assert.equal(await page.locator('.prompt-text').innerText(), 'A heron lifts off from a misty lake at dawn');
    for (const fact of ['sora-2', '1280 × 720, 8s', '$0.80', 'video_123', 'Acme', 'clip.mp4']) {
      assert.equal(await page.locator('.details dd', { hasText: fact }).count(), 1, fact);
    }
    assert.deepEqual(await open().violations(), []);
  });

  it('names its actions to the host with the output that is shown, and nothing else', async () => {
    await start('playing');
    for (const name of [
      'Remix…',
      'Save Clip As…',
      'Show in Folder',
      'Open in System Player',
      'Show Details',
      'Copy as Code…',
    ]) {
      await click(name);
    }
    await click('Copy Prompt');
    await click('Thumbnail');
    await click('Copy Job ID');
    const video = { variant: 'video', index: 0 };
    const names = ['remix', 'saveAs', 'reveal', 'openExternal', 'showDetails', 'copyAs', 'copyPrompt'];
    assert.deepEqual(await actions(), [
      ...names.map((action) => ({ type: 'action', action, ...video })),
      { type: 'action', action: 'copyId', variant: 'thumbnail', index: 0 },
    ]);
  });

  it('switches between outputs and offers those that are not on disk', async () => {
    const { page } = await start('playing');
    await click('Thumbnail');
    await open().until(`document.querySelector('.stage img')?.naturalWidth > 0`);
    assert.equal(await page.locator('video').count(), 0);
    await click('Video 2 (not downloaded)');
    await open().until(shows('The clip has not been downloaded yet'));
    assert.equal(await page.getByRole('button', { name: 'Show in Folder' }).count(), 0, 'there is no file to show');
    assert.equal(await page.getByRole('button', { name: 'Save Clip As…' }).count(), 1, 'saving downloads the clip');
    await click('Download');
    assert.deepEqual(await actions(), [{ type: 'action', action: 'download', variant: 'video', index: 1 }]);
    await click('Video 1');
    await open().until(hasPlayed);
    assert.equal(await page.getByRole('button', { name: 'Video 1', pressed: true }).count(), 1);
  });

  it('counts the time of a job in progress and switches to the clip without losing the page', async () => {
    const { page } = await start('running');
    const bar = page.getByRole('progressbar', { name: 'Generating the video' });
    assert.equal(await bar.getAttribute('aria-valuenow'), '62');
    const [, minutes, seconds] = /(\d+):(\d\d) elapsed/.exec(await page.locator('.elapsed').innerText()) ?? [];
    assert.ok(60 * Number(minutes) + Number(seconds) >= 83);
    await open().until(`!${shows(`${minutes}:${seconds} elapsed`)} && ${shows(' elapsed')}`);
    await page.evaluate('window.same = true');
    await open().show(state('downloading'));
    await open().until(shows('3.1 MB of 9.5 MB'));
    await click('Cancel Download');
    await open().show(state('playing'));
    await open().until(hasPlayed);
    assert.equal(await page.evaluate('window.same'), true);
    assert.deepEqual(await actions(), [{ type: 'action', action: 'cancelDownload', variant: 'video', index: 0 }]);
  });

  it('has a bar without a number where nobody knows', async () => {
    const { page } = await start('queued');
    const bar = page.getByRole('progressbar', { name: 'Waiting in the queue' });
    assert.equal(await bar.getAttribute('aria-valuenow'), null);
  });

  it('tells a screen reader of progress in steps, not at each percent', async () => {
    const { page } = await start('running');
    const spoken = page.locator('.announcer');
    const at = (progress: number) =>
      jobView(job({ status: 'in_progress', watching: true, progress, createdAt: now }), context());
    assert.equal(await spoken.getAttribute('aria-live'), 'polite');
    assert.equal(await spoken.textContent(), 'Generating the video, 62%');
    await open().show(at(68));
    await open().until(shows('68%'));
    assert.equal(await spoken.textContent(), 'Generating the video, 62%');
    await open().show(at(71));
    await open().until(shows('71%'));
    assert.equal(await spoken.textContent(), 'Generating the video, 71%');
  });

  const ends: [string, string[], string, string][] = [
    ['failed', ['The job failed', 'moderation_blocked', 'req_5f3a9c', 'safety check'], 'Create Again…', 'createAgain'],
    ['uncertain', ['It is unknown whether this job was created'], 'Resolve Unconfirmed Job…', 'resolveUncertain'],
    ['notFollowed', ['This job is no longer followed'], 'Follow Again', 'resumeWatching'],
    ['noClip', ['there is no clip yet', 'req_9'], 'Check Again', 'lookAgain'],
    ['deleted', ['The file is no longer on disk'], 'Download again', 'download'],
    ['notDownloaded', ['The clip has not been downloaded yet'], 'Download', 'download'],
    ['cancelled', ['The job was canceled'], 'Create Again…', 'createAgain'],
    ['expired', ['The clip has expired'], 'Create Again…', 'createAgain'],
    ['pollFailed', ['The last status check failed', 'req_77'], 'Stop Following', 'stopWatching'],
  ];
  for (const [name, words, label, action] of ends) {
    it(`says what is the matter and what to do next: ${name}`, async () => {
      await start(name);
      for (const word of words) await open().until(shows(word));
      await click(label);
      assert.deepEqual(await actions(), [{ type: 'action', action, variant: 'video', index: 0 }]);
    });
  }

  it('keeps the focus on a button while the progress goes on', async () => {
    const { page } = await start('running');
    await page.getByRole('button', { name: 'Stop Following' }).focus();
    await open().show(state('pollFailed'));
    await open().until(shows('The last status check failed'));
    assert.equal(await page.evaluate('document.activeElement.innerText'), 'Stop Following');
  });

  it('tells the host, once, that a file does not play, and shows what the host found', async () => {
    await start('broken');
    await open().until(`window.sent.some(({ type }) => type === 'problem')`);
    await open().show(state('broken'));
    await open().show(state('webPage'));
    await open().until(shows('This is not a clip'));
    await open().until(shows('contains a web page'));
    await click('Remix…');
    await open().page.locator('.stage').getByRole('button', { name: 'Download again' }).click();
    await open().page.locator('.stage').getByRole('button', { name: 'Open in System Player' }).click();
    const sent = await open().sent();
    assert.deepEqual(
      sent.map((message) => (message.type === 'action' ? message.action : message.type)),
      ['ready', 'problem', 'remix', 'download', 'openExternal'],
    );
    await open().show(state('deleted'));
    await open().until(shows('The file is no longer on disk'));
  });

  it('makes no markup of hostile text', async () => {
    await load();
    const script = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>[x](command:workbench.action.quit)';
    const error = { message: script, code: script, requestId: script };
    const hostile = { prompt: script, model: script, id: script, providerStatus: script, size: script };
    const failed = jobView(
      job({ ...hostile, status: 'failed', error }),
      context([], { provider: { label: script, known: true } }),
    );
    await open().start(failed);
    await open().until(shows('The job failed'));
    await open().show(jobView(job({ ...hostile, media: [clip({ path: script })] }), context([script])));
    await open().until(`document.querySelector('.details').innerText.includes('onerror')`);
    assert.equal(await open().page.evaluate('window.hit'), undefined);
    assert.equal(await open().page.locator('.details img, .words img, #app script, #app a').count(), 0);
  });

  it('listens to nothing but its protocol', async () => {
    const { page } = await start('running');
    const junk = [1, null, 'x', {}, { type: 'view' }, { type: 'view', view: {} }, { type: 'start', view: null }];
    await page.evaluate(`for (const m of ${JSON.stringify(junk)}) window.postMessage(m, '*')`);
    await open().show(state('failed'));
    await open().until(shows('The job failed'));
  });

  it('speaks the language that the host sends', async () => {
    const { page } = await start('playing', { translations: { Prompt: 'Eingabe', 'Full screen': 'Vollbild' } });
    await page.getByRole('heading', { name: 'Eingabe' }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Vollbild' }).count(), 1);
  });

  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] as ThemeName[]) {
    it(`has no colours but the theme’s: ${theme}`, async () => {
      await start('failed', { theme });
      const seen = await open().page.evaluate(colours);
      assert.deepEqual(seen, []);
    });
  }

  it('puts the details below where there is no room beside', async () => {
    const { page } = await start('playing', { width: 400, height: 900 });
    await open().until(hasPlayed);
    const [main, details] = await Promise.all([
      page.locator('.main').boundingBox(),
      page.locator('.details').boundingBox(),
    ]);
    assert.ok(main && details && details.y >= main.y + main.height - 1);
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 400, 'nothing sticks out');
  });
});

/** Computed colours of the page that are not among the values of `--vscode-*`, nor transparent. */
const colours = `(() => {
  const probe = document.body.appendChild(document.createElement('i'));
  const allowed = new Set(['rgba(0, 0, 0, 0)', 'rgb(0, 0, 0)']);
  for (const name of document.documentElement.style) {
    probe.style.color = '';
    probe.style.color = document.documentElement.style.getPropertyValue(name);
    allowed.add(getComputedStyle(probe).color);
  }
  probe.remove();
  const odd = new Set();
  for (const element of document.querySelectorAll('#app *:not(path):not(option)')) {
    const style = getComputedStyle(element);
    for (const name of ['color', 'backgroundColor']) if (!allowed.has(style[name])) odd.add(element.className + ' ' + style[name]);
  }
  return [...odd];
})()`;
