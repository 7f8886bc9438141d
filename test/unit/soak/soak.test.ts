import assert from 'node:assert/strict';
import type { SinonFakeTimers } from 'sinon';
import { createClient } from '../../../src/api/client';
import { capabilitiesOf } from '../../../src/api/dialects';
import { createTransport } from '../../../src/api/transport/transport';
import { asVideoJobsError } from '../../../src/jobs/gateway';
import type { JobRecord } from '../../../src/jobs/job';
import { ledgerFile } from '../../../src/jobs/ledger/file';
import { createJobService, type LiveJobService } from '../../../src/jobs/service';
import { sandboxSystems } from '../../../src/sandbox';
import { typeOf } from '../../support/sandbox/systems';
import { calm, Folders, LogBook } from '../jobs/support';
import { stopClock } from '../support/clock';
import { inFull } from '../support/effort';
import { Chance, seed } from '../support/random';
import { misfortune } from './bad';
import { DiskMeter } from './diskMeter';
import { endsAsTold, fixedPolls, type Sent } from './expected';
import { SoakDoor, SoakServer } from './server';

const jobsEach = inFull ? 50 : 8;
const minutes = 30;
/** Of what sets out in the first of them. */
const busyMinutes = 20;
/** How often the user looks in, in all that time. */
const looks = 15;
const models = [
  ...[
    'sandbox-video',
    'sandbox-video',
    'sandbox-fast',
    'sandbox-slow',
    'sandbox-slow',
    'sandbox-many',
    'sandbox-fails',
  ],
  ...['sandbox-moderated', 'sandbox-moderated-late', 'sandbox-expires', 'sandbox-no-media', 'sandbox-stuck'],
];

/** Ten providers and one window, for half an hour in which much goes wrong. */
describe('soak: half an hour of failures', () => {
  const folders = new Folders();
  const chance = new Chance(seed);
  const log = new LogBook();
  const servers = sandboxSystems.flatMap((system, index) =>
    [1, 2].map((number) => new SoakServer(`${system}${number}`, system, 9000 + index * 2 + number)),
  );
  const door = new SoakDoor(servers);
  const sent: Sent[] = [];
  let clock: SinonFakeTimers;
  let window: LiveJobService;
  let ledger: string;
  let disk: DiskMeter;
  /** Requests for the state of jobs in the half hour. */
  const polls = new Map<SoakServer, number>();
  const count = ({ requests }: SoakServer, operation: string) => requests.get(operation) ?? 0;

  /** Time goes by; what waits for the disk or a server is waited for. */
  async function pass(ms: number): Promise<void> {
    await clock.tickAsync(ms);
    for (let quiet = 0; quiet < 3;) {
      await calm(1);
      quiet = disk.pending === 0 && door.busy === 0 ? quiet + 1 : 0;
    }
  }

  before(async () => {
    disk = await DiskMeter.start();
    clock = stopClock();
    ledger = folders.make();
    window = open(servers, door, ledger, folders.make(), log);
  });

  after(() => {
    window.dispose();
    clock.restore();
    disk.stop();
    folders.clear();
  });

  it(`brings ${jobsEach * servers.length} jobs to where the server says, each paid once`, async () => {
    const due = servers
      .flatMap((server) =>
        Array.from({ length: jobsEach }, (_, number) => ({
          server,
          prompt: `soak-${server.id}-${number}`,
          model: models[number % models.length]!,
          at: chance.next() * busyMinutes * 60_000,
        })),
      )
      .sort((a, b) => a.at - b.at);
    const start = Date.now();
    for (let second = 0; second < minutes * 60; second++) {
      while (due.length > 0 && due[0]!.at <= Date.now() - start) sent.push(create(window, due.shift()!));
      if (second < busyMinutes * 60 && second % 3 === 0) misfortune(chance.pick(servers), chance);
      if (second === busyMinutes * 60) for (const { faults } of servers) faults.clear();
      // The user looks in now and then.
      if (second % ((minutes * 60) / looks) === 0) window.wake();
      await pass(1000);
    }
    for (const server of servers) polls.set(server, count(server, 'get') + count(server, 'list'));
    await settle(window, servers, pass);
    const jobs = new Map<string, JobRecord>();
    for (const job of window.jobs) {
      assert.ok(
        !jobs.has(job.prompt!),
        `${job.prompt} is there twice:\n${JSON.stringify([job, jobs.get(job.prompt!)])}`,
      );
      jobs.set(job.prompt!, job);
    }
    for (const one of sent) {
      const made = one.server.made(one.prompt);
      assert.ok(made.length <= 1, `${one.prompt} was made ${made.length} times`);
      endsAsTold(one, made[0], jobs.get(one.prompt));
    }
    process.stdout.write(lines(servers, window.jobs, sent, start));
  });

  it('sends fewer requests than polling each job every five seconds', () => {
    for (const server of servers) {
      const own = sent.filter((one) => one.server === server);
      const most = fixedPolls(own, window.jobs) + looks;
      assert.ok(polls.get(server)! <= most, `${server.id}: ${polls.get(server)} of ${most}`);
    }
  });

  it('leaves no timer, no claim and no unexpected failure', async () => {
    for (const job of window.jobs) if (job.watching) window.stopWatching({ key: job.key });
    // As long as a server that has no clip for a job is asked for it all the same.
    for (let minute = 0; minute < 15; minute++) await pass(60_000);
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
    const db = new DatabaseSync(ledgerFile(ledger), { readOnly: true });
    assert.deepEqual(db.prepare('SELECT name FROM claims').all(), []);
    db.close();
    assert.deepEqual(pendingTimers(clock), []);
    assert.deepEqual(
      log.lines.filter((line) => /^(warn|error)/.test(line)),
      [],
    );
  });
});

function open(servers: readonly SoakServer[], door: SoakDoor, folder: string, library: string, log: LogBook) {
  const transport = createTransport({ network: () => ({}), userAgent: 'soak', createHttpClient: () => door });
  const all = servers.map(({ id, system, baseUrl }) => ({ id, type: typeOf(system), baseUrl }));
  const find = (id: string) => all.find((provider) => provider.id === id);
  return createJobService({
    folder,
    providers: {
      all,
      find,
      connect: async (id) => ({
        provider: find(id)!,
        baseUrl: find(id)!.baseUrl,
        key: servers.find((server) => server.id === id)!.key,
      }),
      onDidChange: () => ({ dispose() {} }),
    },
    clientFor: (connection) => createClient(connection, transport),
    capabilitiesOf,
    settings: () => ({
      libraryFolder: library,
      fileNameTemplate: '{prompt}',
      autoDownload: true,
      minPollSeconds: 4,
      maxPollSeconds: 30,
    }),
    log,
  });
}

function create(window: LiveJobService, { server, prompt, model }: Omit<Sent, 'at'>): Sent {
  const one: Sent = { server, prompt, model, at: Date.now() };
  void window
    .create({ provider: server.id, prompt, model, seconds: 4, size: '1280x720' })
    .catch((error: unknown) => (one.refused = asVideoJobsError(error)));
  return one;
}

/** The user tells what became of the requests without an answer, and asks once more for all. */
async function settle(
  window: LiveJobService,
  servers: readonly SoakServer[],
  pass: (ms: number) => Promise<void>,
): Promise<void> {
  for (const { key, provider, prompt, status } of window.jobs) {
    if (status !== 'uncertain') continue;
    const id = servers.find((server) => server.id === provider)!.made(prompt!)[0];
    if (id !== undefined) await window.resolveUncertain(key, { id });
  }
  for (let round = 0; round < 3; round++) {
    await window.refresh();
    for (const { provider, id, status, outputs = 1 } of window.jobs) {
      // A clip that a server denied having, once, is fetched at the user's word.
      for (let index = 0; status === 'completed' && index < outputs; index++) {
        void window.download({ provider, id: id!, index }).catch(() => {});
      }
    }
    for (let second = 0; second < 70; second++) await pass(1000);
  }
}

function lines(
  servers: readonly SoakServer[],
  jobs: readonly JobRecord[],
  sent: readonly Sent[],
  start: number,
): string {
  const one = (server: SoakServer) => {
    const own = jobs.filter(({ provider }) => provider === server.id);
    const statuses = ['completed', 'failed', 'cancelled', 'expired', 'uncertain', 'in_progress', 'queued'] as const;
    const ends = statuses.map((status) => [own.filter((job) => job.status === status).length, status] as const);
    const requests = [...server.requests].sort().map(([operation, count]) => `${operation} ${count}`);
    const polls = fixedPolls(
      sent.filter((each) => each.server === server),
      jobs,
    );
    return (
      `      ${server.id.padEnd(12)} ${server.paid} paid; ` +
      `${ends
        .filter(([count]) => count > 0)
        .map((end) => end.join(' '))
        .join(', ')}; ` +
      `${requests.join(', ')} (5 s polls: ${polls})\n`
    );
  };
  const passed = Math.round((Date.now() - start) / 60_000);
  return `      seed ${seed}, ${passed} minutes\n${servers.map(one).join('')}`;
}

/** Delay in ms and code of each timer that still runs. */
function pendingTimers(clock: SinonFakeTimers): string[] {
  const { timers = {} } = clock as unknown as { timers?: Record<string, { delay: number; func: () => void }> };
  return Object.values(timers).map(({ delay, func }) => `${delay} ms: ${String(func).slice(0, 300)}`);
}
