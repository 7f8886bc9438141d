import assert from 'node:assert/strict';
import { noCapabilities } from '../../../src/api/types';
import { abilities, type Ability, isAble, type JobProvider, statusesFor } from '../../../src/jobs/abilities';
import { type JobRecord, jobStatuses } from '../../../src/jobs/job';
import { everything } from '../support/capabilities';

const now = Date.UTC(2026, 4, 6, 12);
const known: JobProvider = { known: true, can: everything };
const unable: JobProvider = { known: true, can: noCapabilities };
const gone: JobProvider = { known: false, can: { ...noCapabilities, variants: ['video'] } };

const job = (more: Partial<JobRecord>): JobRecord => ({
  key: 'k',
  provider: 'acme',
  id: 'video_1',
  status: 'completed',
  prompt: 'A heron',
  createdAt: now - 60_000,
  media: [],
  watching: false,
  origin: 'https://api.acme.test',
  mine: true,
  updatedAt: now,
  ...more,
});
const file = { index: 0, path: '/a', bytes: 1, contentType: 'video/mp4', sha256: '' } as const;
const clip = { ...file, variant: 'video' } as const;
const running = { state: 'running', variant: 'video', index: 0 } as const;
const failed = (kind: string) =>
  ({ state: 'failed', variant: 'video', index: 0, error: { kind, message: 'It failed.' } }) as const;

const always = ['remove'] as const;
const ofPrompt = ['createAgain', 'copyPrompt'] as const;
const ofKnown = ['diagnose', 'copyAs'] as const;
const ofId = ['copyId', 'deleteAtProvider'] as const;
const plain = [...always, ...ofPrompt, ...ofKnown, ...ofId] as const;
const derived = ['remix', 'edit', 'extend'] as const;
const obtainable = ['downloadOutput', 'saveAs'] as const;
const onDisk = ['useClip', 'useFile'] as const;

const table: [what: string, more: Partial<JobRecord>, provider: JobProvider, can: readonly Ability[]][] = [
  ['being sent', { status: 'submitting', id: undefined }, known, [...ofPrompt, ...ofKnown]],
  [
    'without an answer',
    { status: 'uncertain', id: undefined },
    known,
    [...always, ...ofPrompt, ...ofKnown, 'resolveUncertain'],
  ],
  [
    'without an answer, of a provider that is gone',
    { status: 'uncertain', id: undefined },
    gone,
    [...always, ...ofPrompt, 'moveTo', 'resolveUncertain'],
  ],
  ['in the queue', { status: 'queued', watching: true }, known, [...plain, 'stopWatching', 'cancel']],
  ['in progress', { status: 'in_progress', watching: true }, known, [...plain, 'stopWatching', 'cancel']],
  [
    'in progress, of a provider that is gone',
    { status: 'in_progress', watching: true },
    gone,
    [...always, ...ofPrompt, 'copyId', 'moveTo', 'stopWatching'],
  ],
  ['not followed', { status: 'in_progress' }, known, [...plain, 'resumeWatching', 'cancel']],
  [
    'not followed, of a provider that is gone',
    { status: 'in_progress' },
    gone,
    [...always, ...ofPrompt, 'copyId', 'moveTo'],
  ],
  ['not known there any more', { status: 'queued', missingSince: 1 }, known, [...plain, 'resumeWatching']],
  ['completed', {}, known, [...plain, ...derived, ...obtainable, 'download']],
  [
    'completed at a server that only creates',
    {},
    unable,
    [...always, ...ofPrompt, ...ofKnown, 'copyId', ...obtainable, 'download'],
  ],
  ['completed, of a provider that is gone', {}, gone, [...always, ...ofPrompt, 'copyId', 'moveTo']],
  [
    'completed at a server that was shut down',
    { origin: 'https://api.openai.com' },
    known,
    [...plain, ...derived, ...obtainable, 'download', 'moveTo'],
  ],
  ['completed and on the disk', { media: [clip] }, known, [...plain, ...derived, ...obtainable, 'download', ...onDisk]],
  [
    'on the disk, of a provider that is gone',
    { media: [clip] },
    gone,
    [...always, ...ofPrompt, 'copyId', 'moveTo', 'saveAs', ...onDisk],
  ],
  [
    'with nothing but a thumbnail on the disk',
    { media: [{ ...file, variant: 'thumbnail' }] },
    gone,
    [...always, ...ofPrompt, 'copyId', 'moveTo', 'useFile'],
  ],
  ['being downloaded', { transfer: running }, known, [...plain, ...derived, ...obtainable, 'cancelDownload']],
  ['cleared from the disk', { cleared: 1 }, known, [...plain, ...derived, ...obtainable, 'download']],
  [
    'completed without a clip',
    { noClip: { message: 'None.' } },
    known,
    [...plain, ...derived, ...obtainable, 'download', 'lookAgain'],
  ],
  [
    'completed without a clip, of a provider that is gone',
    { noClip: { message: 'None.' } },
    gone,
    [...always, ...ofPrompt, 'copyId', 'moveTo'],
  ],
  [
    'whose download found no clip',
    { transfer: failed('noMedia') },
    known,
    [...plain, ...derived, ...obtainable, 'download', 'lookAgain'],
  ],
  [
    'whose download came too early',
    { transfer: failed('notReady') },
    known,
    [...plain, ...derived, ...obtainable, 'download', 'lookAgain'],
  ],
  [
    'whose download failed on the disk',
    { transfer: failed('disk') },
    known,
    [...plain, ...derived, ...obtainable, 'download'],
  ],
  [
    'looked for once more',
    { noClip: { message: 'None.' }, transfer: running },
    known,
    [...plain, ...derived, ...obtainable, 'cancelDownload'],
  ],
  ['failed', { status: 'failed' }, known, [...plain, 'moveTo']],
  ['failed, without a prompt', { status: 'failed', prompt: undefined }, known, [...always, 'diagnose', ...ofId]],
  ['sendable', { status: 'failed', sendable: {} }, known, [...plain, 'moveTo', 'sendAgain']],
  ['sendable from now on', { status: 'failed', sendable: { from: now } }, known, [...plain, 'moveTo', 'sendAgain']],
  ['sendable later', { status: 'failed', sendable: { from: now + 1 } }, known, [...plain, 'moveTo', 'sendLater']],
  [
    'to be sent at an agreed time',
    { status: 'failed', sendable: { from: now + 1 }, sendsAt: now + 1 },
    known,
    [...plain, 'moveTo', 'dontSend'],
  ],
  [
    'sendable, of a provider that is gone',
    { status: 'failed', sendable: {} },
    gone,
    [...always, ...ofPrompt, 'copyId', 'moveTo'],
  ],
  ['cancelled', { status: 'cancelled' }, known, plain],
  ['expired', { status: 'expired' }, known, plain],
  [
    'imported, without a prompt',
    { prompt: undefined },
    known,
    [...always, 'diagnose', ...ofId, ...derived, ...obtainable, 'download'],
  ],
  ['with an empty prompt', { status: 'cancelled', prompt: '' }, known, [...always, ...ofKnown, ...ofId, 'createAgain']],
  [
    'made from another',
    { status: 'cancelled', madeFrom: { key: 'a', relation: 'again' } },
    known,
    [...plain, 'goToParent'],
  ],
  [
    'made from another elsewhere',
    { status: 'cancelled', parent: { id: 'a', relation: 'remix' } },
    known,
    [...plain, 'goToParent'],
  ],
];

describe('what may be done with a job', () => {
  for (const [what, more, provider, can] of table) {
    it(`${what}: ${[...can].sort().join(', ')}`, () => {
      assert.deepEqual([...abilities(job(more), provider, now)].sort(), [...can].sort());
    });
  }

  it('has a row above for every ability, where it holds and where it does not', () => {
    const named = new Set(table.flatMap(([, , , can]) => can));
    for (const [, more, provider] of table) {
      for (const ability of abilities(job(more), provider, now)) assert.ok(named.has(ability), ability);
    }
    for (const ability of named) {
      assert.ok(
        table.some(([, , , can]) => !can.includes(ability)),
        ability,
      );
    }
  });

  it('holds in no status beside those that lists are narrowed to', () => {
    for (const [, more, provider, can] of table) {
      for (const ability of can) {
        const statuses = statusesFor(ability) ?? jobStatuses;
        assert.ok(statuses.includes(job(more).status), ability);
        const others = jobStatuses.filter((status) => !statuses.includes(status));
        for (const status of others) assert.equal(isAble(ability, job({ ...more, status }), provider, now), false);
      }
    }
  });
});
