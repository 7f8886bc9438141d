import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import { titleOf } from '../ui/titles';
import { linkOf } from '../ui/words/familyWords';
import type { Command } from './lib/app';
import { jobFor, refOf } from './lib/target';

/** Shows the view by family, with the job in its place. */
const showFamily: Command = async (app, call) => {
  const job = await jobFor(app, call, {
    title: titleOf('showFamily'),
    none: vscode.l10n.t('There are no jobs in the list.'),
  });
  await app.view.revealInFamily(refOf(job));
};

/** Opens the job that this one was made from. @throws VideoJobsError `notFound` */
const goToParent: Command = async (app, call) => {
  const job = await jobFor(app, call, {
    title: titleOf('goToParent'),
    ability: 'goToParent',
    none: vscode.l10n.t('No job was made from another one.'),
  });
  const parent = app.jobs.list.parent(job);
  if (parent) return app.preview.open(refOf(parent));
  throw new VideoJobsError(
    'notFound',
    linkOf(job)
      ? vscode.l10n.t('The job this one was made from is no longer in the list. Import it by its ID.')
      : vscode.l10n.t('This job was not made from another one.'),
  );
};

export const familyCommands = { goToParent, showFamily };
