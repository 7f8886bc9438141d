import * as vscode from 'vscode';
import { isPlainHttp } from '../../api/baseUrl';
import type { Cause, Diagnosis } from '../../api/diagnosis/diagnosis';
import type { Capabilities } from '../../api/types';
import { formatClock, formatDay, formatNumber } from '../format';
import { runCommand } from '../run';
import { inMessage, plain } from '../text';
import { formTitleOf, titleOf } from '../titles';
import { accountWords, limitWords } from '../words/costWords';
import { type Action, failureText, regionActions } from './failure';

/** Shows all findings of a test in a modal dialog, with actions that help. */
export async function showFindings(id: string, found: Diagnosis, can: Capabilities): Promise<void> {
  const actions = new Map<string, () => Thenable<unknown>>([...remedies(found, id), ...always(id)]);
  const options = { modal: true, detail: findings(found, can).join('\n') };
  const show = found.ok ? vscode.window.showInformationMessage : vscode.window.showErrorMessage;
  const chosen = await show(headline(found), options, ...actions.keys());
  await (chosen && actions.get(chosen)?.());
}

/** Shows the headline of a test as a notification; "Details" opens the findings. */
export async function tellFindings(id: string, found: Diagnosis, can: Capabilities): Promise<void> {
  const more = vscode.l10n.t('Details');
  const actions = new Map<string, () => Thenable<unknown>>([
    ...(found.ok ? [] : remedies(found, id)),
    [more, () => showFindings(id, found, can)],
  ]);
  const show = found.ok ? vscode.window.showInformationMessage : vscode.window.showErrorMessage;
  const chosen = await show(headline(found), ...actions.keys());
  await (chosen && actions.get(chosen)?.());
}

const headline = ({ error, message }: Diagnosis): string =>
  error?.message === message ? failureText(error) : inMessage(message, 600);

/** Returns the findings of a test, one line each. */
function findings(found: Diagnosis, can: Capabilities): string[] {
  const { address, exchange, error, account } = found;
  const lines = [
    address && vscode.l10n.t('URL: {0}', plain(address)),
    isUnencrypted(address) &&
      vscode.l10n.t('Encryption: none. Others on the network can read what is sent, including an API key'),
    way(found),
    certificate(found),
    exchange?.status !== undefined &&
      vscode.l10n.t('Response: HTTP {0} after {1} ms', exchange.status, formatNumber(exchange.ms)),
    exchange?.requestId && vscode.l10n.t('Request: {0}', plain(exchange.requestId)),
    error?.retryAfterMs !== undefined &&
      vscode.l10n.t('Rate limited until {0}', formatClock(Date.now() + error.retryAfterMs)),
    exchange?.limit && limitWords(exchange.limit),
    account && accountWords(account),
    found.ok && abilities(can, found.can),
  ];
  return lines.filter((line): line is string => typeof line === 'string' && line !== '');
}

const isUnencrypted = (address = ''): boolean => URL.canParse(address) && isPlainHttp(new URL(address));

function way({ examined, exchange }: Diagnosis): string | undefined {
  if (!examined) return undefined;
  const { client, route } = examined;
  const proxy = exchange?.proxy ?? (route?.proxy && new URL(route.proxy).host);
  if (!route) return vscode.l10n.t('Route: unknown, because the setting {0} is not a URL', 'http.proxy');
  switch (route.by) {
    case 'setting':
      return vscode.l10n.t('Route: via proxy {0} (setting {1})', proxy ?? '', 'http.proxy');
    case 'environment':
      return vscode.l10n.t('Route: via proxy {0} (environment)', proxy ?? '');
    case 'noProxy':
      return vscode.l10n.t('Route: direct, excluded from the proxy');
    case 'off':
      return vscode.l10n.t('Route: direct, because {0} is off', 'http.proxySupport');
    default:
      return client === 'vscode' && route.by === 'nothing'
        ? vscode.l10n.t('Route: decided by VS Code')
        : vscode.l10n.t('Route: direct');
  }
}

function certificate({ examined }: Diagnosis): string | undefined {
  const met = examined?.certificate;
  if (!met) return undefined;
  const issuer = plain(met.issuer);
  const until = formatDay(met.validTo);
  if (met.problem) {
    return vscode.l10n.t(
      'Certificate: for {0}, issued by {1}, valid until {2}; not trusted ({3})',
      plain(met.subject),
      issuer,
      until,
      met.problem,
    );
  }
  return met.wellKnown
    ? vscode.l10n.t('Certificate: issued by {0}, valid until {1}', issuer, until)
    : vscode.l10n.t('Certificate: issued by {0}, which only this system trusts, valid until {1}', issuer, until);
}

const operations = ['list', 'remix', 'edit', 'extend', 'delete', 'cancel', 'models'] as const;

/** @param now capabilities without those the server refused @param type capabilities of its type */
function abilities(now: Capabilities, type = now): string {
  const able = operations.filter((name) => now[name] && type[name]).join(', ');
  const lacks = operations.filter((name) => type[name] && !now[name]).join(', ');
  const can = vscode.l10n.t('Supports: {0}', ['create', able].filter(Boolean).join(', '));
  return lacks ? `${can}\n${vscode.l10n.t('Not supported by this server: {0}', lacks)}` : can;
}

const ofKey: readonly Cause[] = ['keyMissing', 'keyRefused', 'forbidden'];
const ofAddress: readonly Cause[] = ['name', 'refused', 'otherName', 'noTls', 'notPublic', 'wrongPath', 'wrongType'];
const ofNetwork: readonly Cause[] = [
  'proxySetting',
  'proxyUnreachable',
  'proxySignIn',
  'proxyRefusal',
  'untrusted',
  'connectTimeout',
];

function remedies({ cause, otherRegions = [] }: Diagnosis, provider: string): Action[] {
  if (ofKey.includes(cause)) {
    const setKey: Action = [formTitleOf('setApiKey'), () => runCommand('setApiKey', { provider })];
    return [setKey, ...regionActions(otherRegions, provider)];
  }
  if (ofAddress.includes(cause)) {
    const edit: Action = [formTitleOf('editProvider'), () => runCommand('editProvider', { id: provider })];
    const why: Action = [titleOf('diagnose'), () => runCommand('diagnose', { provider })];
    return cause === 'wrongType' ? [edit, why] : [edit];
  }
  if (!ofNetwork.includes(cause)) return [];
  const open = () =>
    vscode.commands.executeCommand('workbench.action.openSettings', '@id:http.* @id:videoJobs.network.*');
  return [[vscode.l10n.t('Open Network Settings'), open]];
}

const always = (provider: string): Action[] => [
  [titleOf('copyReport'), () => runCommand('copyReport', { provider })],
  [titleOf('showLog'), () => runCommand('showLog')],
];
