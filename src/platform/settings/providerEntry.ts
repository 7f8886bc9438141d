import * as vscode from 'vscode';
import { anyOrigin, normaliseBaseUrl } from '../../api/baseUrl';
import { providerTypes } from '../../api/dialects';
import { VideoJobsError } from '../../api/errors';
import { isKeyHeader } from '../../api/keyHeader';
import type { Overrides } from '../../api/overrides';
import type { Auth, Provider } from '../../api/provider';
import { overridesFault } from './overridesEntry';

export const auths: readonly Auth[] = ['bearer', 'api-key', 'token', 'none'];

const refuse = (message: string) => new VideoJobsError('rejected', message);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Parses a provider from the settings or another extension, field by field. Drops fields of later releases.
 * @param http `any` accepts plain HTTP in a private network before the user has agreed to send the key
 * @throws VideoJobsError `rejected`, naming the field that is wrong
 */
export function parseProvider(value: unknown, http: 'agreed' | 'any' = 'agreed'): Provider {
  if (!isRecord(value)) throw refuse(vscode.l10n.t('A provider must be an object with "id", "type" and "baseUrl".'));
  const id = parseId(value['id']);
  const type = value['type'];
  if (typeof type !== 'string' || !providerTypes.includes(type)) {
    throw refuse(vscode.l10n.t('The "type" of provider "{0}" must be one of: {1}.', id, providerTypes.join(', ')));
  }
  const auth = optional(
    value,
    'auth',
    (one): one is Auth => auths.includes(one as Auth),
    vscode.l10n.t('one of: {0}', auths.join(', ')),
  );
  const baseUrl = value['baseUrl'];
  if (typeof baseUrl !== 'string') throw refuse(vscode.l10n.t('The provider "{0}" has no "baseUrl".', id));
  const httpOrigin = optional(value, 'httpOrigin', isText, vscode.l10n.t('a string of at most 200 characters'));
  // Refuses a bad address now rather than with the first job.
  normaliseBaseUrl(type, baseUrl, auth, http === 'any' ? anyOrigin : httpOrigin);
  const provider: Provider = {
    id,
    label: optional(value, 'label', isText, vscode.l10n.t('a string of at most 200 characters')),
    type,
    baseUrl: baseUrl.trim(),
    auth,
    headers: optional(value, 'headers', isHeaders, vscode.l10n.t('an object whose values are strings')),
    model: optional(value, 'model', isText, vscode.l10n.t('a string of at most 200 characters')),
    httpOrigin,
    keyHeader: optional(value, 'keyHeader', isHeaderName, vscode.l10n.t('the name of a header')),
    apiKeyEnv: optional(value, 'apiKeyEnv', isVariable, vscode.l10n.t('the name of an environment variable')),
    overrides: parseOverrides(id, type, baseUrl, value['overrides']),
  };
  return Object.fromEntries(Object.entries(provider).filter(([, field]) => field !== undefined)) as unknown as Provider;
}

/** Returns the valid entries of a list, in order, and messages about the others. Never throws. */
export function parseProviders(value: unknown): { providers: Provider[]; faults: string[] } {
  const providers: Provider[] = [];
  const faults: string[] = [];
  const collectFault = (work: () => void, index?: number) => {
    try {
      work();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      faults.push(index === undefined ? message : `providers[${index}]: ${message}`);
    }
  };
  const add = (entry: unknown) => {
    const provider = parseProvider(entry, 'any');
    if (providers.some(({ id }) => id === provider.id)) {
      throw refuse(vscode.l10n.t('Two providers have the ID "{0}". Only the first one is used.', provider.id));
    }
    providers.push(provider);
  };
  collectFault(() => entriesOf(value).forEach((entry, index) => collectFault(() => add(entry), index)));
  return { providers, faults };
}

/** Returns the entries of the setting, valid or not. @throws VideoJobsError `rejected` if it is not a list */
export function entriesOf(value: unknown): readonly unknown[] {
  const entries = value ?? [];
  if (Array.isArray(entries)) return entries;
  throw refuse(
    vscode.l10n.t('The setting {0} must be a list. Correct it in your settings file.', 'videoJobs.providers'),
  );
}

/** @throws VideoJobsError `rejected` */
export function parseId(value: unknown): string {
  if (typeof value === 'string' && /^[\w.-]{1,64}$/.test(value)) return value;
  throw refuse(vscode.l10n.t('The "id" of a provider must be 1 to 64 letters, digits, "-", "_" or ".".'));
}

/** Returns the origin that a provider's key is bound to. @throws VideoJobsError `rejected` */
export const originOf = ({ type, baseUrl, auth, httpOrigin }: Provider): string =>
  new URL(normaliseBaseUrl(type, baseUrl, auth, httpOrigin)).origin;

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= 200;
const isHeaderName = (value: unknown): value is string => typeof value === 'string' && isKeyHeader(value);
const isVariable = (value: unknown): value is string => typeof value === 'string' && /^[A-Za-z_]\w*$/.test(value);
const isHeaders = (value: unknown): value is Record<string, string> =>
  isRecord(value) && Object.values(value).every((one) => typeof one === 'string');

function parseOverrides(id: string, type: string, baseUrl: string, overrides: unknown): Overrides | undefined {
  const entry = overrides ?? {};
  const fault = overridesFault(entry, type, baseUrl);
  if (fault) {
    throw refuse(vscode.l10n.t('"{0}" of provider "{1}" is not valid: expected {2}.', fault.place, id, fault.expected));
  }
  return Object.keys(entry).length > 0 ? entry : undefined;
}

function optional<T>(
  entry: Record<string, unknown>,
  name: string,
  fits: (value: unknown) => value is T,
  expected: string,
): T | undefined {
  const value = entry[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (fits(value)) return value;
  throw refuse(vscode.l10n.t('"{0}" of provider "{1}" must be {2}.', name, String(entry['id']), expected));
}
