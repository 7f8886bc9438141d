import * as vscode from 'vscode';
import { titleOf } from '../ui/titles';
import type { Command } from './lib/app';
import { jobFor, refOf } from './lib/target';

/** Asks for the job no more. At its provider it goes on, and may be charged. */
const stopWatching: Command = async (app, call) => {
  const job = await jobFor(app, call, {
    title: titleOf('stopWatching'),
    ability: 'stopWatching',
    none: vscode.l10n.t('No job is being followed.'),
  });
  app.jobs.stopWatching(refOf(job));
};

const resumeWatching: Command = async (app, call) => {
  const job = await jobFor(app, call, {
    title: titleOf('resumeWatching'),
    ability: 'resumeWatching',
    none: vscode.l10n.t('All jobs in progress are being followed.'),
  });
  app.jobs.resumeWatching(refOf(job));
};

export const followCommands = { resumeWatching, stopWatching };
