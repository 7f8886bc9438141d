import assert from 'node:assert/strict';
import { Hostile, outcomeOf } from './support';

const fox = { provider: 'lab', prompt: 'A red fox', model: 'm-1', seconds: 4 };

describe('A job whose server confuses it with others', () => {
  let hostile: Hostile;
  beforeEach(async () => (hostile = await Hostile.start()));
  afterEach(() => hostile.close());

  const names = (id: unknown) => ({ json: { id, status: 'queued' } });
  const bare = { type: 'openai', overrides: { capabilities: { list: false } } };

  it('keeps its record beside another with the id in another spelling', async () => {
    const window = hostile.window(bare);
    for (const reply of [names('7'), { json: { Data: { TaskId: 7, Status: 'Queued' } } }, { body: "{'id': 7,}" }]) {
      hostile.server.on('POST *', reply);
      await window.create(fox).catch(() => undefined);
    }
    assert.deepEqual(window.jobs.map(({ id, status }) => `${id} ${status}`).sort(), [
      '7 queued',
      'undefined uncertain',
      'undefined uncertain',
    ]);
    assert.ok(window.jobs.every(({ prompt }) => prompt === 'A red fox'));
  });

  it('keeps its record beside one that has failed with the id', async () => {
    const window = hostile.window(bare);
    hostile.server.on('POST *', { json: { id: 't1', status: 'failed', error: { message: 'Why' } } });
    await window.create(fox);
    hostile.server.on('POST *', names('t1'));
    await assert.rejects(window.create({ ...fox, prompt: 'An owl' }), { code: 'duplicate_id' });
    assert.equal(window.find({ provider: 'lab', id: 't1' })?.error?.message, 'Why');
    assert.deepEqual(window.jobs.map(({ prompt }) => prompt).sort(), ['A red fox', 'An owl']);
  });

  it('keeps its record in each of three windows that get the same id at once', async () => {
    const windows = [hostile.window(bare), hostile.window(bare), hostile.window(bare)];
    hostile.server.on('POST *', names('t1'));
    const results = await Promise.allSettled(
      windows.map((window, index) => window.create({ ...fox, prompt: `No ${index}` })),
    );
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
    for (const window of windows) {
      window.wake();
      assert.deepEqual(window.jobs.map(({ prompt }) => prompt).sort(), ['No 0', 'No 1', 'No 2']);
    }
  });

  it('is not changed by a poll that is answered with another job', async () => {
    const window = hostile.window(bare);
    for (const id of ['a', 'b', 'c']) {
      hostile.server.on('POST *', names(id));
      await window.create({ ...fox, prompt: id });
    }
    hostile.server.on('GET *', { json: { id: 'b', status: 'in_progress', progress: 40 } });
    await window.refresh('lab');
    for (const id of ['a', 'b', 'c']) assert.equal(window.find({ provider: 'lab', id })?.prompt, id);
    assert.equal(window.jobs.length, 3);
  });

  for (const status of [401, 402, 403]) {
    it(`waits alone where only its own poll is refused with ${status}`, async () => {
      const window = hostile.window(bare);
      for (const id of ['a', 'b', 'c']) {
        hostile.server.on('POST *', names(id));
        await window.create(fox);
      }
      hostile.server.on('GET *', (request, response) => {
        const isA = request.url.includes('/a');
        response.writeHead(isA ? status : 200, { 'content-type': 'application/json' });
        const id = request.url.split('/').at(-1);
        response.end(JSON.stringify(isA ? { error: { message: 'Not yours' } } : { id, status: 'in_progress' }));
      });
      await window.refresh('lab').catch(() => undefined);
      assert.deepEqual(
        ['b', 'c'].map((id) => window.find({ provider: 'lab', id })?.status),
        ['in_progress', 'in_progress'],
      );
      assert.equal(window.find({ provider: 'lab', id: 'a' })?.status, 'queued');
    });
  }
});

describe('A budget', () => {
  let hostile: Hostile;
  beforeEach(async () => {
    hostile = await Hostile.start();
    hostile.bench.settings = {
      ...hostile.bench.settings,
      prices: [{ provider: 'lab', amount: 0.1, currency: 'USD', per: 'second' }],
      budgets: [{ amount: 1, currency: 'USD', over: 'refuse', unknown: 'allow' }],
    };
  });
  afterEach(() => hostile.close());

  for (const cost of [-100, '-3', '-1e9', 1e300, '1e400', 'NaN', 0, '0', true, [5], { amount: -5 }, null, 'free']) {
    it(`is not lifted by a server that says a job costs ${JSON.stringify(cost)}`, async () => {
      const window = hostile.window({ type: 'openrouter', baseUrl: `${hostile.origin}/api/v1` });
      for (let number = 1; number <= 4; number++) {
        hostile.server.on('POST *', { json: { id: `t${number}`, status: 'pending', usage: { cost } } });
        await window.create(fox).catch(() => undefined);
      }
      const paid = hostile.server.requests.filter(({ method }) => method === 'POST');
      assert.equal(paid.length, 2, 'two requests of 0.40 fit into 1 USD');
    });
  }

  for (const extra of [{ seconds: 60 }, { duration: 60 }, { seconds: '60' }, { duration: '60s' }, { n: 20 }]) {
    it(`stops a request whose extra fields buy more: ${JSON.stringify(extra)}`, async () => {
      const window = hostile.window();
      hostile.server.on('POST *', { json: { id: 't1', status: 'queued' } });
      await assert.rejects(window.create({ ...fox, extra }));
      assert.equal(hostile.server.requests.length, 0);
    });
  }

  it('is met by a job that is refused, and by none that is not sent', async () => {
    const window = hostile.window();
    hostile.server.on('POST *', { json: { Response: { Error: { Code: 'E', Message: 'No' } } } });
    const { job } = await outcomeOf(window, window.create(fox));
    assert.equal(job.status, 'failed');
    assert.equal(
      window.costs.byDay().reduce((sum, { estimated, reported }) => sum + estimated + reported, 0),
      0,
    );
  });
});
