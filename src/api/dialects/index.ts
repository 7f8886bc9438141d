import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../errors';
import type { Overrides } from '../overrides';
import type { Auth, Provider } from '../provider';
import { type Capabilities, noCapabilities } from '../types';
import { ark } from './ark';
import { atlas } from './atlas';
import { azure } from './azure';
import { dashscope } from './dashscope';
import { describedDialect, type Description } from './described';
import { custom } from './described/custom';
import type { Dialect } from './dialect';
import { fal } from './fal';
import { gemini } from './gemini';
import { generations } from './generations';
import { higgsfield } from './higgsfield';
import { checkingInputs } from './inputChecks';
import { interactions } from './interactions';
import { kie } from './kie';
import { kling } from './kling';
import { ltx } from './ltx';
import { luma } from './luma';
import { minimax } from './minimax';
import { newapi } from './newapi';
import { novita } from './novita';
import { opeai } from './opeai';
import { openai } from './openai';
import { openrouter } from './openrouter';
import { overridden } from './overridden';
import { patchedDialect } from './patched';
import { replicate } from './replicate';
import { runway } from './runway';
import { sandboxOf, systemsFor } from './sandbox';
import { siliconflow } from './siliconflow';
import { together } from './together';
import { unified } from './unified';
import { vidu } from './vidu';
import { wavespeed } from './wavespeed';
import { xai } from './xai';
import { zai } from './zai';

/** Type whose servers are described in the settings. */
export const customType = 'custom';

/** Types of servers that are data. */
const described = { ark, dashscope, fal, kling, luma, minimax, replicate, runway };

/** The same, of servers that the built-in one does not speak as. */
const unrehearsed = { atlas, higgsfield, kie, ltx, novita, siliconflow, vidu, wavespeed, zai };

/** All descriptions, those of the systems that are a part of a type included. */
export const descriptions: Readonly<Record<string, Description>> = { ...described, ...unrehearsed, interactions };

/** All types of servers but the built-in one. */
const dialects = new Map<string, Dialect>([
  ...Object.entries({ openai, openrouter, newapi, unified, generations, opeai, azure, gemini, together, xai }),
  ...Object.entries(described).map(([type, row]) => [type, describedDialect(row)] as const),
]);

/** Dialects of the systems that are a part of a type. */
const variants = new Map([['interactions', describedDialect(interactions)]]);

/** The systems that the built-in server speaks as, each with its type. */
export const sandboxSystems = systemsFor([...dialects.keys()]);

for (const [type, row] of Object.entries(unrehearsed)) dialects.set(type, describedDialect(row));

dialects.set(
  'sandbox',
  sandboxOf(
    new Map(Object.entries(sandboxSystems).map(([system, type]) => [system, variants.get(system) ?? dialectRow(type)])),
  ),
);

dialects.set(customType, {
  ...describedDialect(custom),
  wholeBaseUrl: true,
  // The settings have the whole description.
  describedBy: (description) => ({ ...custom, ...description }) as Description,
});

export const providerTypes: readonly string[] = [...dialects.keys()];

/** Its server is part of this extension: it is connected to without settings, files or a key of the user's. */
export const isBuiltIn = (type: string | undefined): boolean => dialects.get(type ?? '')?.builtIn === true;

/** A request to it fails until the user has set a key. */
export const needsKey = ({ type, auth = dialects.get(type)?.usualAuth }: Pick<Provider, 'type' | 'auth'>): boolean =>
  auth !== 'none' && !isBuiltIn(type);

/** One line on a type, in the user's language. @throws VideoJobsError `rejected` for an unknown type */
export function descriptionOf(type: string): string {
  const { label, description } = dialectRow(type);
  return description?.() ?? label;
}

/** @throws VideoJobsError `rejected` for an unknown type */
export function dialectRow(type: string): Dialect {
  const dialect = dialects.get(type);
  if (dialect) return dialect;
  throw new VideoJobsError(
    'rejected',
    l10n.t('"{0}" is not a provider type. Use one of: {1}.', type, providerTypes.join(', ')),
  );
}

type DialectChoice = Pick<Provider, 'type' | 'baseUrl' | 'overrides'>;

/** Returns a provider's dialect, overrides included. @throws VideoJobsError `rejected` for an unknown type */
export function dialectFor({ type, baseUrl, overrides }: DialectChoice): Dialect {
  const row = dialectRow(type);
  const base = row.at?.(baseUrl) ?? row;
  if (!overrides) return checked(base);
  const known = withOverrides.get(overrides);
  if (known?.base === base) return known.dialect;
  const dialect = checkingInputs(overridden(patchedDialect(base, overrides), overrides));
  withOverrides.set(overrides, { base, dialect });
  return dialect;
}

/** Dialects that check the inputs of requests, by those that do not. */
const checkedDialects = new WeakMap<Dialect, Dialect>();

function checked(dialect: Dialect): Dialect {
  const known = checkedDialects.get(dialect);
  if (known) return known;
  const made = checkingInputs(dialect);
  checkedDialects.set(dialect, made);
  return made;
}

/** Dialects by the overrides in them, which are read from the settings once. */
const withOverrides = new WeakMap<Overrides, { base: Dialect; dialect: Dialect }>();

/** Returns the authentication scheme of a provider. @throws VideoJobsError `rejected` for an unknown type */
export const authOf = (provider: DialectChoice & Pick<Provider, 'auth'>): Auth =>
  provider.auth ?? dialectFor(provider).usualAuth ?? 'bearer';

/** Returns a provider's capabilities by its type and overrides; none if the type is unknown. */
export function capabilitiesOf(provider: DialectChoice): Capabilities {
  return dialects.has(provider.type) ? dialectFor(provider).capabilities : noCapabilities;
}
