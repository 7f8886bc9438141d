import assert from 'node:assert/strict';
import RunwayML, { AuthenticationError, BadRequestError, NotFoundError } from '@runwayml/sdk';
import { isShipped, onStage } from './support/vendors';

describe("Runway's own client, talking to the sandbox", () => {
  const stage = onStage('runway');
  // The client has the version in its paths.
  const clientWith = (apiKey: string): RunwayML =>
    new RunwayML({ apiKey, baseURL: stage().sandbox.baseUrl('runway').replace(/\/v1$/, ''), maxRetries: 0 });
  const theirs = (): RunwayML => clientWith(stage().sandbox.key);
  const fromText = { model: 'gen4.5', promptText: 'a lantern', ratio: '1280:720', duration: 5 } as const;
  /** A scenario of the sandbox in place of a model. */
  const scenario = (model: string) => ({ ...fromText, model: model as 'gen4.5' });

  it('creates from a text, polls, and fetches a clip that plays', async () => {
    const { id, estimatedCost } = await theirs().textToVideo.create(fromText);
    assert.equal(estimatedCost.credits, 60);
    assert.equal((await theirs().tasks.retrieve(id)).status, 'PENDING');
    stage().pass(6000);
    const running = await theirs().tasks.retrieve(id);
    assert.ok(running.status === 'RUNNING' && running.progress > 0 && running.progress < 1);
    stage().pass(6000);
    const task = await theirs().tasks.retrieve(id);
    assert.ok(task.status === 'SUCCEEDED' && task.cost.credits === 60);
    assert.ok(await isShipped(task.output[0] ?? ''));
  });

  it('waits for its own task', async () => {
    const task = await theirs().textToVideo.create(fromText);
    stage().pass(12_000);
    assert.equal((await theirs().tasks.retrieve(task.id).waitForTaskOutput()).status, 'SUCCEEDED');
  });

  it('reads a failure with its code', async () => {
    const { id } = await theirs().textToVideo.create(scenario('sandbox-moderated-late'));
    stage().pass(12_000);
    const task = await theirs().tasks.retrieve(id);
    assert.ok(task.status === 'FAILED' && task.failureCode === 'SAFETY.OUTPUT.VIDEO');
    const job = await stage().ours.get(id);
    assert.deepEqual([job.status, job.error?.code], ['failed', 'SAFETY.OUTPUT.VIDEO']);
  });

  it('cancels a running task, which ours then reads, and deletes an ended one', async () => {
    const { id } = await theirs().textToVideo.create(fromText);
    await theirs().tasks.delete(id);
    assert.equal((await theirs().tasks.retrieve(id)).status, 'CANCELLED');
    const job = await stage().ours.get(id);
    assert.deepEqual([job.status, job.cost?.amount], ['cancelled', 0]);
    await stage().ours.delete(id);
    await assert.rejects(theirs().tasks.retrieve(id), (error) => error instanceof NotFoundError);
  });

  it('is refused with a wrong key and with a wrong shape', async () => {
    await assert.rejects(
      clientWith('wrong').textToVideo.create(fromText),
      (error) => error instanceof AuthenticationError,
    );
    const wrong = { ...fromText, ratio: '16x9' as '1280:720' };
    await assert.rejects(theirs().textToVideo.create(wrong), (error) => error instanceof BadRequestError);
  });

  it('reads the organization, by which our client proves a key', async () => {
    assert.equal((await theirs().organization.retrieve()).creditBalance, 1000);
    assert.match(await stage().ours.test(), /accepted the key/);
  });

  it('sends the same requests as ours', async () => {
    const url = 'https://x.example/a.png';
    const input = { prompt: 'a lantern', model: 'gen4.5', seconds: 5, size: '1280x720' };
    const { ours, sandbox, pass } = stage();
    const lastTwo = () =>
      sandbox.requests
        .slice(-2)
        .map(({ method, path, body, headers }) => [method, path, body, headers['x-runway-version']]);

    const { id } = await theirs().textToVideo.create(fromText);
    await ours.create(input);
    let [first, second] = lastTwo();
    assert.deepEqual(second, first);

    await theirs().imageToVideo.create({ ...fromText, promptImage: [{ uri: url, position: 'first' }] });
    await ours.create({ ...input, reference: { kind: 'url', url } });
    [first, second] = lastTwo();
    assert.deepEqual(second, first);

    pass(12_000);
    const { urls = [] } = await ours.get(id);
    await ours.edit(id, { prompt: 'at night', source: { model: 'gen4.5' } });
    const [, edited] = lastTwo();
    await theirs().videoToVideo.create({ model: 'aleph2', promptText: 'at night', videoUri: urls[0] ?? '' });
    [, second] = lastTwo();
    assert.deepEqual(second?.slice(0, 2), edited?.slice(0, 2));
  });

  it('follows a job that our client made', async () => {
    const { id } = await stage().ours.create({ prompt: 'a lantern', model: 'gen4.5', seconds: 5 });
    stage().pass(12_000);
    const task = await theirs().tasks.retrieve(id);
    assert.ok(task.status === 'SUCCEEDED' && (await isShipped(task.output[0] ?? '')));
  });
});
