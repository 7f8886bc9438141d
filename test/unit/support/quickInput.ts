import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';

/** What somebody does with one input: types, chooses, goes back, or closes it. */
export type Act =
  | { type: string }
  /** By the label's beginning; `typed` goes before it into the box. */
  | { pick: string | RegExp; typed?: string }
  /** Takes what is offered. */
  | 'enter'
  | 'back'
  | 'escape';

interface Item {
  label: string;
  description?: string;
  detail?: string;
  kind?: vscode.QuickPickItemKind;
}

/** An input as it was when somebody answered it. */
export interface Shown {
  kind: 'text' | 'choice';
  title?: string;
  step?: number;
  totalSteps?: number;
  prompt?: string;
  placeholder?: string;
  value: string;
  password?: boolean;
  labels: string[];
  items: Item[];
  /** Label of the one that Enter takes. */
  active?: string;
  canGoBack: boolean;
  refused?: string;
}

type Listener = (value?: unknown) => void;

/** Fields that both kinds of input have; events are called by name. */
class FakeInput {
  title?: string;
  step?: number;
  totalSteps?: number;
  prompt?: string;
  placeholder?: string;
  value = '';
  password?: boolean;
  validationMessage?: string;
  busy = false;
  buttons: unknown[] = [];
  activeItems: Item[] = [];
  selectedItems: Item[] = [];
  ignoreFocusOut = false;
  canSelectMany = false;
  readonly #listeners = new Map<string, Listener[]>();
  #items: Item[] = [];

  readonly #kind: Shown['kind'];
  readonly #answer: (input: FakeInput) => Promise<void>;

  constructor(kind: Shown['kind'], answer: (input: FakeInput) => Promise<void>) {
    this.#kind = kind;
    this.#answer = answer;
  }

  get items(): Item[] {
    return this.#items;
  }
  set items(items: Item[]) {
    this.#items = items;
    this.activeItems = items.filter(({ kind }) => kind !== vscode.QuickPickItemKind.Separator).slice(0, 1);
  }

  on = (name: string) => (listener: Listener) => {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
    return { dispose() {} };
  };
  onDidAccept = this.on('accept');
  onDidHide = this.on('hide');
  onDidChangeValue = this.on('value');
  onDidTriggerButton = this.on('button');

  fire(name: string, value?: unknown): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(value);
  }
  type(text: string): void {
    this.value = text;
    this.fire('value', text);
  }
  choose(item: Item): void {
    this.selectedItems = [item];
    this.fire('accept');
  }
  show(): void {
    void this.#answer(this);
  }
  hide(): void {
    this.fire('hide');
  }
  dispose(): void {}

  picture(): Shown {
    const { title, step, totalSteps, prompt, placeholder, value, password, items } = this;
    const labels = items.filter(({ kind }) => kind !== vscode.QuickPickItemKind.Separator).map(({ label }) => label);
    const canGoBack = this.buttons.includes(vscode.QuickInputButtons.Back);
    const [active] = this.activeItems;
    const common = {
      kind: this.#kind,
      title,
      step,
      totalSteps,
      prompt,
      placeholder,
      value,
      password,
      labels,
      canGoBack,
    };
    return { ...common, items: [...items], active: active?.label };
  }
}

/** Answers one input after the other; `shown` is filled with what was seen. Ended by `sinon.restore()`. */
export function answerInputs(...acts: Act[]): Shown[] {
  const shown: Shown[] = [];
  const answer = async (input: FakeInput) => {
    // Choices that come later are waited for, as a person would.
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    const picture = input.picture();
    shown.push(picture);
    const act = acts.shift();
    assert.ok(act, `nobody expected to be asked: ${picture.title} ${picture.prompt ?? picture.placeholder}`);
    if (act === 'escape') input.fire('hide');
    else if (act === 'back') input.fire('button', vscode.QuickInputButtons.Back);
    else if (act === 'enter') accept(input, picture);
    else if ('type' in act) {
      input.type(act.type);
      input.fire('accept');
    } else {
      if (act.typed !== undefined) input.type(act.typed);
      const { pick } = act;
      const found = input.items.find(({ label }) =>
        typeof pick === 'string' ? label.startsWith(pick) : pick.test(label),
      );
      assert.ok(found, `no choice ${String(pick)} in ${JSON.stringify(input.picture().labels)}`);
      input.choose(found);
    }
    // A prompt that was pasted is accepted once the clipboard is read.
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    if (input.validationMessage !== undefined) {
      picture.refused = input.validationMessage;
      input.validationMessage = undefined;
      await answer(input);
    }
  };
  sinon.stub(vscode.window, 'createInputBox').callsFake(() => new FakeInput('text', answer) as never);
  sinon.stub(vscode.window, 'createQuickPick').callsFake(() => new FakeInput('choice', answer) as never);
  return shown;
}

/** Of many, what is ticked is taken. */
function accept(input: FakeInput, { kind }: Shown): void {
  if (kind === 'text' || input.canSelectMany) input.fire('accept');
  else input.choose(input.activeItems[0]!);
}
