import assert from 'node:assert/strict';
import fc from 'fast-check';
import { routeTo } from '../../../src/api/http/route';
import { Curve, type Observation } from '../../../src/jobs/polling/hazard';
import { expectedEnd, noteProgress, type Trail } from '../../../src/jobs/polling/progress';
import { property } from './support';

const age = fc.oneof(fc.integer({ min: 0, max: 7 * 24 * 3600_000 }), fc.constantFrom(0, 1, Number.MAX_SAFE_INTEGER));
const observation: fc.Arbitrary<Observation> = fc
  .tuple(age, age, fc.boolean())
  .map(([a, b, ended]) => ({ from: Math.min(a, b), to: Math.max(a, b), ended }));

/** A label of a host name. None has two hyphens in a row: `xn--…` is another name in disguise, or no name at all. */
const word = fc.stringMatching(/^[a-z][a-z0-9]{0,4}(-[a-z0-9]{1,4})?$/);
const host = fc.array(word, { minLength: 2, maxLength: 4 }).map((parts) => parts.join('.'));
const proxied = { proxySupport: 'on', proxy: 'http://proxy.test:3128' } as const;

/** What is reckoned from what servers and users gave. */
export function estimates(): void {
  property(
    'an estimate is a time to come, later for a greater chance, whatever was seen',
    fc.tuple(fc.array(observation, { maxLength: 60 }), age, fc.double({ min: 0.01, max: 0.99, noNaN: true })),
    ([seen, now, chance]) => {
      const curve = new Curve(seen);
      for (const hazard of [curve.at(0), curve.at(now), curve.at(now * 2)]) assert.ok(hazard >= 0, String(hazard));
      assert.ok(curve.at(now) <= curve.at(now * 2) + 1e-9);
      const [sooner, later] = [curve.quantile(chance / 2, now), curve.quantile(chance, now)];
      assert.ok(sooner >= now && sooner <= later, `${now} ${sooner} ${later}`);
      assert.ok(later <= now + 24 * 3600_000);
    },
  );

  property(
    'an end by progress is after the last value, or none',
    fc.array(fc.tuple(fc.double({ min: -1e9, max: 1e9 }), fc.integer({ min: -1000, max: 100_000 })), { maxLength: 30 }),
    (values) => {
      let trail: Trail | undefined;
      let at = 1_700_000_000_000;
      for (const [progress, step] of values) trail = noteProgress(trail, progress, (at += step));
      const end = trail && expectedEnd(trail, at);
      if (end) assert.ok(end.at >= end.from && Number.isFinite(end.at), JSON.stringify(end));
    },
  );

  property(
    'noProxy means a host by its name, in any case, with or without a dot, and those below it',
    fc.tuple(host, word, fc.constantFrom('', '.', '*.'), fc.array(fc.string(), { maxLength: 4 })),
    ([name, below, prefix, others]) => {
      const by = (url: string, noProxy: string[]) => routeTo(url, { ...proxied, noProxy }).by;
      const entry = `${prefix}${name}`.toUpperCase();
      assert.equal(by(`https://${below}.${name}/v1`, [entry]), 'noProxy');
      assert.equal(by(`https://${below}${name}/v1`, [`.${name}`]), 'setting');
      assert.equal(by(`https://${name}.${below}x/v1`, [entry]), 'setting');
      // Nonsense beside it changes nothing, and is no fault.
      assert.equal(by(`https://${below}.${name}/v1`, [...others, entry]), 'noProxy');
      assert.equal(by(`https://${name}/`, ['*']), 'noProxy');
    },
  );
}
