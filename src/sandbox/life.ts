import { scenarioOf } from './scenarios';
import type { Ticket } from './ticket';

/** Where a job stands at an instant. Times are ms since the epoch. */
export interface Life {
  phase: 'queued' | 'running' | 'stuck' | 'completed' | 'failed';
  /** 0..1. */
  progress: number;
  created: number;
  completed?: number;
  expires?: number;
  /** The clip was there and is not any more. */
  gone: boolean;
}

/** The share of a job's time that it spends in the queue. */
const queueShare = 0.15;

export function lifeOf(ticket: Ticket, now: number): Life {
  const { created, takes, stays } = ticket;
  const { ending } = scenarioOf(ticket.model);
  const elapsed = takes === 0 ? 1 : (now - created) / takes;
  if (elapsed < queueShare) return { phase: 'queued', progress: 0, created, gone: false };
  if (ending === 'never') return { phase: 'stuck', progress: 0.42, created, gone: false };
  if (elapsed < 1) {
    return { phase: 'running', progress: (elapsed - queueShare) / (1 - queueShare), created, gone: false };
  }
  const completed = created + takes;
  if (ending !== 'completed') return { phase: 'failed', progress: 1, created, completed, gone: false };
  const expires = completed + stays;
  return { phase: 'completed', progress: 1, created, completed, expires, gone: now >= expires };
}

/** Unix seconds, as most video APIs give times. */
export function unixSeconds(ms: number): number {
  return Math.floor(ms / 1000);
}
