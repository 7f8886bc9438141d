import assert from 'node:assert/strict';
import type { SinonFakeTimers } from 'sinon';
import { tools } from '../../../src/agents';
import { BadInput } from '../../../src/agents/fields';
import type { ToolName } from '../../../src/agents/names';
import type { Placed, Ports } from '../../../src/agents/tool';
import { VideoJobsError } from '../../../src/api/errors';
import type { ModelInfo } from '../../../src/api/types';
import type { LiveJobService } from '../../../src/jobs/service';
import { Bench, fail, until } from '../jobs/support';
import { stopClock } from '../support/clock';

type Result = Record<string, unknown>;

describe('the tools for agents', () => {
  let bench: Bench;
  let clock: SinonFakeTimers;
  let window: LiveJobService;
  let models: ModelInfo[];
  let asked: string[];
  let agrees: boolean;
  let ports: Ports;
  let placed: unknown[];

  beforeEach(() => {
    bench = new Bench();
    bench.settings = { ...bench.settings, prices: [{ provider: 'lab', amount: 0.1, currency: 'USD', per: 'second' }] };
    clock = stopClock();
    window = bench.window();
    models = [{ id: 'sora-2', seconds: [4, 8, 12], sizes: ['1280x720', '720x1280'] }];
    asked = [];
    agrees = true;
    placed = [];
    ports = {
      jobs: window,
      providers: {
        get all() {
          return bench.directory.all;
        },
        usual: undefined,
      },
      models: async () => models,
      inputPath: async (source) => {
        if (source.startsWith('..')) throw new VideoJobsError('rejected', 'Outside.');
        return source;
      },
      mayExceed: async (_request, refusal) => {
        asked.push(refusal.message);
        return agrees;
      },
      place: async (...input) => {
        placed.push(input);
        return { file: 'a.mp4', markup: { markdown: '', html: '', jsx: '', path: 'a.mp4' } } satisfies Placed;
      },
    };
  });

  afterEach(() => {
    bench.close();
    clock.restore();
  });

  const run = async (name: ToolName, input: unknown, signal = new AbortController().signal): Promise<Result> =>
    (await tools[name].run(input, { ports, client: 'Robot', signal })) as Result;
  const fox = { prompt: 'A red fox', model: 'sora-2', seconds: 4, size: '1280x720' };
  const budget = (amount: number) => {
    bench.settings = {
      ...bench.settings,
      agentsBudget: { maker: 'agent', amount, currency: 'USD', over: 'ask', unknown: 'ask' },
    };
  };

  for (const [name, { description, schema }] of Object.entries(tools)) {
    it(`${name} is described in few words`, () => {
      assert.ok(description.length <= 600, String(description.length));
      assert.ok(JSON.stringify(schema).length <= 1230, String(JSON.stringify(schema).length));
    });

    const hostile: unknown[] = [
      undefined,
      null,
      1,
      'x',
      [],
      { other: 1 },
      { __proto__: null, constructor: 1 },
      ...Object.keys(schema.properties).flatMap((field) =>
        [{}, [], [[]], -1, NaN, '', ' ', 'x'.repeat(200_000), true, null].map((value) => ({
          ...fox,
          jobs: ['k'],
          job: 'k',
          [field]: value,
        })),
      ),
    ];
    it(`${name} answers ${hostile.length} hostile inputs with an error for the agent, or a small result`, async () => {
      budget(0);
      agrees = false;
      for (const input of hostile) {
        const signal = AbortSignal.abort();
        const known = typeof input === 'object' && input !== null && !Array.isArray(input);
        const own = known
          ? Object.fromEntries(
              Object.entries(input).filter(
                ([field]) => field === 'other' || field === 'constructor' || field in schema.properties,
              ),
            )
          : input;
        try {
          const result = await run(name as ToolName, own, signal);
          assert.ok(JSON.stringify(result).length < 4000);
        } catch (error) {
          assert.ok(error instanceof BadInput || error instanceof VideoJobsError, String(error));
          assert.ok(error.message.length < 1000, error.message.slice(0, 200));
        }
      }
      assert.equal(bench.server.create.callCount, 0);
    });
  }

  describe('create', () => {
    it('starts a job within the budget, and says what it is', async () => {
      budget(1);
      const result = await run('videojobs_create', fox);
      const job = window.find({ key: String(result['job']) });
      assert.deepEqual([result['state'], result['next'], asked], ['queued', 'videojobs_wait', []]);
      assert.deepEqual(job?.by, { kind: 'agent', client: 'Robot' });
      assert.equal(result['prompt'], undefined);
    });

    it('sends twenty equal calls once, also where the user is asked', async () => {
      const calls = Array.from({ length: 20 }, () => run('videojobs_create', fox));
      const keys = (await Promise.all(calls)).map(({ job }) => job);
      assert.equal(new Set(keys).size, 1);
      assert.deepEqual([bench.server.create.callCount, asked.length], [1, 1]);
      const again = await run('videojobs_create', { ...fox, seconds: '4' });
      assert.deepEqual([again['job'], again['existing']], [keys[0], true]);
    });

    it('asks each time where no budget is set, and sends nothing that was declined', async () => {
      agrees = false;
      const result = await run('videojobs_create', fox);
      assert.equal(result['state'], 'declined');
      assert.match(asked[0]!, /agents/);
      assert.deepEqual([bench.server.create.callCount, window.jobs.length], [0, 0]);
    });

    it('spends no more than the budget, whatever is asked for at once', async () => {
      budget(1);
      agrees = false;
      const prompts = Array.from({ length: 10 }, (_, at) => `A fox ${at}`);
      const results = await Promise.all(prompts.map((prompt) => run('videojobs_create', { ...fox, prompt })));
      assert.equal(results.filter(({ state }) => state === 'queued').length, 2);
      assert.equal(bench.server.create.callCount, 2);
    });

    it('counts only what agents spent', async () => {
      budget(0.5);
      await window.create({ provider: 'lab', prompt: 'By hand', seconds: 12 });
      assert.equal((await run('videojobs_create', fox))['state'], 'queued');
      assert.deepEqual(asked, []);
    });

    it('does not come back by removing jobs', async () => {
      budget(0.5);
      agrees = false;
      const { job } = await run('videojobs_create', fox);
      await window.remove({ key: String(job) }, 'here');
      assert.equal((await run('videojobs_create', { ...fox, prompt: 'An owl' }))['state'], 'declined');
    });

    it('offers the nearest of what the model takes, and sends nothing', async () => {
      budget(1);
      const result = await run('videojobs_create', { ...fox, seconds: 7, size: '640x480' });
      assert.equal(result['state'], 'needs_choice');
      assert.deepEqual(result['choices'], { seconds: [8, 4, 12], size: ['1280x720', '720x1280'] });
      assert.equal(bench.server.create.callCount, 0);
    });

    it('tells that a job without an answer must not be made again', async () => {
      budget(1);
      bench.server.create.onFirstCall().rejects(fail('timeout', { mayHaveHappened: true }));
      const result = await run('videojobs_create', fox);
      assert.equal(result['state'], 'uncertain');
      assert.match(String(result['note']), /another take/);
      const again = await run('videojobs_create', fox);
      assert.deepEqual([again['job'], again['state'], bench.server.create.callCount], [result['job'], 'uncertain', 1]);
    });

    it('tells why a request was refused, as a result', async () => {
      budget(1);
      bench.server.create.onFirstCall().rejects(fail('rejected', { httpStatus: 400, code: 'moderated' }));
      const result = await run('videojobs_create', fox);
      assert.equal(result['state'], 'failed');
      assert.ok(result['job']);
    });

    it('reads no file outside', async () => {
      await assert.rejects(run('videojobs_create', { ...fox, image: '../secret.png' }), /Outside/);
    });

    it('sends nothing once nobody waits any more', async () => {
      budget(1);
      await assert.rejects(run('videojobs_create', fox, AbortSignal.abort()), /Cancelled/);
      assert.equal(bench.server.create.callCount, 0);
    });

    it('returns after 40 s where the server takes longer, and the request goes on', async () => {
      budget(1);
      let answer: () => void = () => undefined;
      bench.server.create
        .onFirstCall()
        .callsFake(() => new Promise((resolve) => (answer = () => resolve(bench.server.add({ id: 'late' })))));
      const running = run('videojobs_create', fox);
      await until(() => bench.server.create.called);
      await clock.tickAsync(40_000);
      const result = await running;
      assert.equal(result['state'], 'submitting');
      answer();
      await until(() => window.find({ key: String(result['job']) })?.status === 'queued');
    });

    it('says after 40 s that the user is being asked, and joins that question when it is called again', async () => {
      let answer: (agreed: boolean) => void = () => undefined;
      ports.mayExceed = async (_request, refusal) => {
        asked.push(refusal.message);
        return new Promise((resolve) => (answer = resolve));
      };
      const running = run('videojobs_create', fox);
      await until(() => asked.length > 0);
      await clock.tickAsync(40_000);
      assert.equal((await running)['state'], 'waiting_for_user');
      assert.equal(bench.server.create.callCount, 0);
      answer(true);
      await until(() => bench.server.create.called);
      const again = await run('videojobs_create', fox);
      assert.deepEqual([again['state'], again['existing'], asked.length], ['queued', true, 1]);
    });

    it('asks which provider where there are several and none is usual', async () => {
      const [lab] = bench.directory.all;
      bench.directory.all = [lab!, { ...lab!, id: 'other' }];
      await assert.rejects(run('videojobs_create', fox), /"provider" is required. There are: lab, other/);
      await assert.rejects(run('videojobs_create', { ...fox, provider: 'none' }), /There is no provider "none"/);
    });
  });

  describe('wait', () => {
    it('returns once the clip of the first job is on the disk', async () => {
      budget(10);
      const [one, two] = await Promise.all(
        ['One', 'Two'].map(async (prompt) => String((await run('videojobs_create', { ...fox, prompt }))['job'])),
      );
      const waiting = run('videojobs_wait', { jobs: [one, two], seconds: 170 });
      bench.server.set(window.find({ key: one! })!.id!, { status: 'completed' });
      window.wake();
      await clock.tickAsync(30_000);
      await until(() => (window.find({ key: one! })?.media.length ?? 0) > 0);
      const result = await waiting;
      const [first] = result['jobs'] as Result[];
      assert.equal(first?.['state'], 'completed');
      assert.match(String(first?.['file']), /\.mp4$/);
      assert.equal(result['pending'], 1);
      assert.ok(Number(result['next_check_seconds']) >= 10);
    });

    it('returns when the time is over, which is no error', async () => {
      budget(1);
      const { job } = await run('videojobs_create', fox);
      const waiting = run('videojobs_wait', { jobs: [job], seconds: 5 });
      await clock.tickAsync(5000);
      assert.equal((await waiting)['pending'], 1);
    });

    it('returns when nobody waits any more', async () => {
      budget(1);
      const { job } = await run('videojobs_create', fox);
      const abort = new AbortController();
      const waiting = run('videojobs_wait', { jobs: [job], seconds: 170 }, abort.signal);
      abort.abort();
      assert.equal((await waiting)['pending'], 1);
    });

    it('names the latest jobs where a key is wrong', async () => {
      budget(1);
      const { job } = await run('videojobs_create', fox);
      await assert.rejects(run('videojobs_wait', { jobs: ['none'] }), new RegExp(String(job)));
    });
  });

  describe('find', () => {
    it('finds by text, state and time, with the beginning of the prompt', async () => {
      budget(10);
      await run('videojobs_create', { ...fox, prompt: `A heron ${'x'.repeat(300)}` });
      await run('videojobs_create', fox);
      const found = (await run('videojobs_find', { text: 'heron', state: 'queued' }))['jobs'] as Result[];
      assert.equal(found.length, 1);
      assert.equal(String(found[0]!['prompt']).length, 121);
      assert.equal(found[0]!['by'], 'Robot');
      const later = await run('videojobs_find', { since: new Date(Date.now() + 1000).toISOString() });
      assert.deepEqual(later['jobs'], []);
    });

    it('stays small, however many there are', async () => {
      budget(1000);
      for (let at = 0; at < 25; at++) await run('videojobs_create', { ...fox, prompt: `${at} ${'y'.repeat(200)}` });
      const result = await run('videojobs_find', { limit: 20 });
      assert.ok(JSON.stringify(result).length < 4000);
      assert.equal(result['more'], true);
    });
  });

  it('models lists what fits, and says how many more there are', async () => {
    models = Array.from({ length: 500 }, (_, at) => ({
      id: `vendor/model-${at}`,
      seconds: [4, 8],
      sizes: ['1280x720'],
    }));
    const result = await run('videojobs_models', { limit: 30 });
    assert.ok(JSON.stringify(result).length < 4000);
    assert.equal(result['more'], 470);
    const one = await run('videojobs_models', { search: 'MODEL-499' });
    assert.deepEqual(
      (one['models'] as Result[]).map(({ model }) => model),
      ['vendor/model-499'],
    );
  });

  it('place copies a clip that is on the disk, and no other', async () => {
    budget(1);
    const { job } = await run('videojobs_create', fox);
    await assert.rejects(run('videojobs_place', { job }), /videojobs_wait first/);
    bench.server.set(window.find({ key: String(job) })!.id!, { status: 'completed' });
    await window.refresh('lab');
    await until(() => (window.find({ key: String(job) })?.media.length ?? 0) > 0);
    await assert.rejects(run('videojobs_place', { job, index: 3 }), /no clip 3/);
    assert.equal((await run('videojobs_place', { job, folder: 'site' }))['file'], 'a.mp4');
    assert.deepEqual((placed[0] as unknown[])[2], { folder: 'site' });
  });
});
