import * as l10n from '@vscode/l10n';
import type { ActionView, Fact, JobView } from '../shared/view';
import { el, Section } from './dom';
import { factList, iconAction } from './facts';
import { icon } from './icons';
import { actionButton, type Act } from './noticeCard';

export interface DetailsData {
  view: JobView;
  /** Of the clip that is shown. */
  clipFacts: readonly Fact[];
  hasFile: boolean;
}

/** What the job is, beside the picture. */
export class Details {
  readonly element: HTMLElement;
  private readonly status: Section<JobView['status']>;
  private readonly prompt: Section<JobView['prompt']>;
  private readonly actions: Section<readonly ActionView[]>;
  private readonly facts: Section<readonly Fact[]>;
  private readonly remarks: Section<readonly string[]>;

  constructor(act: Act) {
    this.status = new Section(el('div', { class: 'status' }), ({ tone, label }) => [icon(tone), el('span', {}, label)]);
    this.remarks = new Section(el('div', { class: 'remarks' }), (remarks) => remarks.map((text) => el('p', {}, text)));
    this.prompt = new Section(el('section', { class: 'prompt' }), (prompt) =>
      prompt
        ? [
            el('div', { class: 'caption' }, el('h2', {}, l10n.t('Prompt')), iconAction(prompt.copy, act)),
            el('p', { class: 'prompt-text', dir: 'auto', tabindex: 0 }, prompt.text),
          ]
        : [],
    );
    this.actions = new Section(el('div', { class: 'actions', role: 'group', 'aria-label': l10n.t('Actions') }), (all) =>
      all.map((action) => actionButton(action, act)),
    );
    this.facts = new Section(el('section', {}), (facts) => (facts.length > 0 ? [factList(facts, act)] : []));
    this.element = el(
      'aside',
      { class: 'details', 'aria-label': l10n.t('About this job') },
      this.status.element,
      this.remarks.element,
      this.prompt.element,
      this.actions.element,
      this.facts.element,
    );
  }

  show({ view, clipFacts, hasFile }: DetailsData): void {
    this.status.element.dataset['tone'] = view.status.tone;
    this.status.show(view.status);
    this.remarks.show(view.remarks);
    this.remarks.element.hidden = view.remarks.length === 0;
    this.prompt.show(view.prompt);
    this.prompt.element.hidden = view.prompt === undefined;
    const offered = view.actions.filter(({ needsFile }) => hasFile || !needsFile);
    this.actions.show(offered);
    this.actions.element.hidden = offered.length === 0;
    this.facts.show([...view.facts, ...clipFacts]);
  }
}
