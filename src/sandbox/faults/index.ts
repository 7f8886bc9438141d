import type { Operation } from '../http';
import type { SandboxSystem } from '../systems';
import { effects, type FaultKind, type FaultOptions } from './kinds';

/** Something that goes wrong on purpose. */
export interface Fault extends FaultOptions {
  kind: FaultKind;
  /** Which requests it befalls; all, if absent. */
  match?: { system?: SandboxSystem; operation?: Operation | readonly Operation[]; id?: string };
  /** How many requests it befalls before it is over; every one, if absent. */
  times?: number;
}

export interface Subject {
  system?: SandboxSystem;
  operation?: Operation;
  id?: string;
}

export { effects, type FaultKind, type FaultOptions };

/** The faults switched on now; the newest that fits a request befalls it. */
export class Faults {
  private active: { fault: Fault; left: number }[] = [];

  /** Switches a fault on. Answers what switches it off. */
  add(fault: Fault): () => void {
    const entry = { fault, left: fault.times ?? Infinity };
    this.active.unshift(entry);
    return () => {
      this.active = this.active.filter((each) => each !== entry);
    };
  }

  clear(): void {
    this.active = [];
  }

  /** The fault for a request, its `times` counted. */
  take(subject: Subject): Fault | undefined {
    const entry = this.active.find(({ fault, left }) => left > 0 && fits(fault.match, subject));
    if (!entry) return undefined;
    entry.left -= 1;
    return entry.fault;
  }
}

function fits(match: Fault['match'] = {}, { system, operation, id }: Subject): boolean {
  const wanted = match.operation === undefined ? undefined : [match.operation].flat();
  return (
    (match.system === undefined || match.system === system) &&
    (wanted === undefined || (operation !== undefined && wanted.includes(operation))) &&
    (match.id === undefined || match.id === id)
  );
}
