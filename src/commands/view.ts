import { titleOf } from '../ui/titles';
import type { Command } from './lib/app';
import { providerFor } from './lib/target';

/** Commands that the jobs view implements itself. */
const filter: Command = ({ view }) => view.setFilter();
const clearFilter: Command = async ({ view }) => view.clearFilter();
const groupBy: Command = ({ view }) => view.groupBy();
const showActive: Command = ({ view }) => view.revealActive();

const loadMore: Command = async (app, call) => {
  const { id } = await providerFor(app, call, titleOf('loadMore'), (one) => app.jobs.hasMore(one.id));
  await app.view.loadMore(id);
};

const showLog: Command = async ({ log }) => log.show();

export const viewCommands = { clearFilter, filter, groupBy, loadMore, showActive, showLog };
