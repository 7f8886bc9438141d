import type { Auth, Provider } from '../provider';
import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../errors';
import { azure } from './azure';
import { gemini } from './gemini';
import { generations } from './generations';
import { newapi } from './newapi';
import { openai } from './openai';
import { opeai } from './opeai';
import { openrouter } from './openrouter';
import { overridden } from './overridden';
import { sandbox } from './sandbox';
import { together } from './together';
import { unified } from './unified';
import { xai } from './xai';
import { noCapabilities, type Capabilities } from '../types';
import type { Dialect } from './dialect';

/** Every type of provider. A new one is a file of its own and a row here. */
const dialects = new Map<string, Dialect>(
  Object.entries({ openai, openrouter, newapi, unified, generations, opeai, azure, gemini, together, xai, sandbox }),
);

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

type Spoken = Pick<Provider, 'type' | 'baseUrl' | 'overrides'>;

/** What a provider speaks, its overrides included. @throws VideoJobsError `rejected` for an unknown type */
export function dialectFor({ type, baseUrl, overrides }: Spoken): Dialect {
  const row = dialectRow(type);
  return overridden(row.at?.(baseUrl) ?? row, overrides);
}

/** How a provider's key is sent. @throws VideoJobsError `rejected` for an unknown type */
export const authOf = (provider: Spoken & Pick<Provider, 'auth'>): Auth =>
  provider.auth ?? dialectFor(provider).usualAuth ?? 'bearer';

/** What a provider can do, by its type and its overrides; nothing, where the type is not known. */
export function capabilitiesOf(provider: Spoken): Capabilities {
  return dialects.has(provider.type) ? dialectFor(provider).capabilities : noCapabilities;
}
