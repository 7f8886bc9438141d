import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { brisk, createVideo, says } from './support/jobs';
import { eventually } from './support/patience';
import { vscodeForSuite } from './support/suite';

const clip = readFileSync(join('media', 'sandbox', 'aurora.mp4'));

/** A gateway of nobody: a word for the end that no one knows, and the clip's address where no one looks. */
function oddServer(): Server {
  return createServer(({ method, url = '' }, response) => {
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    if (url.startsWith('/odd.mp4')) {
      response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': clip.length }).end(clip);
      return;
    }
    const known = method === 'POST' || url === '/v1/videos/odd-1';
    const job = { id: 'odd-1', status: 'BAKED', where: { lies: `${origin}/odd.mp4?sig=secret123` }, oven: 7 };
    response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(known ? job : { error: { message: 'No such thing.' } }));
  });
}
const server = oddServer();

describe('an odd gateway', () => {
  before(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
  after(() => void server.close());
  const code = vscodeForSuite(() => ({
    settings: {
      ...brisk,
      'videoJobs.notifications': 'off',
      'videoJobs.providers': [
        {
          id: 'odd',
          label: 'Odd',
          type: 'openai',
          auth: 'none',
          baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
        },
      ],
    },
  }));
  const row = () => code().row('A loaf of bread');
  const lens = (text: string) => code().page.locator('.codelens-decoration a', { hasText: text });
  const line = (text: string | RegExp) =>
    code().page.locator('.view-lines .view-line').filter({ hasText: text }).first();

  /** By its words and Enter: the list may still be moving under a pointer. */
  const choose = async (label: string) => {
    const { quickInput } = code();
    await quickInput.input.fill(label);
    await quickInput.row(label).waitFor();
    await quickInput.row('Open Settings').waitFor({ state: 'detached' });
    await quickInput.accept();
  };

  it('is shown with how its answers were read', async () => {
    await code().openView();
    await createVideo(code(), { prompt: 'A loaf of bread', model: 'oven-1' });
    await says(row(), /BAKED/);
    await code().contextMenu(row(), 'Diagnose');
    await code().editorTab('Diagnosis: A loaf of bread').waitFor();
    await line(/BAKED/).waitFor();
    await lens('Fix How Responses Are Read').waitFor();
    await code().screenshot('diagnose-1-document');
    await code().inEachTheme('diagnose-1-document', () => lens('Fix How Responses Are Read').waitFor());
  });

  it('is understood once its word and its address are given their meaning, without a release', async () => {
    const { quickInput } = code();
    await lens('Fix How Responses Are Read').click();
    await quickInput.step('What does the last response mean?');
    await quickInput.row('Treat the status BAKED as “completed”').waitFor();
    await code().screenshot('diagnose-2-choice');
    await choose('Use where.lies as the clip URL');
    await code().notification('The last response now reads: in_progress').waitFor();
    await line('"address": "where.lies"').waitFor();
    await lens('Fix How Responses Are Read').click();
    await quickInput.step('What does the last response mean?');
    await choose('Treat the status BAKED as “completed”');
    const told = code().notification('The last response now reads: completed');
    await told.waitFor();
    await eventually('its clip is on disk', async () => code().clips.length > 0);
    await says(row(), /completed/i);
    assert.equal(await line(/secret123/).count(), 0);
  });

  it('is as before when that is taken back', async () => {
    await code().notification('now reads: completed').getByRole('button', { name: 'Undo' }).click();
    await line('"BAKED"').waitFor({ state: 'detached' });
    await line('"address": "where.lies"').waitFor();
  });
});
