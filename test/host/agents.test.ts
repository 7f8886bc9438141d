import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { toolNames } from '../../src/agents/names';
import { type World, world } from './support/jobs';

type Result = Record<string, unknown>;

/** The tools as a language model of VS Code calls them, over real HTTP. */
describe('Tools for agents', () => {
  let w: World;
  let provider: string;
  const setBudget = (value: unknown) =>
    vscode.workspace.getConfiguration('videoJobs').update('agents.budget', value, vscode.ConfigurationTarget.Global);

  before(async () => {
    w = await world();
    provider = await w.provide('openai');
    await setBudget({ amount: 100, currency: 'USD', over: 'refuse', unknown: 'allow' });
  });
  after(async () => {
    await setBudget(undefined);
    await w.end();
  });

  const call = async (name: string, input: object): Promise<Result> => {
    const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
    const [part] = content;
    assert.ok(part instanceof vscode.LanguageModelTextPart);
    return JSON.parse(part.value) as Result;
  };
  const posts = () => w.sandbox.requests.filter(({ method }) => method === 'POST').length;

  it('are there, with schemas', () => {
    for (const name of toolNames) {
      const tool = vscode.lm.tools.find((one) => one.name === name);
      assert.ok(tool, name);
      assert.ok(tool.inputSchema && tool.description.length <= 600);
    }
  });

  it('make one job of twenty equal calls, wait for its clip, find it and place it', async () => {
    const input = { prompt: 'A lighthouse, made by an agent', provider, model: 'sandbox-fast' };
    const before = posts();
    const calls = await Promise.all(Array.from({ length: 20 }, () => call('videojobs_create', input)));
    const [{ job }] = calls as [Result];
    assert.equal(new Set(calls.map((one) => one['job'])).size, 1);
    assert.equal(posts(), before + 1, 'paid once');

    const waited = await call('videojobs_wait', { jobs: [job], seconds: 170 });
    const [done] = waited['jobs'] as Result[];
    assert.equal(done?.['state'], 'completed');
    assert.ok(existsSync(String(done['file'])));

    const found = (await call('videojobs_find', { text: 'lighthouse' }))['jobs'] as Result[];
    assert.deepEqual(
      found.map((one) => one['job']),
      [job],
    );

    const root = vscode.workspace.workspaceFolders![0]!.uri.fsPath;
    const placed = await call('videojobs_place', { job, folder: 'site/videos', document: 'site/index.html' });
    const file = join(root, String(placed['file']));
    assert.deepEqual(readFileSync(file), readFileSync(String(done['file'])));
    assert.match(String((placed['markup'] as Result)['html']), /<video src="videos\//);
    assert.equal((await call('videojobs_place', { job, folder: 'site/videos' }))['file'], placed['file']);
  });

  it('read no file outside of the workspace and the library, and place none', async () => {
    const image = process.platform === 'win32' ? 'C:\\Windows\\win.ini' : '/etc/hosts';
    const before = posts();
    const input = { prompt: 'A cat', provider, model: 'sandbox-fast', image };
    await assert.rejects(call('videojobs_create', input), /outside of the workspace/);
    const { jobs } = (await call('videojobs_find', { text: 'lighthouse' })) as { jobs: Result[] };
    await assert.rejects(
      call('videojobs_place', { job: jobs[0]!['job'], folder: '../elsewhere' }),
      /not a folder inside/,
    );
    assert.equal(posts(), before);
  });

  it('send nothing over the budget of agents', async () => {
    await setBudget({ amount: 0, currency: 'USD', over: 'refuse', unknown: 'refuse' });
    const before = posts();
    const result = await call('videojobs_create', { prompt: 'Another cat', provider, model: 'sandbox-fast' });
    assert.deepEqual([result['state'], result['code'], posts()], ['failed', 'BUDGET_REFUSES', before]);
  });

  it('list the models of a provider', async () => {
    const { models } = await call('videojobs_models', { provider });
    assert.ok((models as Result[]).some(({ model }) => model === 'sandbox-fast'));
  });
});
