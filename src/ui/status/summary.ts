import * as vscode from 'vscode';
import { commandId, type CommandName } from '../../commandIds';
import type { JobRecord } from '../../jobs/job';
import { formatClock, formatNumber, formatPercent } from '../format';
import { appendPlain } from '../markdown';
import { commandLink } from '../run';
import { titleOf } from '../titles';
import { jobTitle, statusWord } from '../words/jobWords';

/** Maximum number of jobs in the tooltip, to fit a small screen. */
const listed = 8;
const enabledCommands: CommandName[] = ['preview', 'download', 'showActive', 'create', 'refresh'];

/** Returns a job's progress, or its status. */
const stage = (job: JobRecord): string =>
  job.status === 'in_progress' && job.progress !== undefined ? formatPercent(job.progress) : statusWord(job.status);

/**
 * Returns the text of the status bar item. VS Code parses icons in it, so it contains no untrusted text.
 * @param still disables the spinning icon
 */
export function statusText(active: readonly JobRecord[], still: boolean): { text: string; spoken: string } {
  const icon = still ? '$(sync)' : '$(sync~spin)';
  const [first] = active;
  if (active.length === 1 && first) {
    const words = stage(first);
    return { text: `${icon} ${vscode.l10n.t('Video: {0}', words)}`, spoken: vscode.l10n.t('Video job: {0}', words) };
  }
  const count = formatNumber(active.length);
  return {
    text: `${icon} ${vscode.l10n.t('{0} videos', count)}`,
    spoken: vscode.l10n.t('{0} video jobs in progress', count),
  };
}

/** Text about clips that expire, by the clock, which stays valid until the next change. @param expiring soonest first */
export function expiryText(expiring: readonly JobRecord[]): { text: string; spoken: string } {
  const clock = formatClock(expiring[0]!.expiresAt!);
  const words =
    expiring.length === 1
      ? vscode.l10n.t('Clip expires at {0}', clock)
      : vscode.l10n.t('{0} clips expire, the first one at {1}', formatNumber(expiring.length), clock);
  return { text: `$(warning) ${words}`, spoken: words };
}

/** Lists jobs in progress, clips that expire, and commands. Only our own commands are trusted. */
export function statusTooltip(
  active: readonly JobRecord[],
  expiring: readonly JobRecord[] = [],
  leftOf: (job: JobRecord) => string | undefined = () => undefined,
): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  markdown.isTrusted = { enabledCommands: enabledCommands.map(commandId) };
  const heading =
    active.length === 1
      ? vscode.l10n.t('1 video job in progress')
      : vscode.l10n.t('{0} video jobs in progress', formatNumber(active.length));
  if (active.length > 0) markdown.appendMarkdown(`**${heading}**\n\n`);
  for (const job of active.slice(0, listed)) {
    markdown.appendMarkdown('- ');
    appendPlain(markdown, [stage(job), leftOf(job), jobTitle(job, 60)].filter(Boolean).join(' · '));
    markdown.appendMarkdown(` — ${commandLink(vscode.l10n.t('Open'), 'preview', { key: job.key })}\n`);
  }
  if (active.length > listed) {
    markdown.appendMarkdown(`- ${vscode.l10n.t('and {0} more', formatNumber(active.length - listed))}\n`);
  }
  for (const job of expiring.slice(0, listed)) {
    markdown.appendMarkdown('- ');
    appendPlain(markdown, `${vscode.l10n.t('Expires at {0}', formatClock(job.expiresAt!))} · ${jobTitle(job, 60)}`);
    markdown.appendMarkdown(` — ${commandLink(titleOf('download'), 'download', { key: job.key })}\n`);
  }
  const actions = [
    commandLink(vscode.l10n.t('Show in list'), 'showActive'),
    commandLink(titleOf('refresh'), 'refresh'),
    commandLink(vscode.l10n.t('Create another video'), 'create'),
  ];
  return markdown.appendMarkdown(`\n${actions.join(' · ')}`);
}
