import * as vscode from 'vscode';
import { titleOf } from '../ui/titles';
import type { Command } from './lib/app';
import { jobsFor, refOf } from './lib/target';

/** Stops polling the jobs. They continue at their providers, and may be charged. */
const stopWatching: Command = async (app, call) => {
  const jobs = await jobsFor(app, call, {
    title: titleOf('stopWatching'),
    ability: 'stopWatching',
    none: vscode.l10n.t('No job is being followed.'),
  });
  for (const job of jobs) app.jobs.stopWatching(refOf(job));
};

const resumeWatching: Command = async (app, call) => {
  const jobs = await jobsFor(app, call, {
    title: titleOf('resumeWatching'),
    ability: 'resumeWatching',
    none: vscode.l10n.t('All jobs in progress are being followed.'),
  });
  for (const job of jobs) app.jobs.resumeWatching(refOf(job));
};

export const followCommands = { resumeWatching, stopWatching };
