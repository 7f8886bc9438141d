import * as vscode from 'vscode';
import type { BudgetState } from '../../jobs/costs/costs';
import type { SpentOn } from '../../jobs/ledger/spending';
import { dayKey, formatDateTime, formatDay, formatMoney, formatNumber } from '../format';
import { plain, shorten } from '../text';
import { titleOf } from '../titles';
import { type Total, totals, totalsBy } from './totals';

interface CostsFacts {
  /** Newest day first. */
  rows: readonly SpentOn[];
  budgets: readonly BudgetState[];
  /** ms since the epoch. */
  now: number;
  labelOf(provider: string): string;
}

/** Number of days on the page; the export has all of them. */
const mostDays = 31;
const dayMs = 24 * 3600_000;

/** Returns costs as a Markdown page; untrusted text in it is escaped. */
export function costsPage({ rows, budgets, now, labelOf }: CostsFacts): string {
  const parts = [
    `# ${vscode.l10n.t('Costs')}`,
    vscode.l10n.t(
      'As of {0}. Reported and estimated costs are listed separately, and currencies are never added up. Jobs removed from the list are included.',
      formatDateTime(now),
    ),
  ];
  if (budgets.length > 0) parts.push(`## ${vscode.l10n.t('Today’s Budget')}`, budgetTable(budgets, labelOf));
  if (rows.length === 0) {
    parts.push(vscode.l10n.t('Nothing spent yet.'));
    return `${parts.join('\n\n')}\n`;
  }
  const since = (days: number) => dayKey(new Date(now).setHours(12, 0, 0, 0) - (days - 1) * dayMs);
  const spans: [string, string][] = [
    [vscode.l10n.t('Today'), since(1)],
    [vscode.l10n.t('7 days'), since(7)],
    [vscode.l10n.t('30 days'), since(30)],
    [vscode.l10n.t('All'), ''],
  ];
  const spanned = spans.map(([label, from]): [string[], Total[]] => [
    [label],
    totals(rows.filter(({ day }) => day >= from)),
  ]);
  const byDay = totalsBy(rows, ({ day }) => day).slice(0, mostDays);
  const byModel = totalsBy(rows, ({ provider, model = '' }) => JSON.stringify([provider, model]));
  parts.push(
    `## ${vscode.l10n.t('By Time')}`,
    table([vscode.l10n.t('Period')], spanned),
    `## ${vscode.l10n.t('By Provider and Model')}`,
    table(
      [vscode.l10n.t('Provider'), vscode.l10n.t('Model')],
      byModel
        .map(([key, sums]): [string[], Total[]] => {
          const [provider, model] = JSON.parse(key) as [string, string];
          return [[labelOf(provider), model || '–'], sums];
        })
        .sort(([[a = '', b = '']], [[c = '', d = '']]) => a.localeCompare(c) || b.localeCompare(d)),
    ),
    `## ${vscode.l10n.t('By Day')}`,
    table(
      [vscode.l10n.t('Day')],
      byDay.map(([day, sums]) => [[dayWords(day, now)], sums]),
    ),
    vscode.l10n.t('“Unknown” counts jobs without a known cost: there is no price, or they failed.'),
    vscode.l10n.t(
      'To get the data as a spreadsheet, run “{0}”. Set your own prices and budgets in {1} and {2}.',
      titleOf('exportCosts'),
      '`videoJobs.prices`',
      '`videoJobs.budget`',
    ),
  );
  return `${parts.join('\n\n')}\n`;
}

/** Formats a day key. Noon is on that day regardless of daylight saving. */
const dayWords = (day: string, now: number): string =>
  day === '' ? '–' : formatDay(new Date(`${day}T12:00:00`).getTime(), now);

function budgetTable(budgets: readonly BudgetState[], labelOf: CostsFacts['labelOf']): string {
  const heads = [
    vscode.l10n.t('Provider'),
    ...[vscode.l10n.t('Budget'), vscode.l10n.t('Reported'), vscode.l10n.t('Estimated'), vscode.l10n.t('Remaining')],
    vscode.l10n.t('Unknown'),
  ];
  return markdownTable(
    heads,
    1,
    budgets.map(({ budget: { provider, amount, currency }, reported, estimated, left, unknown }) => [
      provider === undefined ? vscode.l10n.t('All providers') : labelOf(provider),
      ...[amount, reported, estimated, left].map((sum) => formatMoney(sum, currency)),
      formatNumber(unknown),
    ]),
  );
}

function table(heads: readonly string[], rows: readonly [string[], Total[]][]): string {
  const more = [vscode.l10n.t('Jobs'), vscode.l10n.t('Reported'), vscode.l10n.t('Estimated'), vscode.l10n.t('Unknown')];
  const sum = (amount: number, currency: string | undefined) =>
    currency === undefined || amount === 0 ? '–' : formatMoney(amount, plain(currency));
  const cells = rows.flatMap(([labels, sums]) => {
    const lines = sums.length > 0 ? sums : [{ jobs: 0, reported: 0, estimated: 0, unknown: 0, currency: undefined }];
    return lines.map(({ jobs, reported, estimated, unknown, currency }, index) => [
      ...(index === 0 ? labels : labels.map(() => '')),
      formatNumber(jobs),
      sum(reported, currency),
      sum(estimated, currency),
      unknown > 0 ? formatNumber(unknown) : '–',
    ]);
  });
  return markdownTable([...heads, ...more], heads.length, cells);
}

function markdownTable(heads: readonly string[], texts: number, rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(heads.map(cell)),
    line(heads.map((_, index) => (index < texts ? ':---' : '---:'))),
    ...rows.map((cells) => line(cells.map(cell))),
  ].join('\n');
}

/** Escapes untrusted text in a table: every character special in Markdown or HTML becomes a character reference. */
const cell = (text: string): string =>
  shorten(plain(text), 80).replace(/[\\`*_{}[\]()#+!|<>&~:@/$]/g, (sign) => `&#${sign.codePointAt(0)!};`);
