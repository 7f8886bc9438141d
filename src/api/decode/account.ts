import * as l10n from '@vscode/l10n';
import type { Account } from '../types';
import { asNumber, asText, field, isRecord, Mismatch } from './read';

/**
 * Reads OpenRouter's `GET /key`: spending of the key, and its limit (`null` for none). Credits are US dollars.
 * @throws Mismatch
 */
export function decodeAccount(answer: unknown): Account {
  const data = field(answer, 'data');
  if (!isRecord(data)) throw new Mismatch(l10n.t('information about the key in "data"'));
  const account: Account = {
    currency: 'USD',
    spent: asNumber(data['usage']),
    limit: asNumber(data['limit']),
    remaining: asNumber(data['limit_remaining']),
    resets: asText(data['limit_reset'])?.slice(0, 40),
  };
  return Object.fromEntries(Object.entries(account).filter(([, value]) => value !== undefined)) as unknown as Account;
}
