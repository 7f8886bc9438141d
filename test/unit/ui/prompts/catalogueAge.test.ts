import assert from 'node:assert/strict';
import sinon from 'sinon';
import { modelChoices } from '../../../../src/ui/prompts/createChoices';
import { back } from '../../../../src/ui/prompts/input';
import { askDespite } from '../../../../src/ui/prompts/limitStep';
import { answerInputs } from '../../support/quickInput';

const hour = 3600_000;

/** Models come and go, so a user is told when a provider spoke of them. */
describe('The age of what a provider said of its models', () => {
  beforeEach(() => sinon.useFakeTimers({ now: Date.UTC(2026, 10, 21, 12), toFake: ['Date'] }));
  afterEach(() => sinon.restore());

  for (const [what, age, group] of [
    ['is not worth a word within the hour', 0.9 * hour, 'From the provider'],
    ['is told in hours', 5 * hour, 'From the provider, 5 hours ago'],
    ['is told in days', 50 * hour, 'From the provider, 2 days ago'],
  ] as const) {
    it(`${what} at the models`, () => {
      const offered = modelChoices({ models: [{ id: 'veo' }], at: Date.now() - age }, [], undefined);
      assert.equal(offered.find(({ label }) => label === 'veo')?.group, group);
    });
  }

  for (const [pick, answer] of [
    ['Change It', back],
    ['Send anyway', 'send'],
  ] as const) {
    it(`is told where a request goes beyond it: ${pick}`, async () => {
      const shown = answerInputs({ pick });
      const broken = ['veo supports clips of 4 seconds, not 5.'];
      assert.equal(await askDespite({ title: 'Create Video' }, broken, Date.now() - 26 * hour), answer);
      const [{ active, items, placeholder }] = shown as [(typeof shown)[0]];
      assert.deepEqual([active, placeholder], ['Change It', broken[0]]);
      assert.match(items[1]!.detail!, /^According to the provider (yesterday|1 day ago); it may have changed\./);
    });
  }
});
