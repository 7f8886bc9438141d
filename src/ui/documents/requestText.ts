import * as vscode from 'vscode';
import { type JobRecord, stateOf } from '../../jobs/job';
import { isRecord } from '../../shared/guards';
import { formatBytes, formatElapsed, formatSeconds } from '../format';
import { askedFor } from '../preview/headerFacts';
import { costText } from '../preview/jobView';
import { plain } from '../text';
import { inputWords, settingFacts } from '../words/inputWords';
import { stateWord } from '../words/jobWords';

/** Wrap column for the prompt, in characters. */
const widest = 72;
const nothing = '–';

/** Describes a request and its result, one fact per line in a fixed order, for a diff editor. */
export function requestText(job: JobRecord, provider: string): string {
  const { request, media, outputs } = job;
  const { size, seconds } = askedFor(job);
  const clips = media.filter(({ variant }) => variant === 'video');
  const took = job.completedAt === undefined ? undefined : formatElapsed(job.completedAt - job.createdAt);
  const asked: [string, string | undefined][] = [
    [vscode.l10n.t('Provider'), provider],
    [vscode.l10n.t('Model'), request?.model ?? job.model],
    [vscode.l10n.t('Size'), size],
    [vscode.l10n.t('Length'), seconds === undefined ? undefined : formatSeconds(seconds)],
    [vscode.l10n.t('Reference image'), request?.reference],
    ...(request?.inputs ?? []).map(({ role, source, name }): [string, string] => [
      inputWords[role](),
      name === undefined ? source : `{${name}} ${source}`,
    ]),
    ...settingFacts(request ?? {}),
    ...parameters(request?.extra),
  ];
  const came: [string, string | undefined][] = [
    [vscode.l10n.t('Status'), stateWord(stateOf(job))],
    [vscode.l10n.t('Error'), job.error && [job.error.code, job.error.message].filter(Boolean).join(': ')],
    [vscode.l10n.t('Outputs'), String(outputs ?? clips.length)],
    ...clips.map(({ index, bytes }): [string, string] => [vscode.l10n.t('Video {0}', index + 1), formatBytes(bytes)]),
    [vscode.l10n.t('Generation time'), took],
    [vscode.l10n.t('Cost'), job.cost && costText(job.cost)],
    [vscode.l10n.t('Job ID'), job.id],
  ];
  const lines = (rows: readonly [string, string | undefined][]) =>
    rows.map(([label, value]) => `${label}: ${plain(value ?? '') || nothing}`);
  return [
    ...[`# ${vscode.l10n.t('Prompt')}`, ...promptLines(job.prompt ?? ''), ''],
    ...[`# ${vscode.l10n.t('Requested')}`, ...lines(asked), ''],
    ...[`# ${vscode.l10n.t('Result')}`, ...lines(came), ''],
  ].join('\n');
}

/** Flattens extra fields to `path.of.name` and value, sorted by name. */
export function parameters(extra: Record<string, unknown> = {}, way = ''): [string, string][] {
  return Object.keys(extra)
    .sort()
    .flatMap((name): [string, string][] => {
      const value = extra[name];
      if (isRecord(value)) return parameters(value, `${way}${name}.`);
      return [[way + name, typeof value === 'string' ? value : JSON.stringify(value)]];
    });
}

/**
 * Splits a prompt into one clause per line, so that an insertion moves no other line; wraps long ones between words.
 */
export function promptLines(prompt: string): string[] {
  const parts = prompt.match(/[^.,;:!?。，、；：！？\n]*(?:[.,;:!?。，、；：！？\n]+(?:\s+|$)?|$)/gu) ?? [];
  const lines = parts.map(plain).filter(Boolean).flatMap(wrap);
  return lines.length > 0 ? lines : [nothing];
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > widest) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
