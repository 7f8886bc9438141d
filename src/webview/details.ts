import * as l10n from '@vscode/l10n';
import type { ActionView, Fact, JobView, PageAction } from '../shared/view';
import { button, el, Section } from './dom';
import { type Act, factList, iconAction } from './facts';
import { Family, type FamilyHooks } from './family';
import { icon, type IconName } from './icons';
import { actionButton } from './noticeCard';

/** Actions on what already exists appear as plain rows; those that create something are buttons. */
const rowIcons: Partial<Record<PageAction, IconName>> = {
  saveAs: 'save',
  reveal: 'folder',
  openExternal: 'external',
  insert: 'insert',
  compare: 'compare',
  saveFrame: 'picture',
  copyFrame: 'copy',
  showDetails: 'braces',
  copyAs: 'code',
};

interface DetailsData {
  view: JobView;
  /** Facts of the clip that is shown. */
  clipFacts: readonly Fact[];
  /** Actions of the notice in the clip's place; they are not offered a second time. */
  offered: readonly ActionView[];
  hasFile: boolean;
  /** True if frames can be captured: not for images, nor for clips with undecodable video. */
  hasPicture: boolean;
}

/** Details of the job, next to the picture. */
export class Details {
  readonly element: HTMLElement;
  readonly #status: Section<JobView['status']>;
  readonly #prompt: Section<JobView['prompt']>;
  readonly #derive: Section<readonly ActionView[]>;
  readonly #more: Section<readonly ActionView[]>;
  readonly #facts: Section<readonly Fact[]>;
  readonly #remarks: Section<readonly string[]>;
  readonly #family: Family;

  constructor(act: Act, relatives: FamilyHooks) {
    this.#family = new Family(relatives);
    this.#status = new Section(el('div', { class: 'status' }), ({ tone, label }) => [
      icon(tone),
      el('span', {}, label),
    ]);
    this.#remarks = new Section(el('div', { class: 'remarks' }), (remarks) => remarks.map((text) => el('p', {}, text)));
    this.#prompt = new Section(el('section', { class: 'prompt' }), (prompt) =>
      prompt
        ? [
            el('div', { class: 'caption' }, el('h2', {}, l10n.t('Prompt')), iconAction(prompt.copy, act)),
            el('p', { class: 'prompt-text', dir: 'auto', tabindex: 0 }, prompt.text),
          ]
        : [],
    );
    this.#derive = new Section(el('div', { class: 'actions' }), (all) =>
      all.map((action) => actionButton(action, act)),
    );
    this.#more = new Section(el('div', { class: 'rows', role: 'group', 'aria-label': l10n.t('Actions') }), (all) =>
      all.map((action) => actionRow(action, act)),
    );
    this.#facts = new Section(el('section', {}), (facts) => (facts.length > 0 ? [factList(facts, act)] : []));
    this.element = el(
      'aside',
      { class: 'details', 'aria-label': l10n.t('Job details') },
      this.#status.element,
      this.#remarks.element,
      this.#prompt.element,
      this.#derive.element,
      this.#more.element,
      this.#family.element,
      this.#facts.element,
    );
  }

  show({ view, clipFacts, offered, hasFile, hasPicture }: DetailsData): void {
    this.#status.element.dataset['tone'] = view.status.tone;
    this.#status.show(view.status);
    this.#remarks.show(view.remarks);
    this.#remarks.element.hidden = view.remarks.length === 0;
    this.#prompt.show(view.prompt);
    this.#prompt.element.hidden = view.prompt === undefined;
    const actions = view.actions.filter(
      ({ action, needsFile, needsPicture }) =>
        (hasFile || !needsFile) && (hasPicture || !needsPicture) && !offered.some((other) => other.action === action),
    );
    const rows = actions.filter(({ action }) => action in rowIcons);
    this.#derive.show(actions.filter((action) => !rows.includes(action)));
    this.#derive.element.hidden = rows.length === actions.length;
    this.#more.show(rows);
    this.#more.element.hidden = rows.length === 0;
    this.#family.show(view.family);
    this.#facts.show([...view.facts, ...clipFacts]);
  }
}

function actionRow(action: ActionView, act: Act): HTMLButtonElement {
  const element = button('', () => act(action), { class: 'row', 'data-id': action.action });
  element.append(icon(rowIcons[action.action] ?? 'info'), el('span', {}, action.label));
  return element;
}
