import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { capabilitiesOf } from '../../../src/api/dialects';
import { VideoJobsError } from '../../../src/api/errors';
import type { Provider } from '../../../src/api/provider';
import { readCall } from '../../../src/commands/lib/call';
import { commands } from '../../../src/commands/lib/table';
import { budgetAsks, budgetRefuses } from '../../../src/jobs/costs/budget';
import type { CreateOptions, FamilyRequest } from '../../../src/jobs/requests';
import { Dismissed } from '../../../src/ui/prompts/input';
import { type Act, answerInputs } from '../support/quickInput';
import { type Bench, bench as benchWithoutKeys, benchWithKeys, job, studio } from './support';

const veo: Provider = { id: 'veo', label: 'Veo', type: 'gemini', baseUrl: 'https://veo.example', model: 'veo-3' };
/** Each with what its type can do. */
function ofTheirTypes(b: Bench): Bench {
  b.app.jobs.capabilities = (id) => capabilitiesOf(b.app.providers.find(id) ?? studio);
  return b;
}

const both = [{ provider: 'studio' }, { provider: 'veo', model: 'veo-3' }];
const prompt = 'A kite';
const size = '1280x720';

describe('Create With Several', () => {
  let said: sinon.SinonStub;
  let refused: sinon.SinonStub;
  /** By the clock of somebody who looks at each step. */
  let now = 0;
  beforeEach(() => {
    sinon.stub(Date, 'now').callsFake(() => (now += 1000));
    said = sinon.stub(vscode.window, 'showInformationMessage').resolves(undefined);
    refused = sinon.stub(vscode.window, 'showErrorMessage').resolves(undefined);
  });
  afterEach(() => sinon.restore());

  const bench = (list = [job()], make = benchWithKeys): Bench => {
    const b = ofTheirTypes(make(list, [studio, veo]));
    b.memory.set('videoJobs.several', { targets: both });
    b.jobs.create.callsFake(async (request: FamilyRequest, { onWritten }: CreateOptions = {}) => {
      const made = job({ provider: request.provider, prompt: request.prompt });
      onWritten?.(made.key);
      list.push(made);
      return made;
    });
    return b;
  };
  const run = (b: Bench, argument?: unknown) => commands.createWithSeveral(b.app, readCall(argument));
  const sent = ({ jobs }: Bench) => jobs.create.args.map(([request]) => request as FamilyRequest);
  /** Prompt, targets as they are ticked, 8 s, the size, no image. */
  const answers: Act[] = [{ type: prompt }, 'enter', { pick: '8' }, { pick: size }, 'enter'];

  it('shows each request in its server’s words, and sends all of them with one confirmation', async () => {
    const b = bench();
    const shown = answerInputs(...answers, { pick: 'Create 2 videos' });
    const made = (await run(b)) as { key: string }[];
    const [first, second] = sent(b);
    assert.deepEqual(first, { provider: 'studio', prompt, seconds: 8, size });
    assert.deepEqual(second, {
      provider: 'veo',
      model: 'veo-3',
      prompt,
      seconds: 8,
      size: '720p 16:9',
      madeFrom: { key: made[0]!.key, relation: 'again' },
    });
    const { items, placeholder } = shown.at(-1)!;
    assert.match(placeholder!, /^Nothing has been sent yet/);
    assert.deepEqual(
      items.map(({ label, description, detail }) => [label, description, detail].filter(Boolean)),
      [
        ['Create 2 videos (cost unknown)'],
        ['Included'],
        ['The provider’s default model', 'Studio · cost unknown', '8 s · 1280x720'],
        ['veo-3', 'Veo · cost unknown', '8 s · 720p 16:9 for 1280x720'],
      ],
    );
    assert.equal(said.firstCall.args[0], '2 requests were sent.');
    assert.equal(b.memory.get('videoJobs.draft'), undefined);
  });

  it('tells of what was sent also where the prompt could not be forgotten', async () => {
    const b = bench();
    const { memento } = b.app;
    const update = memento.update.bind(memento);
    sinon
      .stub(memento, 'update')
      .callsFake((name, value) =>
        value === undefined ? Promise.reject(new Error('The disk is full')) : update(name, value),
      );
    answerInputs(...answers, { pick: 'Create 2 videos' });
    assert.equal(((await run(b)) as unknown[]).length, 2);
    assert.equal(said.firstCall.args[0], '2 requests were sent.');
    assert.equal(b.memory.get('videoJobs.draft'), prompt);
  });

  it('takes no double click on the step before for the confirmation', async () => {
    const b = bench();
    const clock = sinon.stub().returns(0);
    (Date.now as sinon.SinonStub).callsFake(clock);
    const shown = answerInputs(...answers, { pick: 'Create 2 videos' });
    const done = run(b);
    while (shown.length < answers.length + 1) await new Promise(setImmediate);
    await new Promise(setImmediate);
    sinon.assert.notCalled(b.jobs.create);
    clock.returns(600);
    const { returnValue: summary } = (vscode.window.createQuickPick as sinon.SinonStub).lastCall as {
      returnValue: { items: unknown[]; choose(item: unknown): void };
    };
    summary.choose(summary.items[0]);
    await done;
    assert.equal(sent(b).length, 2);
  });

  it('sends nothing of what is taken out', async () => {
    const b = bench();
    const shown = answerInputs(...answers, { pick: 'veo-3' }, { pick: 'Create 1 video' });
    await run(b);
    assert.deepEqual(
      sent(b).map(({ provider }) => provider),
      ['studio'],
    );
    assert.deepEqual(shown.at(-1)!.active, 'veo-3', 'stands where it was taken out');
  });

  it('can be left at each step, and keeps the prompt for the next time', async () => {
    for (let at = 1; at <= answers.length; at++) {
      const b = bench();
      answerInputs(...answers.slice(0, at), 'escape');
      await assert.rejects(run(b), Dismissed);
      assert.equal(b.memory.get('videoJobs.draft'), prompt);
      sinon.assert.notCalled(b.jobs.create);
      sinon.restore();
    }
  });

  it('goes back from what it would send', async () => {
    const b = bench();
    const shown = answerInputs(...answers, 'back', 'enter', { pick: 'Create 2' });
    await run(b);
    assert.match(shown.at(-2)!.placeholder!, /image/);
    assert.equal(sent(b).length, 2);
  });

  it('says what to do where there are no two to choose from', async () => {
    const b = ofTheirTypes(benchWithKeys([], [studio]));
    const shown = answerInputs({ type: prompt }, 'escape');
    await assert.rejects(run(b), Dismissed);
    assert.match(shown.at(-1)!.placeholder!, /at least two servers or models. Add a provider first$/);
  });

  it('asks for keys that are missing before it shows what would be sent', async () => {
    const b = bench([job()], benchWithoutKeys);
    const [first, second, ...rest] = answers as [Act, Act, ...Act[]];
    const shown = answerInputs(first, second, { type: 'k-1' }, { type: 'k-2' }, ...rest, 'escape');
    await assert.rejects(run(b), Dismissed);
    assert.deepEqual(
      shown.flatMap(({ password }, at) => (password ? [at] : [])),
      [2, 3],
    );
  });

  it('asks once where a budget does, for all of them together', async () => {
    const b = bench();
    const asks = new VideoJobsError('payment', 'Too dear.', { code: budgetAsks });
    const check = b.app.jobs.costs.checkBudget as sinon.SinonStub;
    check.resolves(asks);
    const question = sinon.stub(vscode.window, 'showWarningMessage').resolves('Send Anyway' as never);
    answerInputs(...answers, { pick: 'Create 2' });
    await run(b);
    sinon.assert.calledOnce(question);
    assert.deepEqual(
      check.firstCall.args[0].map((one: FamilyRequest) => [one.provider, one.model]),
      [
        ['studio', undefined],
        ['veo', 'veo-3'],
      ],
    );
    assert.deepEqual(
      b.jobs.create.args.map(([, { consent }]) => consent as unknown),
      [{ overBudget: true }, { overBudget: true }],
    );
  });

  for (const [what, code] of [
    ['a budget refuses', budgetRefuses],
    ['the question of a budget is closed', budgetAsks],
  ] as const) {
    it(`sends nothing where ${what}`, async () => {
      const b = bench();
      sinon.stub(vscode.window, 'showWarningMessage').resolves(undefined);
      (b.app.jobs.costs.checkBudget as sinon.SinonStub).resolves(new VideoJobsError('payment', 'No.', { code }));
      answerInputs(...answers, { pick: 'Create 2' });
      await assert.rejects(run(b));
      sinon.assert.notCalled(b.jobs.create);
      assert.equal(b.memory.get('videoJobs.draft'), prompt);
    });
  }

  it('goes on where one is refused, says which and why in one message', async () => {
    const b = bench();
    b.jobs.create.onFirstCall().rejects(new VideoJobsError('auth', 'The key was refused.', { code: 'bad_key' }));
    answerInputs(...answers, { pick: 'Create 2' });
    await run(b);
    assert.equal(sent(b)[1]!.madeFrom, undefined, 'what was never written down is nobody’s parent');
    assert.equal(refused.firstCall.args[0], '1 of 2 requests were sent. Studio: The key was refused. (bad_key)');
    sinon.assert.calledOnce(refused);
    sinon.assert.notCalled(said);
  });

  it('takes the settings of a job, which all of them are made from', async () => {
    const from = job({
      key: 'source',
      prompt: 'Old',
      seconds: 8,
      size,
      request: { prompt: 'Old', extra: { seed: 1 } },
    });
    const b = bench([from]);
    const shown = answerInputs('enter', 'enter', 'enter', 'enter', 'enter', { pick: 'Create 2' });
    await run(b, { kind: 'job', job: { key: 'source' } });
    const [first, second] = sent(b);
    assert.deepEqual([first!.prompt, first!.seconds, first!.extra], ['Old', 8, { seed: 1 }]);
    assert.equal(second!.extra, undefined);
    assert.deepEqual([first!.madeFrom, second!.madeFrom], Array(2).fill({ key: 'source', relation: 'again' }));
    assert.match(shown.at(-1)!.items.at(-1)!.detail!, /without the additional fields seed/);
  });

  describe('with its fields', () => {
    const request = { prompt, targets: both, seconds: 8, size };

    it('asks nothing and answers the jobs', async () => {
      const b = bench();
      const made = (await run(b, request)) as { provider: string }[];
      assert.deepEqual(
        made.map(({ provider }) => provider),
        ['studio', 'veo'],
      );
      assert.equal(sent(b)[1]!.size, '720p 16:9');
    });

    it('is rejected by a budget that asks, by what a server has no words for, and where nothing was sent', async () => {
      const b = bench();
      const check = b.app.jobs.costs.checkBudget as sinon.SinonStub;
      check.resolves(new VideoJobsError('payment', 'No.', { code: budgetAsks }));
      await assert.rejects(run(b, request), { code: budgetAsks });
      check.resolves(undefined);
      await assert.rejects(run(b, { ...request, targets: [{ provider: 'nobody' }] }), { kind: 'notFound' });
      await assert.rejects(run(b, { ...request, targets: [] }), { kind: 'rejected' });
      await assert.rejects(run(b, { ...request, prompt: '' }), { kind: 'rejected' });
      sinon.assert.notCalled(b.jobs.create);
      b.jobs.create.rejects(new VideoJobsError('network', 'No way.'));
      await assert.rejects(run(b, request), { kind: 'network' });
    });
  });
});

describe('Move to Another Provider', () => {
  afterEach(() => sinon.restore());

  it('offers the others, and what of the job they can have', async () => {
    const from = job({
      key: 'k',
      provider: 'gone',
      prompt,
      size,
      status: 'failed',
      request: { prompt, size, extra: { a: 1 } },
    });
    const b = ofTheirTypes(benchWithKeys([from], [studio, veo]));
    const shown = answerInputs({ pick: 'Veo' }, 'enter', 'enter', 'enter', 'enter', 'enter', 'enter');
    await commands.moveTo(b.app, readCall({ kind: 'job', job: { key: 'k' } }));
    assert.equal(shown[0]!.placeholder, 'Which provider should create it instead of gone?');
    assert.equal(shown.at(-1)!.placeholder, 'For Veo: 720p 16:9 for 1280x720, without the additional fields a');
    const { madeFrom, ...request } = b.jobs.create.firstCall.args[0] as FamilyRequest;
    assert.deepEqual(request, { provider: 'veo', prompt, size: '720p 16:9' });
    assert.deepEqual(madeFrom, { key: 'k', relation: 'again' });
  });

  it('does not offer the provider that it is to leave', async () => {
    const from = job({ key: 'k', prompt });
    const b = ofTheirTypes(benchWithKeys([from], [studio, veo]));
    const shown = answerInputs('escape');
    await assert.rejects(commands.moveTo(b.app, readCall({ kind: 'job', job: { key: 'k' } })), Dismissed);
    assert.deepEqual(shown[0]!.labels, ['Veo']);
    sinon.restore();
    const alone = benchWithKeys([from], [studio]);
    await assert.rejects(commands.moveTo(alone.app, readCall({ kind: 'job', job: { key: 'k' } })), {
      kind: 'unsupported',
    });
  });
});
