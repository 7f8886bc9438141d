import * as vscode from 'vscode';
import type { Ability } from '../../jobs/abilities';
import type { ActionView, PageAction } from '../../shared/view';

/** Returns a button of the page with its label. */
export function action(
  name: PageAction,
  more: Omit<ActionView, 'action' | 'label'> & { label?: string } = {},
): ActionView {
  return { action: name, label: label(name), ...more };
}

function label(name: PageAction): string {
  switch (name) {
    case 'preview':
      return vscode.l10n.t('Open preview');
    case 'compare':
      return vscode.l10n.t('Compare with…');
    case 'remix':
      return vscode.l10n.t('Remix…');
    case 'edit':
      return vscode.l10n.t('Edit…');
    case 'extend':
      return vscode.l10n.t('Extend…');
    case 'saveAs':
      return vscode.l10n.t('Save as…');
    case 'reveal':
      return vscode.l10n.t('Show in folder');
    case 'openExternal':
      return vscode.l10n.t('Open in system player');
    case 'insert':
      return vscode.l10n.t('Insert into document');
    case 'saveFrame':
      return vscode.l10n.t('Save frame');
    case 'copyFrame':
      return vscode.l10n.t('Copy frame');
    case 'continueFromFrame':
      return vscode.l10n.t('Continue from this frame…');
    case 'continueFromLast':
      return vscode.l10n.t('Continue from last frame…');
    case 'makePlayable':
      return vscode.l10n.t('Make playable copy');
    case 'showDetails':
      return vscode.l10n.t('Details');
    case 'copyPrompt':
      return vscode.l10n.t('Copy prompt');
    case 'copyId':
      return vscode.l10n.t('Copy job ID');
    case 'copyAs':
      return vscode.l10n.t('Copy as code…');
    case 'download':
      return vscode.l10n.t('Download');
    case 'lookAgain':
      return vscode.l10n.t('Check again');
    case 'cancelDownload':
      return vscode.l10n.t('Cancel');
    case 'createAgain':
      return vscode.l10n.t('Create again…');
    case 'sendAgain':
      return vscode.l10n.t('Send again');
    case 'sendLater':
      return vscode.l10n.t('Send when allowed');
    case 'dontSend':
      return vscode.l10n.t('Don’t send');
    case 'stopWatching':
      return vscode.l10n.t('Stop following');
    case 'resumeWatching':
      return vscode.l10n.t('Follow again');
    case 'resolveUncertain':
      return vscode.l10n.t('Resolve…');
  }
}

/** Ability of the job that each button needs; a button that is not listed is always shown. */
const needs: Partial<Record<PageAction, Ability>> = {
  remix: 'remix',
  edit: 'edit',
  extend: 'extend',
  saveAs: 'saveAs',
  download: 'downloadOutput',
  lookAgain: 'lookAgain',
  cancelDownload: 'cancelDownload',
  createAgain: 'createAgain',
  sendAgain: 'sendAgain',
  sendLater: 'sendLater',
  dontSend: 'dontSend',
  stopWatching: 'stopWatching',
  resumeWatching: 'resumeWatching',
  resolveUncertain: 'resolveUncertain',
  copyPrompt: 'copyPrompt',
  copyId: 'copyId',
  copyAs: 'copyAs',
  compare: 'useFile',
  reveal: 'useFile',
  openExternal: 'useFile',
  insert: 'useFile',
  saveFrame: 'useFile',
  copyFrame: 'useFile',
  continueFromFrame: 'useFile',
  continueFromLast: 'useFile',
  makePlayable: 'useFile',
};

/** Returns the buttons that the job allows. */
export const allowed = (able: ReadonlySet<Ability>, ...actions: ActionView[]): ActionView[] =>
  actions.filter(({ action }) => {
    const need = needs[action];
    return need === undefined || able.has(need);
  });

/** The same, with the first of them as the primary button. */
export const firstOf = (able: ReadonlySet<Ability>, ...actions: ActionView[]): ActionView[] =>
  allowed(able, ...actions).map((one, at) => (at === 0 ? { ...one, primary: true } : one));

/** Returns the actions for the job as a whole that the job and its provider support. */
export function jobActions(able: ReadonlySet<Ability>): ActionView[] {
  const ofFile = { needsFile: true };
  const ofPicture = { needsFile: true, needsPicture: true };
  return allowed(
    able,
    action('remix', { primary: true }),
    action('edit'),
    action('extend'),
    action('continueFromFrame', ofPicture),
    action('continueFromLast', ofPicture),
    // Saving downloads a clip that is not on disk, if possible.
    action('saveAs', able.has('downloadOutput') ? {} : ofFile),
    action('reveal', ofFile),
    action('openExternal', ofFile),
    action('insert', ofFile),
    action('compare', ofFile),
    action('saveFrame', ofPicture),
    action('copyFrame', ofPicture),
    action('createAgain', { label: vscode.l10n.t('Create again…') }),
    action('showDetails'),
    action('copyAs'),
  );
}
