import type { Ability } from '../../jobs/abilities';
import type { ActionView, PageAction } from '../../shared/view';
import { titleOf } from '../titles';

/** Button of the page, labelled with the title of its command. */
export function action(
  name: PageAction,
  more: Omit<ActionView, 'action' | 'label'> & { label?: string } = {},
): ActionView {
  return { action: name, label: titleOf(name), ...more };
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
  cancel: 'cancel',
  stopWatching: 'stopWatching',
  resumeWatching: 'resumeWatching',
  resolveUncertain: 'resolveUncertain',
  diagnose: 'diagnose',
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
    action('createAgain'),
    action('showDetails'),
    action('copyAs'),
  );
}
