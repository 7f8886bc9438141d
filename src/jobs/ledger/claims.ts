import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Logger } from '../ports';
import type { Ledger } from './ledger';

/** Lifetime of a claim that is not renewed, in ms. */
export const claimTtl = 15_000;
/** Interval between renewals, in ms. */
const renewEvery = 5_000;

export interface Claim {
  /** False once another window has taken it, or after `release`. */
  readonly held: boolean;
  release(): void;
}

/** Leases in the ledger, shared by all windows: for the poller, for requests in flight and for downloads. */
export class Claims {
  readonly #holder = `${hostname()}|${process.pid}|${randomUUID()}`;
  readonly #held = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  readonly #ledger: Ledger;
  readonly #log: Logger;

  constructor(ledger: Ledger, log: Logger) {
    this.#ledger = ledger;
    this.#log = log;
  }

  /** Takes a claim, renewed until released. Returns undefined while another holder has it. */
  take(name: string): Claim | undefined {
    if (this.#held.has(name) || this.takenUntil(name) !== undefined) return undefined;
    const acquired = this.#ledger.write(() => {
      // Check again under the write lock.
      if (this.takenUntil(name) !== undefined) return false;
      this.#ledger.setClaim(name, this.#holder, Date.now() + claimTtl);
      return true;
    });
    if (!acquired) return undefined;
    this.#held.add(name);
    this.#timer ??= setInterval(() => this.#renew(), renewEvery);
    this.#timer.unref();
    const isHeld = () => this.#held.has(name);
    let released = false;
    return {
      get held() {
        return !released && isHeld();
      },
      release: () => {
        if (released) return;
        released = true;
        this.#release([name]);
      },
    };
  }

  /** Returns the claim's expiry (ms since the epoch), or undefined if it is free. */
  takenUntil(name: string): number | undefined {
    const claim = this.#ledger.claim(name);
    if (!claim || claim.expires <= Date.now() || isDead(claim.holder)) return undefined;
    return claim.expires;
  }

  dispose(): void {
    this.#release([...this.#held]);
  }

  #release(names: string[]): void {
    const dropped = names.filter((name) => this.#held.delete(name));
    if (this.#held.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    if (dropped.length === 0 || !this.#ledger.isOpen) return;
    try {
      this.#ledger.write(() => dropped.forEach((name) => this.#ledger.dropClaim(name, this.#holder)));
      this.#ledger.signal();
    } catch (error) {
      // The claim expires on its own.
      this.#log.warn('A claim could not be released', error);
    }
  }

  #renew(): void {
    try {
      this.#ledger.write(() => {
        for (const name of this.#held) {
          if (!this.#ledger.renewClaim(name, this.#holder, Date.now() + claimTtl)) this.#held.delete(name);
        }
      });
    } catch (error) {
      this.#log.warn('Claims could not be renewed', error);
    }
  }
}

/** Detects a dead holder on this machine. For other hosts and reused process ids only the expiry decides. */
function isDead(holder: string): boolean {
  const [host, pid] = holder.split('|');
  if (host !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
