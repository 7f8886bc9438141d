import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { canary } from '../../scripts/lib/canary.mjs';
import { brisk, title } from './support/jobs';
import { vscodeForSuite } from './support/suite';

/** A port of this computer on which nobody listens any more. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** By the keyboard alone, up to the test of a server that is out of reach: by itself, or because the proxy is. */
describe('a known server that is not reached', () => {
  let port: number;
  before(async () => {
    port = await closedPort();
  });
  const code = vscodeForSuite(() => ({ settings: { ...brisk, 'http.proxy': `http://127.0.0.1:${port}` } }));

  before(() => code().openView());

  /** Moves to a row by its name and takes it. */
  const choose = async (label: string) => {
    const { quickInput } = code();
    await code().command(title('addProvider'));
    await quickInput.step('Which server generates your videos?');
    await quickInput.input.fill(label);
    await quickInput.row('Paste a URL').waitFor({ state: 'detached' });
    await quickInput.row(label).first().waitFor();
    await quickInput.accept();
  };
  const giveKey = async () => {
    await code().quickInput.step('It is kept in VS Code’s secret storage');
    await code().quickInput.enter(canary);
  };

  it('Azure OpenAI: which host refuses, and what to check', async () => {
    const { quickInput } = code();
    await choose('Azure OpenAI');
    await quickInput.step('Base URL, endpoint');
    await quickInput.enter(`https://127.0.0.1:${port}`);
    await quickInput.step('Default deployment');
    await quickInput.enter('sora-2');
    await quickInput.step('Name shown in the list');
    await code().screenshot('unreached-1-azure-name');
    await quickInput.enter('My Azure');
    await giveKey();
    const told = code().notification(`127.0.0.1:${port} refused the connection (ECONNREFUSED)`);
    await told.filter({ hasText: 'Check that the server is running, and the port in the base URL.' }).waitFor();
    await told.getByRole('button', { name: 'Edit Provider' }).waitFor();
    await code().screenshot('unreached-2-azure');
    await told.getByRole('button', { name: 'Details' }).click();
    await code().dialog.getByText(`URL: https://127.0.0.1:${port}/openai/v1`).waitFor();
    await code().screenshot('unreached-3-azure-details');
    await code().page.keyboard.press('Escape');
    await code().dialog.waitFor({ state: 'hidden' });
  });

  it('Google Gemini: that it was the proxy, and where that is set', async () => {
    await choose('Google Gemini');
    await giveKey();
    const told = code().notification(`The proxy 127.0.0.1:${port} cannot be reached (ECONNREFUSED)`);
    await told.filter({ hasText: 'Check the setting http.proxy and the network.' }).waitFor();
    await told.getByRole('button', { name: 'Open Network Settings' }).waitFor();
    await code().screenshot('unreached-4-gemini');
    await told.getByRole('button', { name: 'Details' }).click();
    await code().dialog.getByText('generativelanguage.googleapis.com').first().waitFor();
    await code().screenshot('unreached-5-gemini-details');
    await code().page.keyboard.press('Escape');
    await code().dialog.waitFor({ state: 'hidden' });
  });
});
