import type { Fault } from '../../support/sandbox';
import type { Chance } from '../support/random';
import type { SoakServer } from './server';

const reads = ['get', 'list', 'content', 'media'] as const;
const anywhere = [...reads, 'create'] as const;

/** What goes wrong in half an hour. */
const troubles: readonly ((chance: Chance) => Fault)[] = [
  (chance) => ({ kind: 'status', status: chance.pick([500, 502, 503]), times: 1 + chance.below(4) }),
  (chance) => ({ kind: 'status', status: 429, retryAfter: 5 + chance.below(40), times: 1 }),
  () => ({ kind: 'reset', times: 1 }),
  () => ({ kind: 'cut', times: 1 }),
  () => ({ kind: 'truncatedJson', times: 1 }),
  () => ({ kind: 'empty', times: 1 }),
  () => ({ kind: 'html', times: 2 }),
  () => ({ kind: 'html', status: 502, times: 2 }),
  () => ({ kind: 'wrongJson', times: 1 }),
  () => ({ kind: 'wrongTypes', times: 1 }),
  () => ({ kind: 'jsonError200', times: 1 }),
  () => ({ kind: 'hostile', times: 2 }),
  () => ({ kind: 'redirect', times: 1 }),
  () => ({ kind: 'status', status: 404, times: 1 }),
];

/** Switches one on, for the next requests of some kind. */
export function misfortune(server: SoakServer, chance: Chance): void {
  const fault = chance.pick(troubles)(chance);
  // A server that says no to a job and makes it all the same is believed.
  const onlyReads = fault.kind === 'jsonError200' || fault.status === 404;
  const made = onlyReads ? reads : anywhere;
  server.faults.add({ ...fault, match: { operation: chance.pick(made) } });
}
