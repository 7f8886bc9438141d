import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { isAddress } from '../../api/dialects/refusal';
import { VideoJobsError } from '../../api/errors';
import type { Capabilities } from '../../api/types';
import { parseSize } from '../../shared/picture';
import { checkImage } from './image';
import { askChoice, askText, back, type Back, type Choice, type Frame } from './input';

type Way = 'none' | 'file' | 'url' | 'bring' | { again: string };

/** An image to be fitted to what the video is to have, as `WIDTHxHEIGHT`; without a file, one that is still to be brought. */
export interface FitTask {
  file?: string;
  size?: string;
}

/** Shows what would be sent, and has it cropped or fitted. Answers the file to send; nothing where it was closed. */
export type Fit = (task: FitTask) => Promise<string | undefined>;

export interface ReferenceQuestion {
  fit: Fit;
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
  const { fit, size } = question;
  for (;;) {
    const way = await askWay(frame, question);
    if (way === back) return back;
    if (way === 'none') return {};
    if (way === 'bring') {
      const reference = await fit({ size });
      if (reference === undefined) continue;
      return { reference };
    }
    const given = typeof way === 'object' ? way.again : way === 'file' ? await chooseImage() : await askAddress(frame);
    // Out of the dialog or back from the address: the ways are shown again.
    if (given === undefined || given === back) continue;
    if (isAddress(given)) return { reference: given };
    const other = { title: frame.title, step: frame.step, totalSteps: frame.totalSteps, canGoBack: true };
    const settled = await settleImage(other, { file: given, size, fit }, true);
    if (settled !== back && settled !== 'other') return settled ?? { reference: given };
  }
}

/**
 * Has somebody say what is to become of an image that is not as it should be; one that is, is not asked about.
 * @param replaceable whether another one may be chosen instead
 * @returns the file to send; nothing where nothing had to be asked
 * @throws Dismissed, VideoJobsError `disk`, and `rejected` where no server would take it and there is no other
 */
export async function settleImage(
  frame: Frame,
  { file, size, fit }: { file: string; size?: string; fit: Fit },
  replaceable: boolean,
): Promise<{ reference: string } | 'other' | Back | undefined> {
  const fault = await checkImage(file, size);
  if (!fault) return undefined;
  if (fault.fatal && !replaceable) throw new VideoJobsError('rejected', fault.message);
  const choices: Choice<'fit' | 'use' | 'other'>[] = [];
  if (!fault.fatal && parseSize(size)) {
    const detail = vscode.l10n.t('Shows exactly what will be sent.');
    const label = fault.resizable ? vscode.l10n.t('Resize…') : vscode.l10n.t('Crop or fit…');
    choices.push({ label, detail, value: 'fit' });
  }
  if (!fault.fatal) choices.push({ label: vscode.l10n.t('Use without changes'), value: 'use' });
  if (replaceable) choices.push({ label: vscode.l10n.t('Choose another image'), value: 'other' });
  for (;;) {
    const answer = await askChoice(frame, { placeholder: fault.message, choices });
    if (answer === back || answer === 'other') return answer;
    if (answer === 'use') return { reference: file };
    const made = await fit({ file, size });
    if (made !== undefined) return { reference: made };
  }
}

/** Whether an earlier image can be given again, in a way that the provider takes. */
export const isUsable = (reference: string, able: Capabilities['reference']): boolean =>
  isAddress(reference) ? able.includes('url') : able.includes('file') && existsSync(reference);

function askWay(frame: Frame, { able, earlier, current }: ReferenceQuestion): Promise<Way | Back> {
  const choices: Choice<Way>[] = [{ label: vscode.l10n.t('No image'), value: 'none' }];
  const known = [...new Set([current, earlier])].filter((one) => one !== undefined);
  for (const again of known) {
    if (!isUsable(again, able)) continue;
    const label = isAddress(again) ? again : path.basename(again);
    const description = isAddress(again) ? undefined : path.dirname(again);
    choices.push({ label, description, detail: vscode.l10n.t('Last used'), value: { again } });
  }
  if (able.includes('file')) {
    choices.push({ label: vscode.l10n.t('Choose a File…'), value: 'file' });
    choices.push({ label: vscode.l10n.t('Drop or paste an image…'), value: 'bring' });
  }
  if (able.includes('url')) choices.push({ label: vscode.l10n.t('Enter a URL…'), value: 'url' });
  return askChoice(frame, {
    placeholder: vscode.l10n.t('Start image'),
    choices,
    first: (way) => (typeof way === 'object' ? way.again === current : current === undefined && way === 'none'),
  });
}

/** A file dialog for images. */
export async function chooseImage(): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Choose Image'),
    openLabel: vscode.l10n.t('Use'),
    filters: { [vscode.l10n.t('Images')]: ['png', 'jpg', 'jpeg', 'webp', 'gif'] },
  });
  return chosen?.[0]?.fsPath;
}

function askAddress({ title, step, totalSteps }: Frame): Promise<string | Back> {
  return askText(
    { title, step, totalSteps, canGoBack: true },
    {
      prompt: vscode.l10n.t('URL of the image'),
      placeholder: 'https://',
      check: (text) =>
        isAddress(text) && URL.canParse(text) ? undefined : vscode.l10n.t('Enter a URL that starts with https://.'),
    },
  );
}
