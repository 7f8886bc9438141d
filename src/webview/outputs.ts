import * as l10n from '@vscode/l10n';
import { outputId } from '../shared/playback';
import type { ClipView } from '../shared/view';
import { button, el, Section } from './dom';
import { icon } from './icons';

interface OutputsData {
  clips: readonly { id: string; label: string; kind: ClipView['kind']; onDisk: boolean }[];
  chosen: string;
}

/** The strip of a job's outputs; absent where there is nothing to choose. */
export class Outputs {
  readonly element = el('div', { class: 'outputs', role: 'group', 'aria-label': l10n.t('Outputs') });
  readonly #section: Section<OutputsData>;

  constructor(choose: (id: string) => void) {
    this.#section = new Section(this.element, ({ clips, chosen }) =>
      clips.map(({ id, label, kind, onDisk }) => {
        const attributes = { class: 'output', 'aria-pressed': String(id === chosen), 'data-id': id };
        const element = button('', () => choose(id), attributes);
        element.append(icon(kind === 'image' ? 'picture' : 'film'), el('span', {}, label));
        if (!onDisk) {
          element.append(icon('download'));
          element.title = l10n.t('{0} (not downloaded)', label);
          element.setAttribute('aria-label', element.title);
        }
        return element;
      }),
    );
  }

  show(clips: readonly ClipView[], chosen: ClipView | undefined): void {
    this.element.hidden = clips.length < 2;
    this.#section.show({
      clips: clips.map((clip) => ({
        id: outputId(clip),
        label: clip.label,
        kind: clip.kind,
        onDisk: clip.file !== undefined,
      })),
      chosen: chosen ? outputId(chosen) : '',
    });
  }
}
