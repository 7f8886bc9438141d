import * as vscode from 'vscode';
import type { Command } from './app';
import { text } from './call';

/** One pass now, over one provider or all. */
export const refresh: Command = async (app, call) => {
  const provider = text(call.fields, 'provider');
  call.provider = provider;
  if (!call.byUser) return app.jobs.refresh(provider);
  await vscode.window.withProgress({ location: { viewId: 'videoJobs.jobs' } }, () => app.jobs.refresh(provider));
};
