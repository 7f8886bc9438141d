import * as vscode from 'vscode';
import { isPlainHttp, readAddress } from '../../api/baseUrl';
import { needsKey } from '../../api/dialects';
import type { Provider } from '../../api/provider';
import { Dismissed } from '../../ui/prompts/input';
import type { App } from './app';

/**
 * Asks for confirmation before a key is sent over plain HTTP in a private network, once per origin.
 * @returns the provider, with the origin that the user accepted
 * @throws Dismissed; VideoJobsError `rejected` for an invalid base URL
 */
export async function agreeToHttp(provider: Provider): Promise<Provider> {
  const url = readAddress(provider.baseUrl);
  if (!needsKey(provider) || !isPlainHttp(url) || provider.httpOrigin === url.origin) return provider;
  const send = vscode.l10n.t('Send Unencrypted');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Send the API key to {0} without encryption?', url.origin),
    {
      modal: true,
      detail: vscode.l10n.t(
        'Others on the network could read the key, your prompts and your videos. Agree only in a network that you trust.',
      ),
    },
    send,
  );
  if (chosen !== send) throw new Dismissed();
  return { ...provider, httpOrigin: url.origin };
}

/** As `agreeToHttp` for a saved provider; stores the answer. @throws Dismissed, VideoJobsError */
export async function allowHttp(app: App, provider: Provider): Promise<Provider> {
  const agreed = await agreeToHttp(provider);
  if (agreed !== provider) await app.providers.save(agreed, true);
  return agreed;
}
