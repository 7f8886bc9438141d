import * as vscode from 'vscode';
import type { Command } from './lib/app';
import { providerFor } from './lib/target';

/** What the view does by itself. */
export const filter: Command = ({ view }) => view.setFilter();
export const clearFilter: Command = async ({ view }) => view.clearFilter();
export const groupBy: Command = ({ view }) => view.groupBy();
export const showActive: Command = ({ view }) => view.revealActive();

export const loadMore: Command = async (app, call) => {
  const { id } = await providerFor(app, call, vscode.l10n.t('Load More'), (one) => app.jobs.hasMore(one.id));
  await app.view.loadMore(id);
};

export const showLog: Command = async ({ log }) => log.show();

export const viewCommands = { clearFilter, filter, groupBy, loadMore, showActive, showLog };
