import type { Locator, Page } from 'playwright-core';
import { untilHeeded } from './patience';

/** The box on top of the window: palette, choices, questions. */
export class QuickInput {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get #widget(): Locator {
    return this.#page.locator('.quick-input-widget:visible');
  }

  get input(): Locator {
    return this.#widget.locator('.quick-input-box input');
  }

  get title(): Locator {
    return this.#widget.locator('.quick-input-title');
  }

  /** What is said below the input: the prompt, or why an entry is refused. */
  get message(): Locator {
    return this.#widget.locator('.quick-input-message');
  }

  /** A choice, by a part of what it says. */
  row(text: string | RegExp): Locator {
    return this.#widget.locator('.quick-input-list .monaco-list-row').filter({ hasText: text });
  }

  /** Presses a key that opens it; again if the workbench was not listening yet. */
  async open(key: string): Promise<void> {
    await untilHeeded(async () => {
      await this.#page.keyboard.press(key);
      await this.input.waitFor({ timeout: 5000 });
    });
  }

  /** Waits for a step whose title, prompt or placeholder says this. */
  async step(text: string | RegExp): Promise<void> {
    const placeholder = this.#widget.locator('.quick-input-box').getByPlaceholder(text);
    await this.#widget.filter({ hasText: text }).or(placeholder).first().waitFor();
  }

  async pick(text: string | RegExp): Promise<void> {
    // What is said of a row under the pointer would lie over the rows below it.
    await this.#page.mouse.move(0, 0);
    await this.row(text).first().click();
  }

  /** Types over what is there and accepts it. */
  async enter(text: string): Promise<void> {
    await this.input.fill(text);
    await this.accept();
  }

  /** Presses Enter in it. VS Code may give the focus back to an editor while it opens: then somebody clicks into it first. */
  async accept(): Promise<void> {
    await this.input.press('Enter');
  }

  /** As the system's own paste puts it in, in one go. */
  async paste(text: string): Promise<void> {
    await this.input.focus();
    await this.#page.keyboard.insertText(text);
  }

  /**
   * Names a file or folder in VS Code's own dialog, again until it is heeded: one that is reading a folder heeds nothing.
   * @param first what stands in its box once it is there: before that it writes into what is typed
   * @param button what is pressed, in place of Enter
   */
  async file(title: string, first: RegExp, path: string, button?: string): Promise<void> {
    const input = this.#widget.filter({ hasText: title }).locator('.quick-input-box input');
    await input.waitFor();
    while (!first.test(await input.inputValue())) await this.#page.waitForTimeout(100);
    await untilHeeded(async () => {
      try {
        await input.fill(path, { timeout: 3000 });
        if (button === undefined) await input.press('Enter', { timeout: 3000 });
        else await this.#widget.getByText(button, { exact: true }).first().click({ timeout: 3000 });
      } catch {
        // It was heeded meanwhile, as is seen next.
      }
      await input.waitFor({ state: 'hidden', timeout: 3000 });
    });
  }

  async cancel(): Promise<void> {
    await this.#page.keyboard.press('Escape');
  }

  async back(): Promise<void> {
    await this.#widget.locator('.codicon-quick-input-back').click();
  }

  /** A button in the title or beside the input, by its tooltip. */
  async button(label: string): Promise<void> {
    await this.#widget.locator(`.action-label[aria-label^="${label}"]`).click();
  }
}
