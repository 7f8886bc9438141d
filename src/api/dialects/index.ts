import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../errors';
import { newapi } from './newapi';
import { openai } from './openai';
import { opeai } from './opeai';
import { openrouter } from './openrouter';
import { sandbox, sandboxDialect } from './sandbox';
import { noCapabilities, type Capabilities, type Provider } from '../types';
import type { Dialect } from './dialect';

/** Every type of provider. A new one is a file of its own and a row here. */
const dialects = new Map<string, Dialect>(Object.entries({ openai, openrouter, newapi, opeai, sandbox }));

export const providerTypes: readonly string[] = [...dialects.keys()];

/** @throws VideoJobsError `rejected` for an unknown type */
export function dialectRow(type: string): Dialect {
  const dialect = dialects.get(type);
  if (dialect) return dialect;
  throw new VideoJobsError(
    'rejected',
    l10n.t('"{0}" is not a type of provider. Use one of: {1}.', type, providerTypes.join(', ')),
  );
}

/** @throws VideoJobsError `rejected` for an unknown type */
export function dialectFor(provider: Pick<Provider, 'type' | 'baseUrl'>): Dialect {
  return provider.type === 'sandbox' ? sandboxDialect(provider.baseUrl) : dialectRow(provider.type);
}

/** What a provider's type can do; nothing, where the type is not known. */
export function capabilitiesOf(provider: Pick<Provider, 'type' | 'baseUrl'>): Capabilities {
  return dialects.has(provider.type) ? dialectFor(provider).capabilities : noCapabilities;
}
