import * as l10n from '@vscode/l10n';
import type { FamilyView, RelativeView } from '../shared/view';
import { button, el, Section } from './dom';
import { icon } from './icons';

export interface FamilyHooks {
  open(key: string): void;
  more(): void;
}

/** Tree of the job's ancestors and descendants, with keyboard navigation; hidden if there are none. */
export class Family {
  readonly element: HTMLDetailsElement;
  readonly #heading = el('summary');
  readonly #section: Section<FamilyView['members']>;
  readonly #before = el('p', { class: 'quiet' });

  readonly #hooks: FamilyHooks;

  constructor(hooks: FamilyHooks) {
    this.#hooks = hooks;
    const tree = el('div', { role: 'tree', 'aria-label': l10n.t('Family') });
    tree.addEventListener('keydown', (event) => this.#key(event));
    this.#section = new Section(tree, (members) => members.flatMap((member) => this.#rows(member)));
    this.element = el('details', { class: 'family', open: true, hidden: true }, this.#heading, this.#before, tree);
  }

  show(family: FamilyView | undefined): void {
    this.element.hidden = family === undefined;
    this.#heading.textContent = family?.title ?? '';
    this.#before.textContent = family?.before ?? '';
    this.#before.hidden = family?.before === undefined;
    this.#section.show(family?.members ?? []);
  }

  #rows(member: RelativeView): HTMLElement[] {
    const { key, level, more } = member;
    const row = relative(member);
    row.addEventListener('click', () => this.#choose(row));
    if (more === undefined) return [row];
    const rest = button(more, () => this.#hooks.more(), { class: 'link', 'data-id': `more:${key}`, tabindex: -1 });
    rest.style.setProperty('--level', String(Math.min(level + 1, deepest)));
    rest.setAttribute('role', 'treeitem');
    rest.setAttribute('aria-level', String(level + 1));
    return [row, rest];
  }

  #choose(row: HTMLElement): void {
    const { key } = row.dataset;
    if (key !== undefined && row.ariaCurrent !== 'true') this.#hooks.open(key);
  }

  get #items(): HTMLElement[] {
    return [...this.#section.element.querySelectorAll<HTMLElement>('[role=treeitem]')];
  }

  /** Keys as in VS Code's own trees. Handled keys do not reach the player. */
  #key(event: KeyboardEvent): void {
    const items = this.#items;
    const at = items.findIndex((item) => item === document.activeElement);
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const level = (item: HTMLElement | undefined) => Number(item?.getAttribute('aria-level'));
    const here = items[at]!;
    const moves: Record<string, () => HTMLElement | undefined> = {
      ArrowDown: () => items[at + 1],
      ArrowUp: () => items[at - 1],
      Home: () => items[0],
      End: () => items.at(-1),
      ArrowLeft: () => items.slice(0, at).findLast((item) => level(item) < level(here)),
      ArrowRight: () => (level(items[at + 1]) > level(here) ? items[at + 1] : undefined),
    };
    const move = moves[event.key];
    if (move) this.#focus(move());
    else if (event.key === 'Enter' || event.key === ' ') here.click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #focus(item: HTMLElement | undefined): void {
    if (!item) return;
    for (const one of this.#items) one.tabIndex = one === item ? 0 : -1;
    item.focus();
  }
}

/** Deeper levels are not indented further, for lack of room. */
const deepest = 6;

function relative({ key, level, title, change, status, current, picture }: RelativeView): HTMLElement {
  const row = el(
    'div',
    {
      class: 'relative',
      role: 'treeitem',
      'aria-level': level,
      'aria-current': current ? 'true' : undefined,
      'aria-disabled': status ? undefined : 'true',
      tabindex: current ? 0 : -1,
      title,
      'data-id': `relative:${key}`,
      'data-key': status ? key : undefined,
      'data-tone': status?.tone ?? 'info',
    },
    thumbnail(picture, status?.tone),
    el(
      'span',
      { class: 'who' },
      el('span', { class: 'name', dir: 'auto' }, title),
      el('span', { class: 'quiet', dir: 'auto' }, [change, status?.label].filter(Boolean).join(' · ')),
    ),
  );
  row.style.setProperty('--level', String(Math.min(level, deepest)));
  return row;
}

/** First tile of the strip in its own aspect ratio, or the icon of the job's state. */
function thumbnail(picture: RelativeView['picture'], tone: keyof typeof signs = 'info'): HTMLElement {
  const box = el('span', { class: 'thumbnail' }, icon(signs[tone]));
  if (!picture) return box;
  const image = el('img', { src: picture.url, alt: '' });
  image.addEventListener('load', () => {
    box.style.aspectRatio = String(image.naturalWidth / picture.tiles / image.naturalHeight);
    box.replaceChildren(image);
  });
  return box;
}

const signs = { busy: 'busy', done: 'film', info: 'info', warning: 'warning', error: 'error' } as const;
