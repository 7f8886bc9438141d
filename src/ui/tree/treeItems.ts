import * as vscode from 'vscode';
import { formatNumber } from '../format';
import { commandFor } from '../run';
import { titleOf } from '../titles';
import { videoCount } from '../words/jobWords';
import type { Group } from './model';
import type { JobNode, MoreNode, OlderNode, OutputNode } from './nodes';
import { groupRow, jobRow, outputRow, type RowContext, type RowView } from './rowView';

/** Internal command that loads another page of a group. */
export const showOlderCommand = '_videoJobs.showOlder';

const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

/** @param open true if the group is expanded initially */
export function groupItem(group: Group, open: boolean): vscode.TreeItem {
  return item(group.id, groupRow(group), open ? Expanded : Collapsed);
}

export function jobItem({ job }: JobNode, context: Omit<RowContext, 'now'>): vscode.TreeItem {
  const view = jobRow(job, { now: Date.now(), ...context });
  const row = item(`job:${job.key}`, view, videoCount(job) > 1 || (context.children ?? 0) > 0 ? Collapsed : None);
  return runs(row, commandFor('preview', titleOf('preview'), { key: job.key }));
}

export function outputItem({ parent: { job }, variant, index }: OutputNode): vscode.TreeItem {
  const row = item(`job:${job.key}:${variant}:${index}`, outputRow(job, variant, index), None);
  return runs(row, commandFor('preview', titleOf('preview'), { key: job.key, variant, index }));
}

export function olderItem({ group: node }: OlderNode): vscode.TreeItem {
  const hidden = formatNumber(node.group.count - (node.group.rows?.length ?? 0));
  const label = vscode.l10n.t('Show older ({0})', hidden);
  const view = action(label, 'chevron-down', 'older');
  const command = { command: showOlderCommand, title: label, arguments: [node] };
  return runs(item(`older:${node.group.id}`, view, None), command);
}

/** @param from name of the provider, if the row is not in its group */
export function moreItem(node: MoreNode, from: string | undefined, loading: boolean, still: boolean): vscode.TreeItem {
  const label = loading ? vscode.l10n.t('Loading…') : titleOf('loadMore');
  const icon = !loading ? 'arrow-down' : still ? 'sync' : 'sync~spin';
  const row = item(`more:${node.provider}`, action(label, icon, 'more', from), None);
  return loading ? row : runs(row, commandFor('loadMore', label, { provider: node.provider }));
}

const action = (label: string, icon: string, contextValue: string, description = ''): RowView => ({
  label,
  description,
  icon,
  contextValue,
  spoken: description ? `${label}, ${description}` : label,
});

function item(id: string, view: RowView, collapsible: vscode.TreeItemCollapsibleState): vscode.TreeItem {
  const row = new vscode.TreeItem(view.label, collapsible);
  row.id = id;
  row.description = view.description;
  row.iconPath = new vscode.ThemeIcon(
    view.icon,
    view.color === undefined ? undefined : new vscode.ThemeColor(view.color),
  );
  row.contextValue = view.contextValue;
  row.accessibilityInformation = { label: view.spoken };
  return row;
}

function runs(row: vscode.TreeItem, command: vscode.Command): vscode.TreeItem {
  row.command = command;
  return row;
}
