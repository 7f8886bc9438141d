import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Capabilities } from '../../api/types';
import { checkImage } from './image';
import { askChoice, askText, back, type Back, type Choice, type Frame } from './input';

type Way = 'none' | 'file' | 'url' | { again: string };

export interface ReferenceQuestion {
  able: Capabilities['reference'];
  /** Offered again. */
  earlier?: string;
  /** Chosen by Enter alone. */
  current?: string;
  /** What the video is to have, as `WIDTHxHEIGHT`. */
  size?: string;
}

/** Asks for an image to start from: a path, an https address, or nothing. @throws Dismissed, VideoJobsError `disk` */
export async function askReference(frame: Frame, question: ReferenceQuestion): Promise<{ reference?: string } | Back> {
  for (;;) {
    const way = await askWay(frame, question);
    if (way === back) return back;
    if (way === 'none') return {};
    const given = typeof way === 'object' ? way.again : way === 'file' ? await chooseFile() : await askAddress(frame);
    // Out of the dialog or back from the address: the ways are shown again.
    if (given === undefined || given === back) continue;
    if (isAddress(given)) return { reference: given };
    const verdict = await judge(frame, given, question.size);
    if (verdict === 'use') return { reference: given };
  }
}

/** Whether an earlier image can be given again, in a way that the provider takes. */
export const isUsable = (reference: string, able: Capabilities['reference']): boolean =>
  isAddress(reference) ? able.includes('url') : able.includes('file') && existsSync(reference);

const isAddress = (text: string): boolean => /^https:\/\//i.test(text);

function askWay(frame: Frame, { able, earlier, current }: ReferenceQuestion): Promise<Way | Back> {
  const choices: Choice<Way>[] = [{ label: vscode.l10n.t('No image'), value: 'none' }];
  const known = [...new Set([current, earlier])].filter((one) => one !== undefined);
  for (const again of known) {
    if (!isUsable(again, able)) continue;
    const label = isAddress(again) ? again : path.basename(again);
    const description = isAddress(again) ? undefined : path.dirname(again);
    choices.push({ label, description, detail: vscode.l10n.t('Used last time'), value: { again } });
  }
  if (able.includes('file')) choices.push({ label: vscode.l10n.t('Choose a file…'), value: 'file' });
  if (able.includes('url')) choices.push({ label: vscode.l10n.t('Enter an address…'), value: 'url' });
  return askChoice(frame, {
    placeholder: vscode.l10n.t('Image to start from'),
    choices,
    first: (way) => (typeof way === 'object' ? way.again === current : current === undefined && way === 'none'),
  });
}

async function chooseFile(): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Choose an Image'),
    openLabel: vscode.l10n.t('Use'),
    filters: { [vscode.l10n.t('Images')]: ['png', 'jpg', 'jpeg', 'webp', 'gif'] },
  });
  return chosen?.[0]?.fsPath;
}

function askAddress({ title, step, totalSteps }: Frame): Promise<string | Back> {
  return askText(
    { title, step, totalSteps, canGoBack: true },
    {
      prompt: vscode.l10n.t('Address of the image'),
      placeholder: 'https://',
      check: (text) =>
        isAddress(text) && URL.canParse(text)
          ? undefined
          : vscode.l10n.t('Enter an address that begins with https://.'),
    },
  );
}

async function judge(frame: Frame, file: string, size: string | undefined): Promise<'use' | 'other'> {
  const fault = await checkImage(file, size);
  if (!fault) return 'use';
  const choices: Choice<'use' | 'other'>[] = [{ label: vscode.l10n.t('Choose another image'), value: 'other' }];
  if (!fault.fatal) choices.push({ label: vscode.l10n.t('Use it anyway'), value: 'use' });
  const { title, step, totalSteps } = frame;
  const answer = await askChoice({ title, step, totalSteps, canGoBack: true }, { placeholder: fault.message, choices });
  return answer === back ? 'other' : answer;
}
