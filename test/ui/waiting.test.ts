import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { canary } from '../../scripts/lib/canary.mjs';
import { startTestSandbox, type TestSandbox } from '../support/sandbox';
import { createVideo, says, title } from './support/jobs';
import { vscodeForSuite } from './support/suite';

/** A server with jobs of two and a half minutes: six end while we look, one has run for half a minute at the first look. */
function longJobs(): Promise<Server> {
  let now = 0;
  let asked = 0;
  const job = (name: string, age: number, done: boolean) => ({
    id: `video_${name}`,
    object: 'video',
    status: done ? 'completed' : 'in_progress',
    model: 'sora-2',
    seconds: '8',
    prompt: `Job ${name}`,
    created_at: now - age,
    ...(done ? { completed_at: now } : {}),
  });
  const server = createServer(({ url = '' }, response) => {
    now ||= Math.floor(Date.now() / 1000);
    const done = url.includes('/videos') && asked++ > 2;
    const jobs = [
      job('that runs', 30, false),
      ...Array.from({ length: 6 }, (_, number) => job(`${number}`, 145 + number * 2, done)),
    ];
    const one = jobs.find(({ id }) => url.includes(encodeURIComponent(id)) || url.includes(id));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(one ?? { object: 'list', data: jobs, has_more: false }));
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

describe('waiting', () => {
  let sandbox: TestSandbox;
  let server: Server;
  before(async () => {
    sandbox = await startTestSandbox({ clipsFolder: join('media', 'sandbox'), speed: 6, key: canary });
    server = await longJobs();
  });
  const code = vscodeForSuite(() => ({
    settings: {
      'videoJobs.polling.minSeconds': 1,
      'videoJobs.polling.maxSeconds': 2,
      'videoJobs.providers': [
        { id: 'studio', label: 'Studio', type: 'openai', baseUrl: sandbox.baseUrl('openai') },
        {
          id: 'long',
          label: 'Long',
          type: 'openai',
          baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
          auth: 'none',
        },
      ],
    },
  }));
  after(() => {
    server.close();
    return sandbox.close();
  });
  afterEach(() => sandbox.faults.clear());

  const wait = { kind: 'status', status: 429, retryAfter: 3000 } as const;

  before(async () => {
    await code().openView();
    await code().command(title('setApiKey'));
    await code().quickInput.step('VS Code’s secret storage');
    await code().quickInput.enter(canary);
  });

  it('for a job says about how long, once enough of its kind have ended', async () => {
    await code().command(title('refresh'));
    const row = code().row('Job that runs');
    await row.getByText(/about 2 min left/).waitFor();
    assert.match(await says(row, /expected around/), /expected around .*\d:\d\d/);
    await code().screenshot('waiting-estimate');
  });

  it('for a clip that is not there is ended by looking again', async () => {
    await createVideo(code(), { provider: 'Studio', prompt: 'Nothing to see', model: 'sandbox-no-media' });
    const row = code().row('Nothing to see');
    await row.getByText(/No clip/).waitFor();
    await code().openPreview(row, 'Nothing to see');
    await code().webview.getByRole('button', { name: 'Check Again' }).waitFor();
    await code().screenshot('waiting-no-clip');
    await code().inlineAction(row, 'Check Again');
    await code().notification('no clip').or(code().notification('clip')).first().waitFor();
    await code().screenshot('waiting-look-again');
    await code().command('Notifications: Clear All Notifications');
  });

  it('for an answer that was lost has four ways out', async () => {
    sandbox.faults.add({ kind: 'reset', match: { operation: 'create' }, times: 1 });
    sandbox.faults.add({ kind: 'status', status: 500, match: { operation: 'list' } });
    await createVideo(code(), { provider: 'Studio', prompt: 'Lost on the way' });
    const row = code().row('Lost on the way');
    await says(row, /Not confirmed/);
    await code().command('Notifications: Clear All Notifications');
    await code().inlineAction(row, 'Resolve Unconfirmed Job');
    for (const choice of ['Look for It', 'Enter Job ID', 'Send Again', 'Forget']) {
      await code().quickInput.row(choice).waitFor();
    }
    await code().screenshot('waiting-uncertain');
    await code().quickInput.cancel();
  });

  it('until a provider allows it: the request is sent at that time, or not after all', async () => {
    sandbox.faults.add({ ...wait, match: { operation: 'create' }, times: 1 });
    await createVideo(code(), { provider: 'Studio', prompt: 'In an hour' });
    const said = code().notification('is rate limiting');
    const send = said.getByRole('button', { name: /^Send at .*\d:\d\d/ });
    await send.waitFor();
    await code().screenshot('waiting-refused');
    await send.click();
    const row = code().row('In an hour');
    await says(row, /Will be sent at .*\d:\d\d/);
    await code().openPreview(row, 'In an hour');
    await code().webview.getByRole('heading', { name: 'The request will be sent at' }).waitFor();
    await code().screenshot('waiting-agreed');
    await code().webview.getByRole('button', { name: 'Don’t Send' }).click();
    await says(row, /Can be sent at .*\d:\d\d/);
    await code()
      .webview.getByRole('button', { name: /^Send at .*\d:\d\d/ })
      .waitFor();
    await code().screenshot('waiting-offered');
  });

  it('is asked of everybody by a provider, and the view says until when', async () => {
    sandbox.faults.add({ ...wait, match: { operation: ['list', 'get'] } });
    await code().command(title('refresh'));
    await code()
      .page.locator('.sidebar')
      .getByText(/until .*\d:\d\d/)
      .first()
      .waitFor();
    await code().command('Notifications: Clear All Notifications');
    await code().screenshot('waiting-provider');
    await code().choose(title('groupBy'), 'Status');
    await says(code().row(/^No clip/), /No clip, 1 job/);
    await code().screenshot('waiting-groups');
  });
});
