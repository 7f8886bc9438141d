import * as vscode from 'vscode';
import { publicJob } from '../jobs/job';
import { sandboxSystems } from '../api/dialects';
import { sandboxProvider } from '../platform/sandbox';
import { runCommand, showJobs } from '../ui/run';
import type { App, Command } from './app';
import { withinBudget } from './budget';

/** Starts the built-in server and adds it as a provider. Takes `{ system }` for one of the dialects it speaks. */
export const trySandbox: Command = async (app, call) => {
  const system = Object.keys(sandboxSystems).find((one) => one === call.fields['system']) ?? 'openai';
  const provider = sandboxProvider(system);
  call.provider = provider.id;
  await app.sandbox.start();
  if (!app.providers.find(provider.id)) await app.providers.save(provider);
  if (!call.byUser) return undefined;
  await showJobs();
  const first = vscode.l10n.t('Create First Clip');
  const own = vscode.l10n.t('Create Your Own…');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('The sandbox is ready. It runs on this computer, needs no key and costs nothing.'),
    first,
    own,
  );
  if (chosen === first) return createFirst(app, provider.id);
  return chosen === own ? runCommand('create', { provider: provider.id }) : undefined;
};

async function createFirst(app: App, provider: string): Promise<unknown> {
  const prompt = vscode.l10n.t('Northern lights over a frozen bay, the camera drifting slowly');
  const request = { provider, prompt, model: 'sandbox-video', seconds: 4, size: '1280x720' };
  const job = await withinBudget((consent) => app.jobs.create(request, { consent }));
  app.preview.open({ key: job.key });
  return publicJob(job);
}
