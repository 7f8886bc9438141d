import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Ledger } from './ledger';
import type { Logger } from '../ports';

/** A claim that was not renewed for this long is free. ms. */
export const claimTtl = 15_000;
const beat = 5_000;

export interface Claim {
  /** False once another window has taken it, or after `release`. */
  readonly held: boolean;
  release(): void;
}

/** Who does what, across windows: one mechanism for the poller, for requests on their way and for downloads. */
export class Claims {
  readonly #holder = `${hostname()}|${process.pid}|${randomUUID()}`;
  readonly #held = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly ledger: Ledger,
    private readonly log: Logger,
  ) {}

  /** The claim, renewed until released; or nothing where someone else has it. */
  take(name: string): Claim | undefined {
    if (this.#held.has(name) || this.takenUntil(name) !== undefined) return undefined;
    const taken = this.ledger.write(() => {
      // Again, now that nobody else can write.
      if (this.takenUntil(name) !== undefined) return false;
      this.ledger.setClaim(name, this.#holder, Date.now() + claimTtl);
      return true;
    });
    if (!taken) return undefined;
    this.#held.add(name);
    this.#timer ??= setInterval(() => this.#renew(), beat);
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

  /** When the claim runs out (ms since the epoch); nothing where it is free. */
  takenUntil(name: string): number | undefined {
    const claim = this.ledger.claim(name);
    if (!claim || claim.expires <= Date.now() || isDead(claim.holder)) return undefined;
    return claim.expires;
  }

  dispose(): void {
    this.#release([...this.#held]);
  }

  #release(names: string[]): void {
    const mine = names.filter((name) => this.#held.delete(name));
    if (this.#held.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    if (mine.length === 0 || !this.ledger.isOpen) return;
    try {
      this.ledger.write(() => mine.forEach((name) => this.ledger.dropClaim(name, this.#holder)));
      this.ledger.signal();
    } catch (error) {
      // It runs out by itself.
      this.log.warn('A claim could not be released', error);
    }
  }

  #renew(): void {
    try {
      this.ledger.write(() => {
        for (const name of this.#held) {
          if (!this.ledger.renewClaim(name, this.#holder, Date.now() + claimTtl)) this.#held.delete(name);
        }
      });
    } catch (error) {
      this.log.warn('Claims could not be renewed', error);
    }
  }
}

/** Certain only for a process of this machine; elsewhere, and for a number used anew, time decides. */
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
