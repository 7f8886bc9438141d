import * as vscode from 'vscode';
import { takenBy } from '../api/dialects/refusal';
import { VideoJobsError } from '../api/errors';
import type { Provider } from '../api/provider';
import type { InputRole } from '../api/types';
import { publicJob } from '../jobs/job';
import { askChoice } from '../ui/prompts/input';
import { alone } from '../ui/prompts/steps';
import { formTitleOf } from '../ui/titles';
import { createByForm, settingsOf } from './create';
import { endOf, type ShownClip } from './frame';
import type { App, Command } from './lib/app';
import { type Call, text } from './lib/call';

/** Roles that a clip or a frame of it can have. */
const roles = ['first', 'last', 'reference', 'video'] as const satisfies readonly InputRole[];
type ClipRole = (typeof roles)[number];

/** Creates a video that takes from a clip: one of its frames, or the clip itself, at any provider that takes such an input. */
const useAsInput: Command = async (app, call) => {
  const title = formTitleOf('useAsInput');
  const shown = await endOf(app, call, title);
  const offered = roles.filter((role) => app.providers.all.some((provider) => takes(app, provider, role)));
  const role = await roleFor(call, title, offered);
  const fits = (provider: Provider): boolean => takes(app, provider, role);
  const { job } = shown;
  const source = role === 'video' ? clipOf(shown) : await frameOf(app, shown);
  const { reference: _earlier, inputs: _inputs, ...again } = settingsOf(job);
  const own = app.providers.find(job.provider);
  const note = own && fits(own) ? undefined : vscode.l10n.t('Which provider should create it?');
  const start = { title, given: {}, again: { ...again, inputs: [{ role, source }] }, fits, note };
  return publicJob(await createByForm(app, call, start, { key: job.key, relation: 'again' }));
};

/** True if the provider's default model takes files in a role. */
function takes(app: App, provider: Provider, role: ClipRole): boolean {
  const { roles: taken, forms } = takenBy(provider, undefined);
  const accepted = role === 'video' ? (forms?.video ?? ['url']) : app.jobs.capabilities(provider.id).reference;
  return (taken[role] ?? 0) > 0 && accepted.includes('file');
}

/** @throws VideoJobsError `unsupported` if no provider takes any, Dismissed */
async function roleFor(call: Call, title: string, offered: readonly ClipRole[]): Promise<ClipRole> {
  const given = roles.find((role) => role === text(call.fields, 'role'));
  if (given && offered.includes(given)) return given;
  if (offered.length === 0 || given) {
    throw new VideoJobsError(
      'unsupported',
      vscode.l10n.t('None of your providers takes such an input as a file. Add one that does.'),
    );
  }
  const labels: Readonly<Record<ClipRole, string>> = {
    first: vscode.l10n.t('As First Frame'),
    last: vscode.l10n.t('As Last Frame'),
    reference: vscode.l10n.t('As Reference Image'),
    video: vscode.l10n.t('As Video to Take From'),
  };
  return alone(
    askChoice(
      { title },
      {
        placeholder: vscode.l10n.t('How should the new video use this clip?'),
        choices: offered.map((value) => ({
          label: labels[value],
          detail: value === 'video' ? undefined : vscode.l10n.t('The frame on screen, or the last one.'),
          value,
        })),
      },
    ),
  );
}

/** Path of the clip. @throws VideoJobsError `noMedia` */
function clipOf({ job, output }: ShownClip): string {
  const videos = job.media.filter(({ variant }) => variant === 'video');
  const clip = videos.find(({ index }) => index === output?.index) ?? videos[0];
  if (clip) return clip.path;
  throw new VideoJobsError('noMedia', vscode.l10n.t('No clip on disk yet. Download one first.'));
}

/** Saves a frame of the clip: the one on screen, or the last one of a clip that is not shown. */
async function frameOf(app: App, { job, output }: ShownClip): Promise<string> {
  const isShown = app.preview.active === job.key;
  const { at, bytes } = await app.preview.capture(job.key, {
    which: isShown ? 'shown' : 'last',
    to: 'host',
    output,
  });
  return app.references.keep(bytes, `frame-${at.toFixed(3)}s.png`);
}

export const useAsInputCommands = { useAsInput };
