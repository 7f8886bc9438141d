import * as vscode from 'vscode';
import { needsKey } from '../api/dialects';
import { originOf, parseId, parseProvider } from '../platform/settings/providerEntry';
import { askProviderChange } from '../ui/prompts/editProvider';
import type { Command } from './app';
import { askKey } from './setApiKey';
import { providerFor } from './target';
import { tellOutcome } from './testProvider';

/** Changes one thing of a provider. Takes fields of a `Provider` with `id`, which are then saved without a question. */
export const editProvider: Command = async (app, call) => {
  const { id, ...changes } = call.fields;
  if (id !== undefined && Object.keys(changes).length > 0) {
    await app.providers.save({ ...app.providers.get(parseId(id)), ...changes, id });
    return;
  }
  const given = id === undefined ? call.fields : { provider: id };
  const before = await providerFor(app, { ...call, fields: given }, vscode.l10n.t('Edit Provider'));
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
  const after = parseProvider(change.provider);
  await app.providers.save(after);
  // A key goes to the address it was given for, and to no other.
  if (needsKey(after) && originOf(after) !== originOf(before) && !(await askKey(app, after))) return;
  await tellOutcome(app, after.id);
};
