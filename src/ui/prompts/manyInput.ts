import * as vscode from 'vscode';
import { answered, type Back, buttonsFor, type Choice, dress, type Frame, type Item, itemsOf } from './input';

interface ManyQuestion<T> {
  placeholder: string;
  choices: readonly Choice<T>[];
  /** Replaces `choices` once resolved; the input shows that it is busy until then. Must not reject. */
  later: Promise<readonly Choice<T>[]>;
  /** Returns true for choices that are checked initially. */
  ticked(value: T): boolean;
  isSame(one: T, other: T): boolean;
  /** Returns the placeholder if fewer choices are offered than must be taken. */
  tooFew(offered: number): string | undefined;
  /** Returns the placeholder if that number cannot be taken, else undefined. */
  wrong(count: number): string | undefined;
}

/** Asks for several of the choices. @throws Dismissed */
export function askMany<T>(frame: Frame, question: ManyQuestion<T>): Promise<T[] | Back> {
  const pick = vscode.window.createQuickPick<Item<T>>();
  dress(pick, frame);
  pick.buttons = buttonsFor(frame);
  pick.placeholder = question.placeholder;
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  const chosen = () => pick.selectedItems.flatMap(({ choice }) => (choice ? [choice.value] : []));
  const show = (choices: readonly Choice<T>[], ticked: (value: T) => boolean) => {
    pick.items = itemsOf(choices);
    pick.selectedItems = pick.items.filter(({ choice }) => choice !== undefined && ticked(choice.value));
  };
  return answered(pick, (answer) => {
    let lacking: string | undefined;
    pick.onDidAccept(() => {
      const values = chosen();
      const wrong = question.wrong(values.length);
      if (wrong === undefined) answer(values);
      else {
        pick.value = '';
        pick.placeholder = lacking ?? wrong;
      }
    });
    show(question.choices, question.ticked);
    pick.busy = true;
    void question.later.then((choices) => {
      const before = chosen();
      const unseen = (value: T) => !question.choices.some((one) => question.isSame(one.value, value));
      show(
        choices,
        (value) => before.some((one) => question.isSame(one, value)) || (unseen(value) && question.ticked(value)),
      );
      lacking = question.tooFew(choices.length);
      pick.placeholder = lacking ?? question.placeholder;
      pick.busy = false;
    });
  });
}
