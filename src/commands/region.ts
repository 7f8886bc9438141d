import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import type { Provider } from '../api/provider';
import { otherRegionsOf } from '../api/regions';
import { providerLabel } from '../ui/prompts/pickProvider';
import { inMessage } from '../ui/text';
import type { App } from './lib/app';
import { tellOutcome } from './lib/providerTest';

/**
 * Moves a provider to another region of its server and tests it there. Its key goes there only once the user has agreed.
 * @throws VideoJobsError `rejected` for an address that is none of its regions
 */
export async function changeRegion(app: App, provider: Provider, baseUrl: string): Promise<void> {
  const { baseUrl: before } = await app.providers.address(provider.id);
  const region = otherRegionsOf(provider, before).find((each) => each.baseUrl === baseUrl);
  if (!region) throw new VideoJobsError('rejected', vscode.l10n.t('{0} is not a region of this provider.', baseUrl));
  const change = vscode.l10n.t('Change Region');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Use the region {0} for {1}?', region.name, inMessage(providerLabel(provider), 60)),
    {
      modal: true,
      detail: vscode.l10n.t(
        'The base URL becomes {0}, and the API key is sent there instead of to {1}. Jobs of the other region can no longer be followed.',
        region.baseUrl,
        new URL(before).origin,
      ),
    },
    change,
  );
  if (chosen !== change) return;
  await app.providers.move(provider.id, region.baseUrl);
  await tellOutcome(app, provider.id);
}
