import * as path from 'node:path';
import * as vscode from 'vscode';
import type { JobRecord } from '../../jobs/job';
import type { ClipView, Fact } from '../../shared/view';
import { parameters } from '../documents/requestText';
import { formatElapsed, formatSeconds } from '../format';
import { askedFor, sizeWords, trackFacts } from '../preview/headerFacts';
import { costText } from '../preview/jobView';
import { plain, shorten } from '../text';
import { inputWords, settingFacts } from '../words/inputWords';

export interface Compared {
  job: JobRecord;
  clip: ClipView;
}

const longest = 160;

/**
 * Returns the facts in which the clips differ.
 * @param redact hides keys and signed URLs
 */
export function differing(all: readonly Compared[], redact: (text: string) => string): Fact[][] {
  const prompts = differingWords(all.map(({ job }) => job.prompt ?? ''));
  const heads = all.every(({ clip }) => clip.file?.header !== undefined);
  const facts = all.map(
    (one, at) =>
      new Map([
        ...askedFacts(one),
        [vscode.l10n.t('Prompt'), prompts[at]!],
        ...(heads
          ? trackFacts(one.job, one.clip.file!.header!).map(({ label, value }) => [label, value] as const)
          : []),
        ...cameFacts(one.job),
      ]),
  );
  const labels = [...new Set(facts.flatMap((one) => [...one.keys()]))];
  const apart = labels.filter((label) => new Set(facts.map((one) => one.get(label) ?? '')).size > 1);
  return facts.map((one) =>
    apart.map((label) => ({
      label,
      value: shorten(redact(plain(one.get(label) ?? '')), longest) || vscode.l10n.t('None'),
    })),
  );
}

function askedFacts({ job, clip }: Compared): [string, string][] {
  const { size, seconds } = askedFor(job);
  const { request } = job;
  const asked = [size && sizeWords(size), seconds === undefined ? undefined : formatSeconds(seconds)];
  return [
    [vscode.l10n.t('Output'), clip.label],
    [vscode.l10n.t('Requested'), asked.filter(Boolean).join(', ')],
    [vscode.l10n.t('Reference image'), path.basename((request?.reference ?? '').replace(/[?#].*$/, ''))],
    ...(request?.inputs ?? []).map(({ role, source, name }): [string, string] => [
      inputWords[role](),
      name ?? path.basename(source.replace(/[?#].*$/, '')),
    ]),
    ...settingFacts(request ?? {}),
    ...parameters(request?.extra),
  ];
}

function cameFacts({ completedAt, createdAt, cost }: JobRecord): [string, string][] {
  return [
    [vscode.l10n.t('Generation time'), completedAt === undefined ? '' : formatElapsed(completedAt - createdAt)],
    [vscode.l10n.t('Cost'), cost ? costText(cost) : ''],
  ];
}

/** Returns the words between the common start and end of the texts; empty for equal texts. */
export function differingWords(texts: readonly string[]): string[] {
  const words = texts.map((text) => plain(text).split(' '));
  const least = Math.min(...words.map(({ length }) => length));
  const alike = (wordOf: (of: readonly string[], at: number) => string | undefined, most: number) => {
    let count = 0;
    while (count < most && words.every((of) => wordOf(of, count) === wordOf(words[0]!, count))) count++;
    return count;
  };
  const before = alike((of, at) => of[at], least);
  const after = alike((of, at) => of.at(-1 - at), least - before);
  return words.map((of) => {
    const between = of.slice(before, of.length - after).join(' ');
    if (between === '') return '';
    return `${before > 0 ? '…' : ''}${between}${after > 0 ? '…' : ''}`;
  });
}
