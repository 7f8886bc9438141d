import * as l10n from '@vscode/l10n';
import type { Description } from './description';

/** Server that is described in the settings alone; what stands here is replaced by that. */
export const custom: Description = {
  label: 'Custom',
  about: () => l10n.t('A server that you describe in settings.json'),
  source: 'the setting videoJobs.providers',
  create: { method: 'POST', path: '/videos', body: { model: '{model}', prompt: '{prompt}' } },
  get: { method: 'GET', path: '/videos/{id}' },
};
