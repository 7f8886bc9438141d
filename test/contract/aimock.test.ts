import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LLMock } from '@copilotkit/aimock';
import { createClient } from '../../src/api/client';
import { capabilitiesOf } from '../../src/api/dialects';
import type { Provider } from '../../src/api/provider';
import { createTransport } from '../../src/api/transport/transport';
import type { JobRecord } from '../../src/jobs/job';
import { createJobService, type LiveJobService } from '../../src/jobs/service';
import { sameBytes } from '../unit/support/bytes';
import { openChromium } from '../unit/support/chromium';

const clip = readFileSync('media/sandbox/aurora.mp4');

/** A server that nobody here wrote, from create to a clip that plays. */
describe('aimock, a server of somebody else', () => {
  const transport = createTransport({ network: () => ({ proxySupport: 'off' }), userAgent: 'video-jobs-tests' });
  const folder = mkdtempSync(path.join(tmpdir(), 'video-jobs-aimock-'));
  const files = createServer((_request, response) => {
    response.setHeader('content-type', 'video/mp4').end(clip);
  });
  let address: string;
  let mock: LLMock;
  let window: LiveJobService | undefined;

  before(async () => {
    await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(files.address() as AddressInfo).port}/clip.mp4`;
    mock = new LLMock({ port: 0 });
    mock.onVideo(/kite/, { video: { id: 'video_kite', status: 'completed', url: address } });
    mock.onVideo(/boat/, { video: { id: 'boat', status: 'completed', b64: clip.toString('base64'), cost: 0.4 } });
    await mock.start();
  });
  afterEach(() => window?.dispose());
  after(async () => {
    await mock?.stop();
    files.close();
    await transport.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function follow(type: string, base: string, prompt: string): Promise<JobRecord> {
    const provider: Provider = { id: type, type, baseUrl: `${mock.url}${base}` };
    const settings = {
      libraryFolder: path.join(folder, type),
      fileNameTemplate: '{prompt}',
      autoDownload: true,
      minPollSeconds: 1,
      maxPollSeconds: 1,
    };
    const quiet = { debug() {}, info() {}, warn() {}, error() {} };
    window = createJobService({
      folder: path.join(folder, `${type}-ledger`),
      providers: {
        all: [provider],
        find: (id) => (id === type ? provider : undefined),
        connect: async () => ({ provider, baseUrl: provider.baseUrl, key: 'test-key' }),
        onDidChange: () => ({ dispose() {} }),
      },
      clientFor: (connection) => createClient(connection, transport),
      capabilitiesOf,
      settings: () => settings,
      log: quiet,
    });
    const own = window;
    const { key } = await own.create({ provider: type, prompt, model: 'm', seconds: 4, size: '1280x720' });
    const there = () => own.find({ key });
    return new Promise((resolve) => {
      const look = () => {
        const job = there();
        if (job && job.media.length > 0) resolve(job);
        else setTimeout(look, 100);
      };
      look();
    });
  }

  async function plays(file: string): Promise<void> {
    const browser = await openChromium();
    try {
      const page = await browser.newPage();
      await page.setContent(
        `<video muted autoplay src="data:video/mp4;base64,${readFileSync(file).toString('base64')}">`,
      );
      await page.waitForFunction(`document.querySelector('video').currentTime > 0.1`);
    } finally {
      await browser.close();
    }
  }

  for (const [type, base, prompt] of [
    ['openai', '/v1', 'A kite over the sea'],
    ['openrouter', '/api/v1', 'A paper boat'],
  ] as const) {
    it(`${type}: from create to a clip that plays`, async () => {
      const job = await follow(type, base, prompt);
      assert.equal(job.status, 'completed');
      const video = job.media.find(({ variant }) => variant === 'video')!;
      sameBytes(readFileSync(video.path), clip);
      await plays(video.path);
    });
  }
});
