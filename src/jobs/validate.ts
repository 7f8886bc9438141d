import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../api/errors';

const refuse = (message: string) => new VideoJobsError('rejected', message);

/** What can be known to be wrong before a request that costs money. @throws VideoJobsError `rejected` */
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
  if (seconds !== undefined && !(typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0)) {
    throw refuse(l10n.t('The length must be a number of seconds above zero.'));
  }
  if (model !== undefined && (typeof model !== 'string' || model.trim() === '')) {
    throw refuse(l10n.t('The name of the model is empty.'));
  }
  if (size !== undefined && (typeof size !== 'string' || size.trim() === '')) {
    throw refuse(l10n.t('The size is empty. Enter one such as 1280x720, or leave it out.'));
  }
  if (extra !== undefined && (typeof extra !== 'object' || extra === null || Array.isArray(extra))) {
    throw refuse(l10n.t('The additional parameters must be a JSON object.'));
  }
}

/** An id as pasted, made clean. @throws VideoJobsError `rejected` */
export function validId(id: unknown): string {
  const text = typeof id === 'string' ? id.trim() : '';

  if (text === '' || text.length > 1024 || /[\u0000-\u001f\u007f]/.test(text)) {
    throw refuse(l10n.t('This is not a job ID.'));
  }
  return text;
}
