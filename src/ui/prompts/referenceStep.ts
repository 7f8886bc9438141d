import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { isAddress } from '../../api/dialects/refusal';
import { VideoJobsError } from '../../api/errors';
import type { Capabilities, Input } from '../../api/types';
import { withInputs } from '../../jobs/inputs';
import type { CreateRequest } from '../../jobs/requests';
import { parseSize } from '../../shared/picture';
import { checkImage } from './image';
import { askChoice, askText, type Back, back, type Choice, type Frame } from './input';

type Way = 'none' | 'file' | 'url' | 'bring' | 'more' | { again: string } | { inputs: readonly Input[] };

/** An image to fit to the video's size (`WIDTHxHEIGHT`); without `file`, the user chooses one first. */
export interface FitTask {
  file?: string;
  size?: string;
}

/** Lets the user crop or fit an image. Returns the file to send, or undefined if the user closed the tab. */
export type Fit = (task: FitTask) => Promise<string | undefined>;

interface ReferenceQuestion {
  fit: Fit;
  /** Copies an image that is not on the extension's machine to it, and returns the path. */
  bring(image: vscode.Uri): Promise<string>;
  able: Capabilities['reference'];
  /** Image of the last request, offered again. */
  earlier?: string;
  /** Initially active choice. */
  current?: string;
  /** Size of the video, as `WIDTHxHEIGHT`. */
  size?: string;
  /** Inputs of other roles, where the model takes them. */
  more?: {
    /** The roles in words. */
    words: string;
    current?: readonly Input[];
    ask(current: readonly Input[]): Promise<readonly Input[] | Back>;
  };
}

/** Asks for an image to start from: a path, an https URL, or none. @throws Dismissed, VideoJobsError `disk` */
export async function askReference(
  frame: Frame,
  question: ReferenceQuestion,
): Promise<Pick<CreateRequest, 'reference' | 'inputs'> | Back> {
  const { fit, size } = question;
  for (;;) {
    const way = await askWay(frame, question);
    if (way === back) return back;
    if (way === 'none') return {};
    if (typeof way === 'object' && 'inputs' in way) return { inputs: way.inputs };
    if (way === 'more') {
      const { more } = question;
      const current = more?.current ?? (question.current === undefined ? [] : [firstFrame(question.current)]);
      const inputs = await more?.ask(current);
      if (inputs === undefined || inputs === back) continue;
      return inputs.length === 0 ? {} : withInputs({}, inputs);
    }
    if (way === 'bring') {
      const reference = await fit({ size });
      if (reference === undefined) continue;
      return { reference };
    }
    const given =
      typeof way === 'object' ? way.again : way === 'file' ? await chooseFile(question) : await askAddress(frame);
    // Dialog cancelled, or back from the address: show the choices again.
    if (given === undefined || given === back) continue;
    if (isAddress(given)) return { reference: given };
    const other = { title: frame.title, step: frame.step, totalSteps: frame.totalSteps, canGoBack: true };
    const settled = await settleImage(other, { file: given, size, fit }, true);
    if (settled !== back && settled !== 'other') return settled ?? { reference: given };
  }
}

const firstFrame = (source: string): Input => ({ role: 'first', source });

/**
 * Asks what to do with an image that has a fault; a good one is not asked about.
 * @param replaceable offers to choose another image
 * @returns the file to send; undefined if there was nothing to ask
 * @throws Dismissed, VideoJobsError `disk`, and `rejected` for a fatal fault if the image cannot be replaced
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

/** Returns true if an earlier image still exists and the provider takes its kind. */
const isUsable = (reference: string, able: Capabilities['reference']): boolean =>
  isAddress(reference) ? able.includes('url') : able.includes('file') && existsSync(reference);

function askWay(frame: Frame, { able, earlier, current, more }: ReferenceQuestion): Promise<Way | Back> {
  const choices: Choice<Way>[] = [{ label: vscode.l10n.t('No image'), value: 'none' }];
  if (more?.current && more.current.length > 0) {
    const names = more.current.map(({ source, name }) => name ?? path.basename(source));
    const label = vscode.l10n.t('Inputs: {0}', names.join(', '));
    choices.push({ label, detail: vscode.l10n.t('Last used'), value: { inputs: more.current } });
  }
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
  if (more) choices.push({ label: vscode.l10n.t('More Inputs…'), description: more.words, value: 'more' });
  const chosen = more?.current?.length ? undefined : current;
  return askChoice(frame, {
    placeholder: vscode.l10n.t('Start image'),
    choices,
    first: (way) => {
      if (typeof way === 'object') return 'inputs' in way || way.again === chosen;
      return chosen === undefined && !more?.current?.length && way === 'none';
    },
  });
}

/** Returns the path of a chosen image, copied here if it is elsewhere: a remote window's dialog offers local files, too. */
async function chooseFile({ bring }: ReferenceQuestion): Promise<string | undefined> {
  const image = await chooseImage();
  return image && image.scheme !== 'file' ? bring(image) : image?.fsPath;
}

/** Shows a file dialog for images. The file may be on another machine than the extension: look at the scheme. */
export async function chooseImage(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Choose Image'),
    openLabel: vscode.l10n.t('Use'),
    filters: { [vscode.l10n.t('Images')]: ['png', 'jpg', 'jpeg', 'webp', 'gif'] },
  });
  return chosen?.[0];
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
