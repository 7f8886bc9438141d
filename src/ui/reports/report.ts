import type { Diagnosis } from '../../api/diagnosis/diagnosis';
import { authOf } from '../../api/dialects';
import type { Provider } from '../../api/provider';
import type { Redactor } from '../../api/redact';
import type { Exchange } from '../../api/transport/exchange';
import type { Capabilities } from '../../api/types';
import type { JobRecord, Media, Transfer } from '../../jobs/job';
import { hidePromptIn } from './hidePrompt';
import type { StatusChange } from './history';

/** Facts for a provider's support desk. */
export interface ReportFacts {
  at: number;
  /** Names and versions of the software involved. */
  versions: Readonly<Record<string, string>>;
  providerId: string;
  provider?: Provider;
  /** Base URL; the report contains its origin only. */
  baseUrl?: string;
  capabilities: Capabilities;
  /** HTTP client (`undici` or `vscode`) and the proxy's host. */
  network: string;
  exchanges: readonly Exchange[];
  /** Result of a connection test, if one was just run. */
  test?: Diagnosis;
  job?: JobRecord;
  history?: readonly StatusChange[];
  polling: { minSeconds: number; maxSeconds: number };
  /** Includes the prompt itself rather than its length. */
  withPrompt: boolean;
  home: string;
}

/**
 * Returns a Markdown report, in English regardless of the display language: support desks read it. It contains no key,
 * no URL query, no body and no home folder; the prompt only if the user agreed.
 */
export function reportText(facts: ReportFacts, redactor: Pick<Redactor, 'text'>): string {
  const { withPrompt } = facts;
  const { job, exchanges, history, test } = withPrompt ? facts : withoutPrompt(facts);
  const parts = [
    `# Video Jobs report, ${iso(facts.at)}`,
    lines(facts.versions),
    '## Provider',
    lines(ofProvider({ ...facts, test })),
    ...(job ? ['## Job', lines(ofJob(job, facts)), ...ofHistory(history ?? []), ...ofFiles(job)] : []),
    '## Requests',
    exchanges.length > 0 ? exchangeTable(exchanges) : 'None since this window was opened.',
  ];
  const text = redactor.text(`${parts.filter(Boolean).join('\n\n')}\n`);
  return facts.home.length > 1 ? text.replaceAll(facts.home, '~') : text;
}

function ofProvider({ provider, providerId, baseUrl, capabilities, network, test, polling }: ReportFacts) {
  const can = Object.entries(capabilities).filter(([, value]) => value === true);
  return {
    Type: provider?.type ?? 'no longer configured',
    Name: providerId,
    Origin: baseUrl && new URL(baseUrl).origin,
    Authentication: provider && authOf(provider),
    'Additional headers': provider?.headers && Object.keys(provider.headers).join(', '),
    'Can do': can.map(([name]) => name).join(', ') || 'create only',
    Network: network,
    Polling: `every ${polling.minSeconds} to ${polling.maxSeconds} s`,
    Test: test && `${test.cause}: ${test.message}`,
  };
}

function ofJob(job: JobRecord, { withPrompt, job: original }: ReportFacts) {
  const prompt = original?.prompt;
  const length = prompt === undefined ? undefined : `${Array.from(prompt).length} characters`;
  const { error, pollError } = job;
  return {
    'Job id': job.id ?? 'none was answered',
    'Key here': job.key,
    Origin: job.origin,
    Status: withWord(job.status, job.providerStatus),
    Progress: job.progress,
    Created: iso(job.createdAt),
    Completed: iso(job.completedAt),
    Expires: iso(job.expiresAt),
    'Last change': iso(job.updatedAt),
    Model: job.model,
    Seconds: job.seconds,
    Size: job.size,
    Parent: job.parent && `${job.parent.relation} of ${job.parent.id}`,
    Prompt: withPrompt ? prompt : length,
    'Request id': job.requestId,
    'Error code': error?.code,
    'Error message': error?.message,
    'Error request id': error?.requestId,
    Followed: job.watching ? 'yes' : 'no',
    'Last failed poll':
      pollError && [pollError.code, pollError.message, pollError.requestId].filter(Boolean).join(', '),
    'Not known there since': iso(job.missingSince),
  };
}

function ofHistory(history: readonly StatusChange[]): string[] {
  const items = history.map(
    ({ at, status, providerStatus }) => `- ${iso(at)} ${code(withWord(status, providerStatus))}`,
  );
  return items.length > 0 ? ['### Status, as this window saw it', items.join('\n')] : [];
}

function ofFiles({ media, transfer }: JobRecord): string[] {
  const items = [...media.map(fileLine), ...(transfer ? [transferLine(transfer)] : [])];
  return items.length > 0 ? ['### Files', items.join('\n')] : [];
}

/** "Whole" is certain: a file is recorded only after its length and, for a video, its structure were verified. */
const fileLine = ({ variant, index, bytes, contentType, sha256, path }: Media): string =>
  `- ${variant} ${index}: ${bytes} bytes, ${code(contentType)}, whole, sha256 ${sha256}, ${code(path)}`;

function transferLine({ variant, index, state, receivedBytes = 0, totalBytes, error }: Transfer): string {
  const words = [error?.kind, error?.code, error?.message, error?.requestId].filter(Boolean).join(', ');
  const why = words === '' ? '' : `; ${code(words)}`;
  return `- ${variant} ${index}: ${state}, ${receivedBytes} of ${totalBytes ?? 'unknown'} bytes${why}`;
}

function exchangeTable(exchanges: readonly Exchange[]): string {
  const rows = exchanges.map((each) => [
    iso(each.at),
    each.operation,
    code(`${each.method} ${each.address}`),
    each.status ?? (each.failure && code(each.failure)),
    `${each.ms} ms`,
    each.times > 1 ? `×${each.times}` : '',
    [each.contentType && code(each.contentType), each.bytes !== undefined && `${each.bytes} bytes`]
      .filter(Boolean)
      .join(', '),
    each.requestId && code(each.requestId),
    each.proxy && code(each.proxy),
  ]);
  const head = ['Time', 'Operation', 'Request', 'Answer', 'Took', 'Times', 'Content', 'Request id', 'Proxy'];
  return [head, head.map(() => '---'), ...rows]
    .map((row) => `| ${row.map((one) => one ?? '').join(' | ')} |`)
    .join('\n');
}

function lines(facts: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(facts)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `- ${name}: ${code(value!)}`)
    .join('\n');
}

/** Formats untrusted text as inline code: no link, image or line break. */
export function code(value: string | number): string {
  const text = cell(value);
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return longest > 0 ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`;
}

const cell = (value: string | number = ''): string =>
  String(value)
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replaceAll('|', '\\|')
    .slice(0, 2000);

const withWord = (status: string, word?: string): string =>
  word === undefined || word === status ? status : `${status} (${word})`;

const iso = (at?: number): string | undefined =>
  at === undefined || !Number.isFinite(at) || Math.abs(at) > 8.64e15 ? undefined : new Date(at).toISOString();

/** The facts without the prompt in anything that a server, or a file name made from it, repeats. */
function withoutPrompt(facts: ReportFacts): ReportFacts {
  const { job, exchanges, history, test } = facts;
  const prompts = [job?.prompt, job?.request?.prompt].filter((prompt) => prompt !== undefined);
  const hide = <T>(value: T): T => prompts.reduce((rest, prompt) => hidePromptIn(rest, prompt), value);
  const { error, pollError, transfer, media, providerStatus } = job ?? {};
  return {
    ...facts,
    job: job && { ...job, ...hide({ error, pollError, transfer, media: media ?? [], providerStatus }) },
    exchanges: hide(exchanges),
    history: hide(history),
    test: hide(test),
  };
}
