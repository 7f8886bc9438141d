import assert from 'node:assert/strict';
import { VideoJobsError } from '../../../../src/api/errors';
import { groupTooltip, jobTooltip } from '../../../../src/ui/tree/tooltip';
import { completed, hostile, job, now } from '../support/jobs';
import { read } from '../support/markdown';

/** Markup that is not escaped: links, images, emphasis, code, HTML, addresses that stand alone. */
const markup = /[`*_[\]<>@:]|www\./i;

describe('a tooltip', () => {
  it('tells what is known of a job', () => {
    const record = job({
      status: 'failed',
      watching: false,
      providerStatus: 'FAILURE',
      error: { code: 'moderation_blocked', message: 'It was refused.', requestId: 'req_9' },
      cost: { amount: 0.8, currency: 'USD', source: 'estimated' },
      parent: { id: 'video_0', relation: 'remix' },
      completedAt: now,
      expiresAt: now + 7_200_000,
    });
    const text = read(jobTooltip(record, 'Acme', now));
    for (const part of [
      'A heron lifts off from a misty lake at dawn',
      'Status: Failed (FAILURE)',
      'It was refused.',
      'Error code: moderation_blocked',
      'Request ID: req_9',
      'Provider: Acme',
      'Model: sora-2',
      'Size and length: 1280x720, 8s',
      'Cost: unknown',
      'Source: video_0',
      'ID: video_123',
      '(after 1:05)',
      '(in 2 hours)',
    ]) {
      assert.ok(text.includes(part), `${part} is missing in:\n${text}`);
    }
  });

  it('tells who asked, if it was no person, and which take it is', () => {
    assert.doesNotMatch(read(jobTooltip(job(), 'Acme', now)), /Created (by|from)|Take/);
    const text = read(jobTooltip(job({ by: { kind: 'agent', client: 'Robot' }, take: 2 }), 'Acme', now));
    assert.match(text, /Created by an agent \(Robot\)/);
    assert.match(text, /Take: 2/);
    assert.match(read(jobTooltip(job({ by: { kind: 'extension' } }), 'Acme', now)), /Created by another extension/);
  });

  it('tells of a failed question and of a failed download', () => {
    const transfer = {
      state: 'failed',
      variant: 'video',
      index: 0,
      error: { kind: 'disk', message: 'The disk is full.' },
    } as const;
    assert.match(read(jobTooltip(completed({ transfer }), 'Acme', now)), /The download failed: The disk is full\./);
    const pollError = { message: 'No answer.' };
    assert.match(read(jobTooltip(job({ pollError }), 'Acme', now)), /The last status check failed: No answer\./);
  });

  it('breaks its lines between words', () => {
    const { value } = jobTooltip(job({ prompt: 'A heron lifts off' }), 'Acme', now);
    assert.match(value, /^A heron lifts off\n\n/);
    assert.ok(!value.includes('&nbsp;'));
  });

  it('says of a job in progress that its provider is not configured here', () => {
    const active = job({ status: 'in_progress' });
    assert.match(read(jobTooltip(active, 'Acme', now, { known: false })), /Acme is no longer configured/);
    assert.doesNotMatch(read(jobTooltip(active, 'Acme', now)), /configured/);
    assert.doesNotMatch(read(jobTooltip(completed(), 'Acme', now, { known: false })), /configured/);
  });

  it('is text whatever the provider or the user wrote', () => {
    const error = { code: hostile, message: hostile, requestId: hostile };
    const record = job({
      prompt: hostile,
      model: hostile,
      id: hostile,
      size: hostile,
      status: 'failed',
      providerStatus: hostile,
      error,
      pollError: error,
      cost: { amount: 1, currency: hostile, source: 'reported' },
      parent: { id: hostile, relation: 'remix' },
    });
    const tooltip = jobTooltip(record, hostile, now);
    assert.doesNotMatch(tooltip.value, markup);
    assert.ok(read(tooltip).includes(hostile));
    assert.ok(!tooltip.isTrusted && !tooltip.supportHtml && !tooltip.supportThemeIcons);
    const problem = new VideoJobsError('server', hostile, { code: hostile });
    const group = { id: 'g', kind: 'provider', label: hostile, filter: {}, count: 0, active: 0, problem } as const;
    assert.doesNotMatch(groupTooltip(group)!.value, markup);
  });

  it('stays readable when the provider says too much', () => {
    const huge = 'x'.repeat(1_000_000);
    const record = job({ prompt: huge, status: 'failed', error: { message: huge, code: huge } });
    assert.ok(jobTooltip(record, 'Acme', now).value.length < 5_000);
  });
});
