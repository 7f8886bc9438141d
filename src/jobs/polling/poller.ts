import { type Gateway, isLoopback } from '../gateway';
import type { Tracker } from '../intake/tracker';
import { isActive, type JobRecord } from '../job';
import type { Claim } from '../ledger/claims';
import type { JobsChange, JobStore } from '../ledger/store';
import type { Disposable, JobSettings, Logger } from '../ports';
import type { Forecast } from './forecast';
import { ServerPolls } from './serverPolls';

interface PollerDeps {
  store: JobStore;
  gateway: Gateway;
  tracker: Tracker;
  forecast: Pick<Forecast, 'curveOf'>;
  settings(): JobSettings;
  /** Returns false if this machine has no network. */
  isOnline?: () => boolean;
  log: Logger;
  /** Random number from 0 to 1, for jitter. */
  random?: () => number;
}

/** Interval at which each window with followed jobs reads the changes of others, in ms: file watchers are not reliable. */
const syncInterval = 2_000;
/** Lateness of a timer that means the machine slept or its clock was set, and earliness that means it was set back; in ms. */
const late = 15_000;
const early = 1_000;
/** Interval of polls on a machine that seems offline, in ms: it may still have a route to the server. */
const offlineInterval = 5 * 60_000;

/**
 * Polls the jobs in progress. One timer, re-armed after each response, and none while there is nothing to follow. One window
 * per server polls; a ledger lease elects it. The others read its changes and stand by.
 */
export class Poller {
  readonly #servers = new Map<string, ServerPolls>();
  /** Server that polls a job, by key. */
  readonly #serverOf = new Map<string, string>();
  readonly #leases = new Map<string, Claim>();
  /** Time of the next try for servers that seem out of reach without a network, in ms since the epoch. */
  readonly #offlineUntil = new Map<string, number>();
  readonly #abort = new AbortController();
  readonly #listeners: Disposable[];
  #timer: NodeJS.Timeout | undefined;

  readonly #deps: PollerDeps;

  constructor(deps: PollerDeps) {
    this.#deps = deps;
    this.#listeners = [
      deps.store.onDidChange((change) => this.#onChange(change)),
      deps.store.onSignal(() => this.#arm()),
    ];
  }

  /** Polls everything now, except where a provider named a wait: at start, on focus, after sleep, with a new key. */
  wake(): void {
    const followed = this.#deps.store.due.filter(isFollowed);
    const keys = new Set(followed.map(({ key }) => key));
    for (const key of [...this.#serverOf.keys()]) if (!keys.has(key)) this.#unfollow(key);
    for (const job of followed) this.#follow(job);
    for (const server of this.#servers.values()) server.hurry();
    this.#offlineUntil.clear();
    this.#arm();
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    clearTimeout(this.#timer);
    this.#abort.abort();
    for (const lease of this.#leases.values()) lease.release();
  }

  #onChange({ changed, removed }: JobsChange): void {
    for (const key of removed) this.#unfollow(key);
    for (const job of changed) {
      if (isFollowed(job)) this.#follow(job);
      else this.#unfollow(job.key);
    }
    this.#arm();
  }

  #follow(job: JobRecord): void {
    const name = `${job.provider} ${job.origin}`;
    if (this.#serverOf.get(job.key) !== name) this.#unfollow(job.key);
    let server = this.#servers.get(name);
    if (!server) {
      const { signal } = this.#abort;
      const random = () => (this.#deps.random ?? Math.random)();
      server = new ServerPolls(job.provider, job.origin, { ...this.#deps, random, signal, onIdle: () => this.#arm() });
      this.#servers.set(name, server);
    }
    this.#serverOf.set(job.key, name);
    server.schedule.add(job);
  }

  #unfollow(key: string): void {
    const name = this.#serverOf.get(key);
    const server = name === undefined ? undefined : this.#servers.get(name);
    if (name === undefined || !server) return;
    this.#serverOf.delete(key);
    server.schedule.delete(key);
    if (server.schedule.size > 0) return;
    this.#servers.delete(name);
    this.#leases.get(name)?.release();
    this.#leases.delete(name);
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#abort.signal.aborted || this.#servers.size === 0) return;
    let next = Date.now() + syncInterval;
    for (const [name, server] of this.#servers) {
      try {
        if (this.#lead(name, server.provider)) next = Math.min(next, this.#run(name, server));
      } catch (error) {
        this.#deps.log.warn('Polling is put off', error);
      }
    }
    this.#armAt(next);
  }

  #armAt(time: number): void {
    const planned = Math.max(Date.now(), time);
    const onTimer = () => {
      const behind = Date.now() - planned;
      try {
        this.#deps.store.sync();
      } catch (error) {
        this.#deps.log.warn('Changes of another window could not be read', error);
      }
      if (behind > late || behind < -early) this.wake();
      else this.#arm();
    };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(onTimer, planned - Date.now());
  }

  /**
   * Takes or renews the lease of a server; returns true if this window polls it. If the leader dies, another window takes
   * over at its next sync. A provider that only another window knows is left to that window.
   */
  #lead(name: string, provider: string): boolean {
    if (!this.#deps.gateway.provider(provider)) {
      this.#leases.get(name)?.release();
      this.#leases.delete(name);
      return false;
    }
    if (this.#leases.get(name)?.held) return true;
    const lease = this.#deps.store.claims.take(`poll:${name}`);
    if (lease) this.#leases.set(name, lease);
    else this.#leases.delete(name);
    return lease !== undefined;
  }

  #run(name: string, server: ServerPolls): number {
    return this.#isOffline(name, server) ? Infinity : server.run();
  }

  /** Returns true if polls are suspended for lack of a network; when it is back, everything is polled at once. */
  #isOffline(name: string, server: ServerPolls): boolean {
    const now = Date.now();
    const until = this.#offlineUntil.get(name);
    if (isLoopback(server.origin) || (this.#deps.isOnline?.() ?? true)) {
      if (until === undefined) return false;
      this.#offlineUntil.delete(name);
      server.hurry();
      return false;
    }
    const isTryDue = until !== undefined && until <= now;
    if (isTryDue || until === undefined || until > now + offlineInterval) {
      this.#offlineUntil.set(name, now + offlineInterval);
    }
    if (!isTryDue) this.#deps.gateway.setOffline(server.provider);
    return !isTryDue;
  }
}

/** The sandbox is another server in each window, and only its own window can reach it; so servers are told apart by origin. */
const isFollowed = (job: JobRecord): boolean => job.watching && isActive(job) && job.id !== undefined;
