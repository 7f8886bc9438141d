import * as vscode from 'vscode';
import type { Capabilities } from '../../api/types';
import type { JobRecord } from '../../jobs/job';
import type { ActionView, PageAction } from '../../shared/view';

/** The word on each button of the page. */
export function action(
  name: PageAction,
  more: Omit<ActionView, 'action' | 'label'> & { label?: string } = {},
): ActionView {
  return { action: name, label: label(name), ...more };
}

function label(name: PageAction): string {
  switch (name) {
    case 'preview':
      return vscode.l10n.t('Open its preview');
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
      return vscode.l10n.t('Open in the system player');
    case 'insert':
      return vscode.l10n.t('Insert into document');
    case 'saveFrame':
      return vscode.l10n.t('Save this frame');
    case 'copyFrame':
      return vscode.l10n.t('Copy this frame');
    case 'continueFromFrame':
      return vscode.l10n.t('Continue from this frame…');
    case 'continueFromLast':
      return vscode.l10n.t('Continue from the last frame…');
    case 'makePlayable':
      return vscode.l10n.t('Make a copy that plays here');
    case 'showDetails':
      return vscode.l10n.t('Details');
    case 'copyPrompt':
      return vscode.l10n.t('Copy the prompt');
    case 'copyId':
      return vscode.l10n.t('Copy the job ID');
    case 'copyAs':
      return vscode.l10n.t('Copy as code…');
    case 'download':
      return vscode.l10n.t('Download');
    case 'lookAgain':
      return vscode.l10n.t('Look again');
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

/** What can be done with the job as a whole: only what it and its provider can do. */
export function jobActions(job: JobRecord, can: Capabilities, providerKnown: boolean): ActionView[] {
  const derive = providerKnown && job.status === 'completed' && job.id !== undefined;
  const named = job.id !== undefined;
  const offers: [boolean, ActionView][] = [
    [derive && can.remix, action('remix', { primary: true })],
    [derive && can.edit, action('edit')],
    [derive && can.extend, action('extend')],
    [true, action('continueFromFrame', { needsFile: true, needsPicture: true })],
    [true, action('continueFromLast', { needsFile: true, needsPicture: true })],
    [true, action('saveAs', { needsFile: true })],
    [true, action('reveal', { needsFile: true })],
    [true, action('openExternal', { needsFile: true })],
    [true, action('insert', { needsFile: true })],
    [true, action('compare', { needsFile: true })],
    [true, action('saveFrame', { needsFile: true, needsPicture: true })],
    [true, action('copyFrame', { needsFile: true, needsPicture: true })],
    [job.prompt !== undefined, action('createAgain', { label: vscode.l10n.t('Use these settings…') })],
    [named, action('showDetails')],
    [providerKnown, action('copyAs')],
  ];
  return offers.filter(([offered]) => offered).map(([, view]) => view);
}
