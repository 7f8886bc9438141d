import * as vscode from 'vscode';
import type { Estimate } from '../../jobs/polling/forecast';
import { formatClock, formatRough } from '../format';

/** Formats a job's estimated remaining time: "about 2 min left". */
export function timeLeft({ endsAt, overdue }: Estimate, now: number): string {
  if (overdue) return vscode.l10n.t('longer than usual');
  const left = endsAt - now;
  return left < 55_000 ? vscode.l10n.t('less than a minute left') : vscode.l10n.t('about {0} left', formatRough(left));
}

/** Formats the estimated end by the clock, for screen readers, which would read out a countdown at every change. */
export function expectedAt({ endsAt, overdue }: Estimate): string {
  if (overdue) return vscode.l10n.t('longer than usual');
  return vscode.l10n.t('expected around {0}', formatClock(endsAt));
}
