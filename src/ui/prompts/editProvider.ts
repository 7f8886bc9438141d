import * as vscode from 'vscode';
import { authOf } from '../../api/dialects';
import { isKeyHeader } from '../../api/keyHeader';
import type { Provider } from '../../api/provider';
import { askChoice, askText, back, type Choice } from './input';
import { providerLabel } from './pickProvider';
import { askAddress, askAuth, askLabel, askModel, askType, type Question } from './providerForm';
import { alone } from './steps';

export type Change = { provider: Provider } | 'key' | 'settings';

/** Asks which part of a provider to change, and for its new value. @throws Dismissed */
export async function askProviderChange(provider: Provider): Promise<Change> {
  const title = vscode.l10n.t('Edit {0}', providerLabel(provider));
  for (;;) {
    const what = await alone(
      askChoice({ title }, { placeholder: vscode.l10n.t('What should change?'), choices: parts(provider) }),
    );
    if (typeof what === 'string') return what;
    const answer = await what({ title, canGoBack: true }, provider);
    if (answer !== back) return { provider: { ...provider, ...answer } };
  }
}

function parts(provider: Provider): Choice<Question | 'key' | 'settings'>[] {
  const { label, baseUrl, type, model, apiKeyEnv, keyHeader } = provider;
  return [
    { label: vscode.l10n.t('Name'), description: label, value: askLabel },
    { label: vscode.l10n.t('Base URL'), description: baseUrl, value: askAddress },
    { label: vscode.l10n.t('Type'), description: type, value: askType },
    { label: vscode.l10n.t('Authentication'), description: authOf(provider), value: askAuth },
    { label: vscode.l10n.t('Header with the key'), description: keyHeader, value: askKeyHeader },
    { label: vscode.l10n.t('API key'), description: '••••', value: 'key' },
    { label: vscode.l10n.t('Default model'), description: model, value: askModel },
    { label: vscode.l10n.t('Environment variable with the key'), description: apiKeyEnv, value: askVariable },
    { label: vscode.l10n.t('More in Settings…'), value: 'settings' },
  ];
}

const askKeyHeader: Question = async (frame, { keyHeader }) => {
  const answer = await askText(frame, {
    prompt: vscode.l10n.t(
      'Name of the header in which the server expects the key. Empty for that of the authentication',
    ),
    placeholder: 'X-Api-Key',
    value: keyHeader,
    check: (text) =>
      text === '' || isKeyHeader(text) ? undefined : vscode.l10n.t('This cannot be the name of a header with a key.'),
  });
  return answer === back ? back : { keyHeader: answer || undefined };
};

const askVariable: Question = async (frame, { apiKeyEnv }) => {
  const answer = await askText(frame, {
    prompt: vscode.l10n.t('Name of an environment variable that contains the key. Empty for none'),
    placeholder: 'MY_API_KEY',
    value: apiKeyEnv,
    check: (text) =>
      /^([A-Za-z_]\w*)?$/.test(text) ? undefined : vscode.l10n.t('A name can only contain letters, digits and "_".'),
  });
  return answer === back ? back : { apiKeyEnv: answer || undefined };
};
