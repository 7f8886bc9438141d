import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import type { Variant } from '../api/types';
import type { JobRecord } from '../jobs/job';
import { type ClipKey, fewest, isSameClip, most } from '../shared/comparison';
import { pickSome } from '../ui/prompts/pickJob';
import { formTitleOf } from '../ui/titles';
import type { App, Command } from './lib/app';
import type { Call, Fields } from './lib/call';
import { jobFor, labelOf, newestFitting } from './lib/target';

/** Opens two to four clips side by side: those of the selected rows, or one job's and others that the user picks. */
export const compare: Command = async (app, call) => {
  const given = await givenClips(app, call);
  const clips = given.length < fewest ? [...given, ...(await askOthers(app, call, given))] : given;
  if (clips.length > most) throw new VideoJobsError('rejected', vscode.l10n.t('Select two to four clips to compare.'));
  app.comparisons.open(clips);
};

async function givenClips(app: App, call: Call): Promise<ClipKey[]> {
  if (call.rows) return each(call.rows.flatMap((fields) => clipOf(app, fields)));
  if (call.fields['key'] === undefined && call.fields['id'] === undefined) return [];
  const job = await jobFor(app, call, question());
  return clipOf(app, { ...call.fields, key: job.key });
}

/** Returns the clip of the named output, by default the job's first one. */
function clipOf(app: App, { key, variant, index }: Fields): ClipKey[] {
  const job = typeof key === 'string' ? app.jobs.find({ key }) : undefined;
  const clips = job ? clipsIn(job) : [];
  const named = ((variant as Variant | undefined) ?? 'video') === 'video' ? index : undefined;
  return clips.filter((clip) => named === undefined || clip.index === named).slice(0, 1);
}

const clipsIn = ({ key, media }: JobRecord): ClipKey[] =>
  media.filter(({ variant }) => variant === 'video').map(({ index }) => ({ key, index }));

const each = (clips: readonly ClipKey[]): ClipKey[] =>
  clips.filter((clip, at) => clips.findIndex((other) => isSameClip(clip, other)) === at);

const question = () => ({
  title: formTitleOf('compare'),
  ability: 'useClip' as const,
  none: vscode.l10n.t('There is no other clip on disk to compare with. Download one first.'),
});

/** Prompts for more clips; other outputs of the given job come first. */
function askOthers(app: App, call: Call, given: readonly ClipKey[]): Promise<ClipKey[]> {
  call.byUser = true;
  const asked = question();
  const own = (job: JobRecord) => given.some(({ key }) => key === job.key);
  const jobs = newestFitting(app, undefined, asked);
  const choices = [...jobs.filter(own), ...jobs.filter((job) => !own(job))].flatMap((job) => {
    const clips = clipsIn(job);
    return clips
      .filter((clip) => !given.some((one) => isSameClip(one, clip)))
      .map((value) => ({ job, value, ...(clips.length > 1 ? { output: value.index } : {}) }));
  });
  const bounds = { fewest: fewest - given.length, most: most - given.length };
  const { title, none } = asked;
  const placeholder =
    given.length > 0 ? vscode.l10n.t('Select one to three clips') : vscode.l10n.t('Select two to four clips');
  return pickSome({ title, none, placeholder, ...bounds }, choices, (id) => labelOf(app, id));
}

/** Compares the requests and results of two or more jobs in VS Code's diff editor. */
export const showDifferences: Command = async (app, call) => {
  const given = await givenJobs(app, call);
  const [first, ...others] = given.length < 2 ? [...given, ...(await askOtherRequests(app, call, given))] : given;
  if (!first || others.length === 0 || others.length >= most) {
    throw new VideoJobsError('rejected', vscode.l10n.t('Select two to four jobs to show their differences.'));
  }
  await app.requests.compare([first, ...others]);
};

async function givenJobs(app: App, call: Call): Promise<JobRecord[]> {
  if (call.rows) {
    const jobs = call.rows.map(({ key }) => (typeof key === 'string' ? app.jobs.find({ key }) : undefined));
    return [...new Set(jobs)].filter((job) => job !== undefined);
  }
  if (call.fields['key'] === undefined && call.fields['id'] === undefined) return [];
  return [await jobFor(app, call, requestQuestion())];
}

const requestQuestion = () => ({
  title: formTitleOf('showDifferences'),
  none: vscode.l10n.t('There are no two jobs yet.'),
});

function askOtherRequests(app: App, call: Call, given: readonly JobRecord[]): Promise<JobRecord[]> {
  call.byUser = true;
  const asked = requestQuestion();
  const choices = newestFitting(app, undefined, {})
    .filter((job) => !given.some(({ key }) => key === job.key))
    .map((job) => ({ job, value: job }));
  const { title, none } = asked;
  const placeholder =
    given.length > 0 ? vscode.l10n.t('Select one to three jobs') : vscode.l10n.t('Select two to four jobs');
  const bounds = { fewest: 2 - given.length, most: most - given.length };
  return pickSome({ title, none, placeholder, ...bounds }, choices, (id) => labelOf(app, id));
}

export const compareCommands = { compare, showDifferences };
