import * as vscode from 'vscode';
import type { Redactor } from '../api/redact';
import type { Logger } from '../jobs/ports';

export interface Log extends Logger, vscode.Disposable {
  show(): void;
}

const maxLength = 2000;

/** Creates the output channel "Video Jobs". Every line goes through the redactor. */
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

/** Formats one log line without keys. Untrusted text cannot start a line of its own. */
export function logLine(redactor: Pick<Redactor, 'text'>, message: string, facts: readonly unknown[]): string {
  const text = redactor.text([message, ...facts.map(describe)].join(' '));
  const line = text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
  return line.length > maxLength ? `${line.slice(0, maxLength)}…` : line;
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

/** Describes an error by an allow-list of fields: libraries attach requests with their headers to errors. */
function describeError(error: Error, depth = 0): string {
  const { name, message, cause } = error;
  const { kind, code, httpStatus, requestId } = error as unknown as Record<string, unknown>;
  const facts = Object.entries({ kind, code, httpStatus, requestId })
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([key, value]) => `${key}=${String(value)}`);
  const text = [`${name}: ${message}`, facts.length > 0 ? `(${facts.join(', ')})` : ''].filter(Boolean).join(' ');
  return cause instanceof Error && depth < 3 ? `${text} ← ${describeError(cause, depth + 1)}` : text;
}
