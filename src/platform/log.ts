import * as vscode from 'vscode';
import type { Redactor } from '../api/redact';
import type { Logger } from '../jobs/ports';

export interface Log extends Logger, vscode.Disposable {
  show(): void;
}

const longest = 2000;

/** The output channel "Video Jobs". Nothing gets into it but through the redactor. */
export function createLog(redactor: Pick<Redactor, 'text'>): Log {
  const channel = vscode.window.createOutputChannel('Video Jobs', { log: true });
  const line = (message: string, facts: unknown[]) => logLine(redactor, message, facts);
  return {
    debug: (message, ...facts) => channel.debug(line(message, facts)),
    info: (message, ...facts) => channel.info(line(message, facts)),
    warn: (message, ...facts) => channel.warn(line(message, facts)),
    error: (message, ...facts) => channel.error(line(message, facts)),
    show: () => channel.show(true),
    dispose: () => channel.dispose(),
  };
}

/** One line without keys; what strangers wrote cannot begin a line of its own. */
export function logLine(redactor: Pick<Redactor, 'text'>, message: string, facts: readonly unknown[]): string {
  const text = redactor.text([message, ...facts.map(describe)].join(' '));
  const line = text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

function describe(fact: unknown): string {
  if (fact instanceof Error) return describeError(fact);
  if (typeof fact === 'string') return fact;
  try {
    return JSON.stringify(fact) ?? String(fact);
  } catch {
    return String(fact);
  }
}

/** Only what is known to be harmless of an error: libraries hang requests with their headers on theirs. */
function describeError(error: Error, depth = 0): string {
  const { name, message, cause } = error;
  const { kind, code, httpStatus, requestId } = error as unknown as Record<string, unknown>;
  const facts = Object.entries({ kind, code, httpStatus, requestId })
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([key, value]) => `${key}=${String(value)}`);
  const own = [`${name}: ${message}`, facts.length > 0 ? `(${facts.join(', ')})` : ''].filter(Boolean).join(' ');
  return cause instanceof Error && depth < 3 ? `${own} ← ${describeError(cause, depth + 1)}` : own;
}
