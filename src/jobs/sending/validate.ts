import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../../api/errors';

/** Longest prompt, in UTF-16 code units: far more than any provider accepts (OpenAI documents 32,000 characters). */
const maxPrompt = 100_000;
/** Longest model or size, in UTF-16 code units. */
const maxName = 1_000;
/** Longest `extra` as JSON, in UTF-16 code units; it may contain images as base64. */
const maxExtra = 32 * 1024 * 1024;

const refuse = (message: string) => new VideoJobsError('rejected', message);

/** Checks a request before it costs money. @throws VideoJobsError `rejected` */
export function validateRequest(request: {
  prompt: unknown;
  model?: unknown;
  size?: unknown;
  seconds?: unknown;
  extra?: unknown;
}): void {
  const { prompt, model, size, seconds, extra } = request;
  if (typeof prompt !== 'string' || prompt.trim() === '') {
    throw refuse(l10n.t('The prompt is empty. Describe the video.'));
  }
  if (prompt.length > maxPrompt || lengthOf(model) > maxName || lengthOf(size) > maxName) {
    throw refuse(l10n.t('The prompt, model or size is too long. Shorten it.'));
  }
  if (seconds !== undefined && !(typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0)) {
    throw refuse(l10n.t('The length must be a number of seconds greater than zero.'));
  }
  if (model !== undefined && (typeof model !== 'string' || model.trim() === '')) {
    throw refuse(l10n.t('The model name is empty.'));
  }
  if (size !== undefined && (typeof size !== 'string' || size.trim() === '')) {
    throw refuse(l10n.t('The size is empty. Enter one such as 1280x720, or leave it out.'));
  }
  if (extra !== undefined && (typeof extra !== 'object' || extra === null || Array.isArray(extra))) {
    throw refuse(l10n.t('The additional parameters must be a JSON object.'));
  }
  if (jsonLength(extra) > maxExtra) throw refuse(l10n.t('The additional parameters are too long. Shorten them.'));
}

const lengthOf = (value: unknown): number => (typeof value === 'string' ? value.length : 0);

function jsonLength(value: unknown): number {
  try {
    return lengthOf(JSON.stringify(value));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw refuse(l10n.t('The additional parameters cannot be converted to JSON: {0}.', why.split('\n')[0]!));
  }
}
