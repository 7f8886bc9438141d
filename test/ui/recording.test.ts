import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { canary } from '../../scripts/lib/canary.mjs';
import { brisk, createVideo, says, title } from './support/jobs';
import { eventually } from './support/patience';
import { vscodeForSuite } from './support/suite';

const clip = readFileSync(join('media', 'sandbox', 'aurora.mp4'));

/** A gateway with words and places of its own, which its settings explain. */
const server = createServer(({ method, url = '', headers }, response) => {
  const say = (status: number, body: object) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  if (url.startsWith('/odd.mp4')) return response.writeHead(200, { 'content-type': 'video/mp4' }).end(clip);
  if (headers.authorization !== `Bearer ${canary}`) return say(401, { error: { message: 'Who is there?' } });
  if (method === 'POST') return say(200, { id: 'odd-1', status: 'KNEADED', note: `for ${canary}` });
  if (url !== '/v1/videos/odd-1') return say(404, { error: { message: 'No such thing.' } });
  return say(200, { id: 'odd-1', status: 'BAKED', where: { lies: `${origin()}/odd.mp4?sig=secret123` } });
});
const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const bread = 'A loaf of bread';

describe('a recorded exchange', () => {
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
          baseUrl: `${origin()}/v1`,
          overrides: {
            answer: { address: 'where.lies' },
            statuses: { kneaded: 'queued', baked: 'completed' },
            capabilities: { list: false },
          },
        },
      ],
    },
  }));
  const file = () => join(code().workspace, 'bread.recording.json');
  const lens = (text: string) => code().page.locator('.codelens-decoration a', { hasText: text });
  const clips = () => code().clips.length;

  /** The document about a job, as a person copies it. */
  const diagnosis = async (name: string): Promise<string> => {
    const { page } = code();
    await code().contextMenu(code().row(name), 'Diagnose');
    await code().editorTab(`Diagnosis: ${name}`).waitFor();
    await lens('Save Recording…').waitFor();
    let text = '';
    await eventually('it is copied whole', async () => {
      await page.locator('.editor-instance .view-lines').first().click();
      await page.keyboard.press('Control+a');
      await page.keyboard.press('Control+c');
      text = await code().clipboard();
      return /responses about a job[^]*### /.test(text) && text.includes(origin());
    });
    return text;
  };

  before(async () => {
    await code().openView();
    await code().command(title('setApiKey'));
    await code().quickInput.step('VS Code’s secret storage');
    await code().quickInput.enter(canary);
    await createVideo(code(), { prompt: bread, model: 'oven-1' });
    await says(code().row(bread), /completed/i);
    await eventually('its clip is on disk', async () => clips() === 1);
  });

  it('is saved from Diagnose without key, signature and prompt', async () => {
    const { quickInput } = code();
    const text = await diagnosis(bread);
    assert.match(text, /\| status \| `status` \| `BAKED → completed` \|/);
    assert.match(text, /\| address \| `where\.lies` \|/);
    await lens('Save Recording…').click();
    await quickInput.step('Keys, signatures and media are removed');
    await quickInput.row('Leave out the prompt').waitFor();
    await code().screenshot('recording-1-prompt');
    await quickInput.accept();
    await quickInput.file('Save Recording', /odd\.recording\.json$/, file());
    await code().notification('Saved without keys').waitFor();
    const saved = readFileSync(file(), 'utf8');
    for (const secret of [canary, 'secret123', bread]) assert.ok(!saved.includes(secret), saved);
    const { exchanges } = JSON.parse(saved) as { exchanges: { operation: string; status: number }[] };
    const asked = exchanges.filter(({ operation }) => operation !== 'content').slice(0, 2);
    assert.deepEqual(
      asked.map(({ operation, status }) => `${operation} ${status}`),
      ['create 200', 'get 200'],
    );
  });
});
