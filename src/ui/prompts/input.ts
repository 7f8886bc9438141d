import * as vscode from 'vscode';
import { inLabel, plain } from '../text';
import { type OneLine, oneLine, restorePaste } from './oneLine';

/** Thrown if the user closed an input: the command ends silently. */
export class Dismissed extends Error {
  override readonly name = 'Dismissed';
}

/** Answer of a user who goes back to the previous step. */
export const back = Symbol('back');
export type Back = typeof back;

/** Thrown if the user pressed the button of `Frame.more` instead of answering. */
export class MoreWanted extends Error {
  override readonly name = 'MoreWanted';
}

/** Title, position and buttons of an input. */
export interface Frame {
  title: string;
  step?: number;
  totalSteps?: number;
  /** Shows the back button. */
  canGoBack?: boolean;
  /** Tooltip of a button beside the title; pressing it throws `MoreWanted`. */
  more?: string;
}

interface TextQuestion {
  prompt: string;
  placeholder?: string;
  value?: string;
  /** Masks the text. */
  password?: boolean;
  /** Keeps line breaks, which VS Code's input box drops, as marks. */
  multiline?: boolean;
  /** Returns an error message, or undefined if the text is valid. */
  check?(text: string): string | undefined;
  /** Returns the text shown instead of a pasted one. */
  shown?(pasted: string): string;
}

/** @returns the text, trimmed unless it is the unchanged `value`. @throws Dismissed */
export function askText(frame: Frame, question: TextQuestion): Promise<string | Back> {
  const input = vscode.window.createInputBox();
  dress(input, frame);
  input.buttons = buttonsFor(frame);
  input.placeholder = question.placeholder;
  input.password = question.password ?? false;
  const { value: initial = '' } = question;
  const show = (text: string): OneLine => {
    const line = question.multiline ? oneLine(text) : { shown: text, restore: (shown: string) => shown };
    input.prompt = line.mark ? vscode.l10n.t('{0} ({1} is a line break)', question.prompt, line.mark) : question.prompt;
    input.value = line.shown;
    return line;
  };
  let box = show(initial);
  return answered(input, (answer) => {
    let before = input.value;
    let pasting: Promise<void> | undefined;
    const restore = async (old: string, pasted: string): Promise<void> => {
      const clipboard = await readClipboard();
      const text = input.value === pasted ? restorePaste(old, pasted, clipboard, box) : undefined;
      if (text === undefined) return;
      box = show(text);
      before = box.shown;
    };
    input.onDidChangeValue((value) => {
      input.validationMessage = undefined;
      const isPaste = value.length > before.length + 1;
      if (question.multiline && isPaste) pasting = restore(before, value);
      const shown = isPaste ? (question.shown?.(value) ?? value) : value;
      before = shown;
      if (shown !== value) input.value = shown;
    });
    const accept = () => {
      const restored = box.restore(input.value);
      const text = restored === initial && question.multiline ? restored : restored.trim();
      const wrong = question.check?.(text.trim());
      if (wrong) input.validationMessage = wrong;
      else answer(text);
    };
    input.onDidAccept(() => {
      if (pasting) void pasting.then(accept);
      else accept();
    });
  });
}

/** Returns '' in a browser: it asks the user for permission first, and the answer may never come. */
async function readClipboard(): Promise<string> {
  if (vscode.env.uiKind === vscode.UIKind.Web) return '';
  try {
    return await vscode.env.clipboard.readText();
  } catch {
    return '';
  }
}

export interface Choice<T> {
  label: string;
  description?: string;
  detail?: string;
  value: T;
  /** Heading above this choice and those that follow with the same one. */
  group?: string;
}

interface ChoiceQuestion<T> {
  placeholder: string;
  choices: readonly Choice<T>[];
  /** Replaces `choices` once resolved; the input shows that it is busy until then. Must not reject. */
  later?: Promise<readonly Choice<T>[]>;
  /** Selects the choice that Enter alone accepts. */
  first?: (value: T) => boolean;
  /** Makes a choice of typed text, if that is allowed. */
  free?(text: string): Choice<T> | undefined;
  /** Shown instead of rows if typed text matches none of them and cannot become one. */
  expected?: string;
  /** Returns true for a choice that costs money: the second click of a double click on the previous step must not accept it. */
  costly?(value: T): boolean;
}

/** Longest double click, in ms. */
const doubleClick = 500;

export interface Item<T> extends vscode.QuickPickItem {
  choice?: Choice<T>;
}

/** @throws Dismissed */
export function askChoice<T>(frame: Frame, question: ChoiceQuestion<T>): Promise<T | Back> {
  const pick = vscode.window.createQuickPick<Item<T>>();
  dress(pick, frame);
  pick.buttons = buttonsFor(frame);
  pick.placeholder = question.placeholder;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  let known = question.choices;

  /** Label of the initially active row. */
  let offered: string | undefined;

  const render = () => {
    const text = plain(pick.value);
    const typed = text === '' || known.some(({ label }) => label === text) ? undefined : question.free?.(text);
    const active = pick.activeItems[0]?.label;
    const moved = offered !== undefined && active !== undefined && active !== offered;
    const items = itemsOf(known);
    const note = !typed && text !== '' && !items.some((item) => isFound(item, text)) ? question.expected : undefined;
    const last: Item<T>[] = typed
      ? [{ ...itemOf(typed), alwaysShow: true }]
      : note === undefined
        ? []
        : [{ label: note, iconPath: new vscode.ThemeIcon('info'), alwaysShow: true }];
    pick.items = [...items, ...last];
    const choices = items.filter(({ choice }) => choice !== undefined);
    const first =
      (moved && choices.find(({ label }) => label === active)) ||
      choices.find(({ choice }) => question.first?.(choice!.value)) ||
      choices[0];
    if (!moved) offered = first?.label;
    if (first && text === '') pick.activeItems = [first];
  };

  return answered(pick, (answer) => {
    const shownAt = Date.now();
    const isTooSoon = (value: T) => question.costly?.(value) === true && Math.abs(Date.now() - shownAt) < doubleClick;
    pick.onDidChangeValue(() => {
      if (question.free) render();
    });
    pick.onDidAccept(() => {
      const chosen = acceptedChoice(pick.selectedItems[0], plain(pick.value), known, question.free);
      if (!chosen) return;
      if (!isTooSoon(chosen.value)) answer(chosen.value);
      // VS Code ignores a second click on a selected row.
      else pick.selectedItems = [];
    });
    render();
    if (!question.later) return;
    pick.busy = true;
    void question.later.then((choices) => {
      known = choices;
      pick.busy = false;
      render();
    });
  });
}

/**
 * Returns the choice that Enter means. A fast typist presses it before the rows are filtered or the row of the typed text
 * exists: what is typed counts then, and not a row that does not contain it.
 * @param selected row that VS Code reports
 */
function acceptedChoice<T>(
  selected: Item<T> | undefined,
  text: string,
  known: readonly Choice<T>[],
  free?: (text: string) => Choice<T> | undefined,
): Choice<T> | undefined {
  if (text === '') return selected?.choice;
  if (selected && hasLetters(selected.label, text)) return selected.choice;
  const exact = known.find(({ label, value }) => label === text || String(value) === text);
  if (exact) return exact;
  return selected && isFound(selected, text) ? selected.choice : free?.(text);
}

/** Returns true if the text can be found in the row. */
const isFound = <T>({ label, description, detail }: Item<T>, text: string): boolean =>
  [label, description, detail].some((words) => hasLetters(words ?? '', text));

/** Returns true if all letters of `text` occur in `words` in this order, the least that VS Code's filter requires. */
function hasLetters(words: string, text: string): boolean {
  const letters = words.toLowerCase();
  let at = 0;
  for (const letter of text.toLowerCase().replace(/\s/g, '')) {
    at = letters.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

export function itemsOf<T>(choices: readonly Choice<T>[]): Item<T>[] {
  return choices.flatMap((choice, index) => {
    const heading = choice.group !== undefined && choice.group !== choices[index - 1]?.group;
    const separator: Item<T>[] = heading ? [{ label: choice.group!, kind: vscode.QuickPickItemKind.Separator }] : [];
    return [...separator, itemOf(choice)];
  });
}

const itemOf = <T>(choice: Choice<T>): Item<T> => ({
  label: inLabel(choice.label),
  description: choice.description && inLabel(choice.description),
  detail: choice.detail && inLabel(choice.detail),
  choice,
});

export function dress(input: vscode.QuickInput, frame: Frame): void {
  input.title = inLabel(frame.title);
  input.step = frame.step;
  input.totalSteps = frame.totalSteps;
  // Typed text must survive a look at another window.
  input.ignoreFocusOut = true;
}

export const buttonsFor = ({ canGoBack, more: tooltip }: Frame): vscode.QuickInputButton[] => [
  ...(canGoBack ? [vscode.QuickInputButtons.Back] : []),
  ...(tooltip ? [{ iconPath: new vscode.ThemeIcon('settings'), tooltip: inLabel(tooltip) }] : []),
];

/** Shows an input until it is answered, closed, or left by the back button. @throws Dismissed, MoreWanted */
export function answered<T>(
  input: Pick<vscode.InputBox, 'onDidTriggerButton' | 'onDidHide' | 'show' | 'dispose'>,
  wire: (answer: (value: T) => void) => void,
): Promise<T | Back> {
  return new Promise((resolve, reject) => {
    const done = (settle: () => void) => {
      settle();
      input.dispose();
    };
    input.onDidTriggerButton((button) => {
      if (button === vscode.QuickInputButtons.Back) done(() => resolve(back));
      else done(() => reject(new MoreWanted()));
    });
    input.onDidHide(() => done(() => reject(new Dismissed())));
    wire((value) => done(() => resolve(value)));
    input.show();
  });
}
