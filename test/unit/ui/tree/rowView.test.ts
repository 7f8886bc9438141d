import assert from 'node:assert/strict';
import { VideoJobsError } from '../../../../src/api/errors';
import type { JobRecord } from '../../../../src/jobs/job';
import { groupRow, jobRow, outputRow, type RowContext } from '../../../../src/ui/tree/rowView';
import { clip, completed, everything, hostile, job, nothing, now } from '../support/jobs';

const context: RowContext = { now, still: false, can: everything };
const describeJob = (more: Partial<JobRecord>) => jobRow(job(more), context).description;

describe('the row of a job', () => {
  it('shows progress, time passed, size and length while it is made', () => {
    const row = jobRow(job(), context);
    assert.equal(row.label, 'A heron lifts off from a misty lake at dawn');
    assert.equal(row.description, '62% · 1:05 · 1280x720 · 8s');
    assert.equal(row.icon, 'sync~spin');
    assert.equal(row.color, 'charts.blue');
    assert.equal(row.spoken, 'A heron lifts off from a misty lake at dawn, In progress, 62%, 1280x720, 8s');
  });

  it('keeps its icon still for those who asked for that', () => {
    assert.equal(jobRow(job(), { ...context, still: true }).icon, 'sync');
  });

  it('shows the provider’s own word where there is no percentage', () => {
    assert.match(describeJob({ progress: undefined, providerStatus: 'upscaling' }), /^upscaling · 1:05/);
    assert.match(describeJob({ progress: undefined, providerStatus: 'in_progress' }), /^In progress · 1:05/);
    assert.match(describeJob({ status: 'queued', progress: 0 }), /^Queued · 1:05/);
  });

  it('shows the place in the queue, while it is queued', () => {
    assert.match(describeJob({ status: 'queued', queuePosition: 1200 }), /^Queued behind 1,200 · 1:05/);
    assert.match(describeJob({ status: 'queued', queuePosition: 0 }), /^Next in queue · 1:05/);
    assert.doesNotMatch(describeJob({ progress: undefined, queuePosition: 3 }), /ueue/);
  });

  it('says that a status is unknown, before its progress, while it is in progress', () => {
    const unknown = job({ statusUnknown: true, providerStatus: 'TASK_$(x)_DONE' });
    const row = jobRow(unknown, context);
    assert.match(row.description, /^Unknown status “TASK_\$\(x\)_DONE” · 1:05/);
    assert.equal(row.icon, 'question');
    assert.match(row.spoken, /Unknown status/);
    assert.doesNotMatch(describeJob({ statusUnknown: true, status: 'completed', watching: false }), /Unknown/);
  });

  it('shows when it was made instead of the time passed, once it is not followed', () => {
    assert.match(jobRow(completed(), context).description, /^1280x720 · 8s · 11:58\sAM$/u);
    assert.match(describeJob({ watching: false }), /^Not followed · 1280x720 · 8s · 11:58\sAM$/u);
  });

  it('says in the words of the server that it reports no status for good, unless the user stopped following', () => {
    const pollError = { message: 'The server does not report it.', refusal: 'vertex_project is\nrequired' };
    const refused = jobRow(job({ watching: false, pollError }), context);
    assert.match(refused.description, /^Server reports no status: vertex_project is required · /);
    assert.match(refused.spoken, /vertex_project is required/);
    assert.equal(refused.icon, 'warning');
    assert.match(describeJob({ watching: false, pollError: { message: 'Timed out.' } }), /^Not followed · /);
  });

  it('says why it failed, in short', () => {
    const row = jobRow(
      job({ status: 'failed', watching: false, error: { code: 'moderation_blocked', message: 'No.' } }),
      context,
    );
    assert.match(row.description, /^moderation_blocked · /);
    assert.equal(row.icon, 'error');
    assert.equal(row.color, 'testing.iconFailed');
    assert.match(row.spoken, /, Failed, moderation_blocked, /);
  });

  it('follows the clip on its way to the disk', () => {
    const transfer = { state: 'running', variant: 'video', index: 0, receivedBytes: 450, totalBytes: 1000 } as const;
    assert.match(jobRow(completed({ transfer }), context).description, /^Downloading 45% · /);
    const unsized = { ...transfer, totalBytes: undefined };
    assert.match(jobRow(completed({ transfer: unsized }), context).description, /^Downloading 450 bytes · /u);
    const failed = { ...transfer, state: 'failed' } as const;
    assert.match(jobRow(completed({ transfer: failed }), context).description, /^Download failed · /);
    assert.equal(jobRow(completed({ transfer: failed }), context).icon, 'warning');
  });

  it('says that a clip expires while there is time, and that one was cleared', () => {
    const row = jobRow(
      completed({ media: [], completedAt: now - 23 * 3600_000, expiresAt: now + 40 * 60_000 }),
      context,
    );
    assert.match(row.description, /^Expires in 40 minutes · /);
    assert.equal(row.icon, 'warning');
    assert.doesNotMatch(jobRow(completed({ expiresAt: now + 40 * 60_000 }), context).description, /Expires/);
    assert.doesNotMatch(jobRow(completed({ media: [], expiresAt: now - 1 }), context).description, /Expires/);
    assert.match(jobRow(completed({ media: [], cleared: now }), context).description, /^Clip deleted from disk · /);
  });

  it('tells a clip on disk from one at the provider', () => {
    assert.equal(jobRow(completed(), context).icon, 'pass');
    assert.equal(jobRow(completed({ media: [clip()] }), context).icon, 'pass-filled');
  });

  it('has an icon of its own for each status', () => {
    const statuses = [
      'submitting',
      'uncertain',
      'queued',
      'in_progress',
      'completed',
      'failed',
      'cancelled',
      'expired',
    ] as const;
    const icons = statuses.map((status) => jobRow(job({ status }), context).icon);
    assert.equal(new Set(icons).size, statuses.length);
  });

  it('is called by its id or model where there is no prompt', () => {
    assert.equal(jobRow(job({ prompt: undefined }), context).label, 'video_123');
    assert.equal(jobRow(job({ prompt: ' \n', id: undefined }), context).label, 'sora-2');
    assert.equal(
      jobRow(job({ prompt: undefined, id: undefined, model: undefined }), context).label,
      'Job without a prompt',
    );
  });

  it('stays one short line whatever the prompt holds', () => {
    const { label } = jobRow(job({ prompt: `a\r\nb\u202e${'🦩'.repeat(5_000_00)}` }), context);
    assert.equal(Array.from(label).length, 300);
    assert.doesNotMatch(label, /[\r\n\u202e]/);
    assert.ok(label.endsWith('🦩…'));
    assert.equal(jobRow(job({ prompt: hostile }), context).label.startsWith('**bold** [run](comman'), true);
  });
});

describe('the traits of a job', () => {
  const traits = (record: JobRecord, can: RowContext['can'] = everything) =>
    jobRow(record, { ...context, can }).contextValue.split(' ');

  it('offer what job and provider can do', () => {
    const expected = [
      'job',
      'status.completed',
      'can.remix',
      'can.edit',
      'can.extend',
      'can.delete',
      'can.download',
      'can.save',
      'can.repeat',
      'can.remove',
      'has.media',
      'has.id',
      'has.prompt',
      'can.diagnose',
      'can.copyAs',
      'mine',
    ];
    assert.deepEqual(traits(completed({ media: [clip()] })).sort(), expected.sort());
  });

  it('offer nothing that the provider does not have', () => {
    const words = traits(completed(), nothing);
    for (const absent of ['can.remix', 'can.edit', 'can.extend', 'can.delete']) {
      assert.ok(!words.includes(absent), absent);
    }
  });

  it('offer nothing of a provider that is gone, but what is here can be played, removed and made again elsewhere', () => {
    const words = jobRow(completed({ media: [clip()] }), { now, still: false }).contextValue.split(' ');
    for (const absent of ['can.remix', 'can.delete', 'can.download']) assert.ok(!words.includes(absent), absent);
    for (const present of ['has.media', 'can.save', 'can.remove', 'can.repeat']) {
      assert.ok(words.includes(present), present);
    }
  });

  it('tell what goes on', () => {
    assert.ok(traits(job()).includes('watching'));
    assert.ok(traits(job({ watching: false })).includes('stopped'));
    assert.ok(traits(job({ status: 'uncertain', id: undefined })).includes('uncertain'));
    const transfer = { state: 'running', variant: 'video', index: 0 } as const;
    const running = traits(completed({ transfer }));
    assert.ok(running.includes('transfer.running'));
    assert.ok(!running.includes('can.download'));
  });

  it('do not let a job be removed while its request is on its way', () => {
    assert.ok(!traits(job({ status: 'submitting', id: undefined })).includes('can.remove'));
  });
});

describe('other rows', () => {
  it('name the clips of a job that has several', () => {
    const several = completed({ outputs: 2, media: [clip(0)] });
    assert.match(outputRow(several, 'video', 0).description, /^9\.5\sMB$/u);
    assert.equal(outputRow(several, 'video', 0).label, 'Clip 1');
    assert.equal(outputRow(several, 'video', 1).description, 'Not downloaded');
    assert.match(outputRow(several, 'video', 0).contextValue, /\bhas\.media\b/);
    assert.doesNotMatch(outputRow(several, 'video', 1).contextValue, /\bhas\.media\b/);
  });

  it('count a group’s jobs and show its provider’s trouble', () => {
    const group = {
      id: 'provider:acme',
      kind: 'provider',
      label: 'Acme',
      provider: 'acme',
      filter: {},
      count: 2,
      active: 1,
    } as const;
    assert.equal(groupRow(group).description, '2 · 1 in progress');
    assert.equal(groupRow(group).icon, 'server');
    const problem = new VideoJobsError('auth', 'The key was refused.', { httpStatus: 401 });
    const troubled = groupRow({ ...group, problem });
    assert.equal(troubled.description, 'key rejected · 2 · 1 in progress');
    assert.equal(troubled.icon, 'warning');
    assert.equal(troubled.contextValue, 'group provider problem.auth troubled');
  });
});
