import type { Provider } from '../api/provider';
import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import { publicJob, type JobRecord } from '../jobs/job';
import type { WhichFrame } from '../shared/messages';
import type { App, Command } from './app';
import { text, type Call } from './call';
import { settingsOf } from './createAgain';
import { createByForm } from './create';
import { shownClip, type Shown } from './frame';
import { jobFor, labelOf } from './target';

/** A new video that begins where the preview stands; at any provider that takes an image. */
export const continueFromFrame: Command = (app, call) =>
  goOn(app, call, vscode.l10n.t('Continue from This Frame'), 'shown');

/** The same from the end of a clip: what providers call "extend", at those that have none. */
export const continueFromLast: Command = (app, call) =>
  goOn(app, call, vscode.l10n.t('Continue from Last Frame'), 'last');

async function goOn(app: App, call: Call, title: string, which: WhichFrame): Promise<unknown> {
  const fits = ({ id }: Provider) => app.jobs.capabilities(id).reference.includes('file');
  if (!app.providers.all.some(fits)) {
    throw new VideoJobsError(
      'unsupported',
      vscode.l10n.t('None of your providers accepts an image file to start from. Add one that does.'),
    );
  }
  const { job, output } = which === 'shown' ? await shownClip(app, call, title) : await endOf(app, call, title);
  const { at, bytes } = await app.preview.capture(job.key, { which, to: 'host', output });
  const reference = await app.references.keep(bytes, `frame-${at.toFixed(3)}s.png`);
  const own = app.providers.find(job.provider);
  const note =
    own && fits(own)
      ? undefined
      : vscode.l10n.t('{0} does not accept image files. Which provider should continue?', labelOf(app, job.provider));
  const { reference: _earlier, ...again } = settingsOf(job);
  const madeFrom = { key: job.key, relation: 'continue' as const, at };
  const start = { title, given: { reference }, again, fits, note };
  return publicJob(await createByForm(app, call, start, madeFrom));
}

/** The clip that was named, the one in the preview that is in use, or one that is chosen. */
async function endOf(app: App, call: Call, title: string): Promise<Shown> {
  const named = text(call.fields, 'key') !== undefined || call.fields['id'] !== undefined;
  const active = app.preview.active;
  const shown = named || active === undefined ? undefined : app.jobs.find({ key: active });
  if (named || shown) return shownClip(app, call, title);
  const none = vscode.l10n.t('No clip on disk yet. Download one first.');
  const job: JobRecord = await jobFor(app, call, { title, ability: 'useClip', none });
  return { job, output: { variant: 'video', index: 0 } };
}
