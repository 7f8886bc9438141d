import * as vscode from 'vscode';
import { explain, type Explanation, type Leaf } from '../../api/diagnosis/explain';
import type { Dialect } from '../../api/dialects/dialect';
import { operationsOf } from '../../api/dialects/operations';
import type { Connection } from '../../api/provider';
import { originAndPath, type Redactor } from '../../api/redact';
import { type LoggedResponse, requestedJobId } from '../../api/transport/responseLog';
import type { Capabilities } from '../../api/types';
import type { JobRecord } from '../../jobs/job';
import { formatMoment, formatMoney, formatNumber } from '../format';
import { code } from '../reports/report';

interface DiagnosisFacts {
  connection: Omit<Connection, 'key'>;
  dialect: Dialect;
  /** Capabilities without those that the server refused. */
  can: Capabilities;
  job?: JobRecord;
  /** Oldest first. */
  answers: readonly LoggedResponse[];
}

/** Explains how each response was read and by which rule, as redacted Markdown. Untrusted text is formatted as code. */
export function diagnosisText(facts: DiagnosisFacts, redactor: Pick<Redactor, 'text'>): string {
  const { connection, job, answers } = facts;
  const { provider } = connection;
  const name = provider.label || provider.id;
  const parts = [
    `# ${job ? vscode.l10n.t('How the responses about a job were read') : vscode.l10n.t('How the responses of a provider were read')}`,
    list([
      [vscode.l10n.t('Provider'), code(name)],
      [vscode.l10n.t('Base URL'), code(originAndPath(connection.baseUrl))],
      [vscode.l10n.t('Type'), code(provider.type)],
      [vscode.l10n.t('Job'), job?.id === undefined ? '' : code(job.id)],
      [vscode.l10n.t('Status in Video Jobs'), job ? code(job.status) : ''],
    ]),
    `## ${vscode.l10n.t('Protocol')}`,
    list(operationsOf(facts.dialect).map(({ op, method, path }) => [op, code(`${method} ${path}`)])),
    abilities(facts),
    provider.overrides
      ? `${vscode.l10n.t('Overrides in settings:')}\n\n${block(JSON.stringify(provider.overrides, null, 2))}`
      : vscode.l10n.t('There are no overrides in settings.'),
    `## ${vscode.l10n.t('Responses, newest first')}`,
    ...(answers.length === 0
      ? [vscode.l10n.t('None since this window was opened. Choose “Request Again” or refresh the list.')]
      : [...answers].reverse().map((answer) => answerText(answer, facts))),
  ];
  return redactor.text(`${parts.filter(Boolean).join('\n\n')}\n`);
}

function abilities({ dialect, can }: DiagnosisFacts): string {
  const names = ['list', 'remix', 'edit', 'extend', 'delete', 'cancel', 'models'] as const;
  const refused = names.filter((name) => dialect.capabilities[name] && !can[name]);
  return refused.length > 0
    ? vscode.l10n.t('Rejected by the server (404, 405 or 501) and paused for a while: {0}', refused.join(', '))
    : '';
}

function answerText({ exchange, text }: LoggedResponse, { dialect, connection }: DiagnosisFacts): string {
  const { at, operation = '', method, address, status, ms, requestId } = exchange;
  const found = explain(text, dialect, { baseUrl: connection.baseUrl, id: requestedJobId(exchange) });
  return [
    `### ${formatMoment(at)} · ${operation}`,
    // The ledger's raw answer has no request.
    address &&
      `${code(`${method} ${address}`)} → ${code(status ?? exchange.failure ?? '?')}, ${formatNumber(ms)} ms${requestId ? `, ${code(requestId)}` : ''}`,
    verdict(found, operation),
    understood(found),
    left(found.left),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function verdict({ kind, wordKnown, job, expected }: Explanation, operation: string): string {
  switch (kind) {
    case 'media':
      return vscode.l10n.t('Media.');
    case 'html':
      return vscode.l10n.t('A web page instead of an API response. The path is probably wrong.');
    case 'text':
      return vscode.l10n.t('Not JSON.');
    case 'error':
      return vscode.l10n.t('An error.');
    case 'list':
      return vscode.l10n.t('A list.');
    case 'mismatch':
      return vscode.l10n.t('Not recognized. Expected {0}.', expected ?? '');
    case 'job':
      if (wordKnown === false) {
        return vscode.l10n.t(
          'The status {0} is unknown, so the job is treated as in progress.',
          code(job?.providerStatus ?? ''),
        );
      }
      return job?.status === 'completed' && !job.urls && operation !== 'create'
        ? vscode.l10n.t('Completed without a clip URL. The clip will be requested at the content path.')
        : '';
  }
}

function understood({ parts, job }: Explanation): string {
  if (parts.length === 0) return '';
  const rows = parts.map(({ part, path }) => [part, code(path), code(meaning(part, job))]);
  const head = [vscode.l10n.t('Value'), vscode.l10n.t('Found at'), vscode.l10n.t('Read as')];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function meaning(part: string, job: Explanation['job']): string {
  switch (part) {
    case 'status':
      return `${job?.providerStatus} → ${job?.status}`;
    case 'progress':
      return `${job?.progress} %`;
    case 'address':
      return (job?.urls ?? []).map(placeOf).join(', ');
    case 'thumbnail':
      return placeOf(job?.thumbnailUrl ?? '');
    case 'error':
      return [job?.error?.code, job?.error?.message].filter(Boolean).join(': ');
    case 'cost':
      return job?.cost ? formatMoney(job.cost.amount, job.cost.currency) : '';
    case 'prompt':
      return '…';
    case 'createdAt':
    case 'completedAt':
    case 'expiresAt':
      return formatMoment(job?.[part] ?? 0);
    case 'message':
    case 'code':
      return part;
    default:
      return String(job?.[part as 'model'] ?? '');
  }
}

const placeOf = (address: string): string => (address.startsWith('data:') ? 'data:…' : originAndPath(address));

function left(leaves: readonly Leaf[]): string {
  if (leaves.length === 0) return '';
  const shown = leaves.slice(0, 60).map(({ path, value }) => `- ${code(path)}: ${code(valueText(value))}`);
  return `${vscode.l10n.t('Not used:')}\n\n${shown.join('\n')}`;
}

/** Shortens a value; strips the query, which may hold a signature, from a URL. */
export function valueText(value: Leaf['value']): string {
  if (typeof value !== 'string') return String(value);
  if (/^(https?:|data:)/i.test(value)) return placeOf(value);
  return value.length > 80 ? `${value.slice(0, 80)}…` : value;
}

const list = (entries: readonly (readonly [string, string])[]): string =>
  entries
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `- ${name}: ${value}`)
    .join('\n');

/** Indented code block: no text in it can end the block. */
const block = (text: string): string => text.replace(/^/gm, '    ');
