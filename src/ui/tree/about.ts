import * as vscode from 'vscode';
import type { Provider } from '../../api/provider';
import type { Exchanges } from '../../api/transport/exchanges';
import type { Account } from '../../api/types';
import type { ProviderDirectory } from '../../jobs/ports';
import { formatMoment } from '../format';
import { accountWords, limitWords } from '../words/costWords';

export interface AboutDeps {
  providers: Pick<ProviderDirectory, 'find'>;
  accounts: { known(provider: Provider): (Account & { at: number }) | undefined };
  exchanges: Pick<Exchanges, 'of'>;
}

/** Returns the known balance and rate limit of a provider, as lines. Sends no request. */
export const aboutProvider =
  ({ providers, accounts, exchanges }: AboutDeps) =>
  (id: string): string[] => {
    const provider = providers.find(id);
    const account = provider && accounts.known(provider);
    const limit = exchanges.of(id).findLast((exchange) => exchange.limit)?.limit;
    const lines = [limit && limitWords(limit), account && accountWords(account)].filter((line) => line !== undefined);
    return account ? [...lines, vscode.l10n.t('As reported at {0}', formatMoment(account.at))] : lines;
  };
