import assert from 'node:assert/strict';
import type { JobRecord } from '../../../src/jobs/job';
import type { Estimate } from '../../../src/jobs/polling/forecast';
import { jobNotice } from '../../../src/ui/preview/notices';
import { groupRow, jobRow } from '../../../src/ui/tree/rowView';
import { groupTooltip, jobTooltip } from '../../../src/ui/tree/tooltip';
import { expectedAt, timeLeft } from '../../../src/ui/words/estimateWords';
import { stopClock } from '../support/clock';
import { completed, everything, job, now } from './support/jobs';
import { read } from './support/markdown';

const minute = 60_000;
const estimate = (left: number, more: Partial<Estimate> = {}): Estimate => ({
  endsAt: now + left,
  low: now + left / 2,
  high: now + left * 2,
  overdue: false,
  ...more,
});
/** Intl puts a narrow space before PM, Markdown its own between words. */
const flat = (text: string) => text.replace(/&nbsp;|[\u202f\u00a0]/g, ' ').replace(/\\/g, '');
const row = (record: JobRecord, more: { estimate?: Estimate } = {}) => {
  const view = jobRow(record, { now, still: false, can: everything, ...more });
  return { ...view, description: flat(view.description), spoken: flat(view.spoken) };
};
const hover = (record: JobRecord, of?: Estimate) => flat(read(jobTooltip(record, 'Acme', now, { estimate: of })));
const refused = (more: Partial<JobRecord> = {}) =>
  job({ status: 'failed', id: undefined, watching: false, error: { message: 'Too many.' }, ...more });

describe('what is said of the time left', () => {
  it('is rough, never below a minute, and no promise', () => {
    assert.equal(timeLeft(estimate(2.2 * minute), now), 'about 2 min left');
    assert.equal(timeLeft(estimate(20_000), now), 'less than a minute left');
    assert.equal(timeLeft(estimate(150 * minute), now), 'about 2.5 hr left');
    assert.equal(timeLeft(estimate(minute, { overdue: true }), now), 'longer than usual');
    assert.equal(flat(expectedAt(estimate(5 * minute))), 'expected around 12:05 PM');
  });

  it('stands on the row before the time passed, and is not read out as it runs', () => {
    const { description, spoken } = row(job(), { estimate: estimate(2 * minute) });
    assert.match(description, /^62% · about 2 min left · 1:05/);
    assert.match(spoken, /expected around 12:02 PM/);
    assert.doesNotMatch(spoken, /left|1:05/);
    const vague = row(job({ progress: undefined }), { estimate: estimate(2 * minute) });
    assert.match(vague.description, /^about 2 min left · 1:05/);
    assert.match(vague.spoken, /In progress/);
    assert.match(hover(job(), estimate(2 * minute)), /12:02 PM.*between 12:01 PM and 12:04 PM/s);
  });
});

describe('what is said of ends that no provider names', () => {
  const ends: [string, JobRecord, RegExp][] = [
    ['no clip', completed({ noClip: { message: 'Not there.' } }), /^No clip/],
    ['missing', job({ watching: false, missingSince: now }), /^Not found at the provider/],
    ['not followed', job({ watching: false }), /^Not followed/],
  ];
  for (const [name, record, words] of ends) {
    it(`is ${name}, on the row and in its tooltip, with an icon of its own`, () => {
      assert.match(row(record).description, words);
      assert.match(hover(record), new RegExp(`Status: ${words.source.slice(1)}`));
      assert.notEqual(row(record).icon, row(completed()).icon);
    });
  }
});

describe('what is said of a request that came to nothing', () => {
  const from = now + 10 * minute;

  it('is when it can be sent, and that it will be where its user agreed', () => {
    assert.match(row(refused({ sendable: { from } })).description, /^Can be sent at 12:10 PM/);
    const agreed = row(refused({ sendable: { from }, sendsAt: from }));
    assert.match(agreed.description, /^Will be sent at 12:10 PM/);
    assert.equal(agreed.icon, 'watch');
    assert.match(agreed.spoken, /Will be sent at 12:10 PM/);
  });

  it('is offered with its time on the page', () => {
    const notice = (record: JobRecord) =>
      jobNotice(record, { provider: { label: 'Acme', known: true }, can: everything, now });
    const labels = (record: JobRecord) => notice(record).actions.map(({ label }) => flat(label));
    assert.equal(labels(refused({ sendable: { from } }))[0], 'Send at 12:10 PM');
    assert.equal(labels(refused({ sendable: { from: now - 1 } }))[0], 'Send Again');
    const agreed = refused({ sendable: { from }, sendsAt: from });
    assert.deepEqual(labels(agreed), ['Don’t Send']);
    assert.equal(flat(notice(agreed).heading), 'The request will be sent at 12:10 PM');
  });
});

it('a provider that asked to wait says until when, and that it holds for everybody', () => {
  const clock = stopClock(now);
  const group = {
    id: 'provider:acme',
    kind: 'provider',
    label: 'Acme',
    filter: {},
    count: 1,
    active: 1,
    problem: { kind: 'rateLimited', message: 'Too many.' } as never,
    pausedUntil: now + minute,
  } as const;
  try {
    assert.match(flat(groupRow(group).description), /rate limited until \d/);
    assert.match(flat(groupTooltip(group)!.value), /manual ones included/);
  } finally {
    clock.restore();
  }
});
