import * as vscode from 'vscode';
import { needsKey, sandboxSystems } from '../api/dialects';
import { publicJob } from '../jobs/job';
import { sandboxProvider } from '../platform/sandbox';
import { originOf, parseId, parseProvider } from '../platform/settings/providerEntry';
import { askProviderChange } from '../ui/prompts/editProvider';
import { providerLabel } from '../ui/prompts/pickProvider';
import { showFindings } from '../ui/prompts/testResult';
import { runCommand, showJobs } from '../ui/run';
import { inMessage } from '../ui/text';
import { formTitleOf, titleOf } from '../ui/titles';
import { askKey } from './keys';
import type { App, Command } from './lib/app';
import { withinBudget } from './lib/budget';
import { agreeToHttp } from './lib/plainHttp';
import { tellOutcome, test } from './lib/providerTest';
import { providerFor } from './lib/target';
import { changeRegion } from './region';

/**
 * Changes one thing of a provider. Takes fields of a `Provider` with `id`, which are then saved without a question; with
 * `region`, the base URL of another region of its server, the user is asked first.
 */
const editProvider: Command = async (app, call) => {
  const { id, region, ...changes } = call.fields;
  if (id !== undefined && typeof region === 'string') {
    const provider = app.providers.get(parseId(id));
    call.provider = provider.id;
    call.byUser = true;
    await changeRegion(app, provider, region);
    return;
  }
  if (id !== undefined && Object.keys(changes).length > 0) {
    await app.providers.save({ ...app.providers.get(parseId(id)), ...changes, id });
    return;
  }
  const given = id === undefined ? call.fields : { provider: id };
  const before = await providerFor(app, { ...call, fields: given }, formTitleOf('editProvider'));
  call.provider = before.id;
  call.byUser = true;
  const change = await askProviderChange(before);
  if (change === 'settings') {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'videoJobs.providers');
    return;
  }
  if (change === 'key') {
    if (await askKey(app, before)) await tellOutcome(app, before.id);
    return;
  }
  const after = parseProvider(await agreeToHttp(change.provider));
  await app.providers.save(after, true);
  // A key goes to the address it was given for, and to no other.
  if (needsKey(after) && originOf(after) !== originOf(before) && !(await askKey(app, after))) return;
  await tellOutcome(app, after.id);
};

/** Takes a provider out of the settings and forgets its key. Its jobs stay in the list, its clips on disk. */
const removeProvider: Command = async (app, call) => {
  const provider = await providerFor(app, call, formTitleOf('removeProvider'));
  if (call.byUser && !(await confirmed(providerLabel(provider)))) return;
  await app.providers.remove(provider.id);
};

async function confirmed(name: string): Promise<boolean> {
  const remove = vscode.l10n.t('Remove');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Remove the provider {0}?', inMessage(name, 60)),
    {
      modal: true,
      detail: vscode.l10n.t(
        'Its API key will also be deleted. Its jobs stay in the list and its clips on your disk, but jobs in progress will no longer be followed.',
      ),
    },
    remove,
  );
  return chosen === remove;
}

/** Answers `{ ok, message }`; a person sees all that was found. */
const testProvider: Command = async (app, call) => {
  const { id } = await providerFor(app, call, titleOf('testProvider'));
  const found = call.byUser ? await test(app, id) : await app.test(id);
  if (call.byUser) void showFindings(id, found, app.jobs.capabilities(id));
  return { ok: found.ok, message: found.message };
};

/** Starts the built-in server and adds it as a provider. Takes `{ system }` for one of the dialects it speaks. */
const trySandbox: Command = async (app, call) => {
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

export const providerCommands = { editProvider, removeProvider, testProvider, trySandbox };
