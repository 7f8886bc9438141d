import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { canary, searchCanary } from '../../../scripts/lib/canary.mjs';
import { createProfile, type Profile } from '../../../scripts/lib/profile.mjs';
import { openWorkbench, type Workbench } from '../../../scripts/lib/workbench.mjs';
import { patience, untilHeeded } from './patience';
import { QuickInput } from './quickInput';

const screenshots = resolve('out', 'screenshots');
/** Pictures of what tests pass by: for a person to look at, in each theme. */
const wantsPictures = process.env.VIDEO_JOBS_SHOTS === '1';

/** Names as the theme picker shows them, and the class that the workbench then has. */
const themes = {
  light: { label: 'Light Modern', setting: 'Default Light Modern', kind: 'vs' },
  dark: { label: 'Dark Modern', setting: 'Default Dark Modern', kind: 'vs-dark' },
  highContrast: { label: 'Dark High Contrast', setting: 'Default High Contrast', kind: 'hc-black' },
} as const;

export type Theme = keyof typeof themes;

export interface OpenOptions {
  theme?: Theme;
  /** User settings. */
  settings?: Record<string, unknown>;
  /** Environment of the extension host. `VIDEO_JOBS_SANDBOX_SPEED: '1'` is people's pace, in place of five times that. */
  env?: Record<string, string>;
  /** Display language, such as `zh-cn`; VS Code's own words stay English. */
  language?: string;
  /** In a browser that decodes no AAC, as VS Code desktop does not. */
  deaf?: boolean;
}

/** A real VS Code with the extension, as a person has it in front of them. */
export class VSCode {
  readonly quickInput: QuickInput;

  readonly #profile: Profile;
  readonly #workbench: Workbench;
  #settings: Record<string, unknown>;

  private constructor(
    profile: Profile,
    workbench: Workbench,
    settings: Record<string, unknown>,
    readonly page: Page,
  ) {
    this.#profile = profile;
    this.#workbench = workbench;
    this.#settings = settings;
    this.quickInput = new QuickInput(page);
    page.setDefaultTimeout(patience);
  }

  /** Starts VS Code as a new user who has installed the packaged extension (`VIDEO_JOBS_VSIX`, or a copy of `VIDEO_JOBS_EXTENSIONS`). */
  static async open(options: OpenOptions = {}): Promise<VSCode> {
    const profile = createProfile('ui');
    const extensions = process.env.VIDEO_JOBS_EXTENSIONS;
    const settings = configure(profile, options);
    const { env, language, deaf } = options;
    if (language) profile.speak(language);
    const workbench = await openWorkbench({
      profile,
      language,
      deaf,
      env: { VIDEO_JOBS_TEST: '1', VIDEO_JOBS_SANDBOX_SPEED: '5', ...env },
      ...(extensions ? { extensions } : { vsix: process.env.VIDEO_JOBS_VSIX }),
    });
    return new VSCode(profile, workbench, settings, workbench.page);
  }

  /**
   * A window for another new user in the same VS Code, where it runs in a browser: nothing of the user before is left.
   * After {@link leave}. @param options settings alone; the rest is read as VS Code starts
   */
  async renew(options: Pick<OpenOptions, 'theme' | 'settings'>): Promise<VSCode> {
    this.#profile.renew();
    const settings = configure(this.#profile, options);
    const page = await this.#workbench.renew();
    await workbenchReady(page);
    return new VSCode(this.#profile, this.#workbench, settings, page);
  }

  /** Whether {@link leave} and {@link renew} can be called. */
  get isRenewable(): boolean {
    return this.#workbench.kind === 'server' && !this.page.isClosed();
  }

  /** Folder that clips are downloaded to. */
  get library(): string {
    return String(this.#settings['videoJobs.library.folder']);
  }

  /** Names of the clips in that folder, which the first download makes. */
  get clips(): string[] {
    return existsSync(this.library) ? readdirSync(this.library).filter((name) => name.endsWith('.mp4')) : [];
  }

  /** An empty folder, open in the window. */
  get workspace(): string {
    return this.#profile.workspace;
  }

  /** Another window of the same user. Closing the first closes both. */
  async openWindow(): Promise<VSCode> {
    const page = await this.#workbench.openWindow();
    await workbenchReady(page);
    return new VSCode(this.#profile, this.#workbench, this.#settings, page);
  }

  /** Closes all windows of the user, and fails where they show or leave behind the key of the tests. */
  async leave(): Promise<void> {
    const shown = await this.#shown();
    await this.#workbench.leave();
    this.#assertNoKey(shown);
  }

  /** Ends VS Code, and fails where it shows or leaves behind the key of the tests. */
  async close(): Promise<void> {
    const shown = await this.#shown();
    await this.#workbench.close();
    try {
      this.#assertNoKey(shown);
    } finally {
      this.#profile.remove();
    }
  }

  /** The HTML of all that the window shows. */
  #shown(): Promise<string[]> {
    return Promise.all(this.page.frames().map((frame) => frame.content().catch(() => '')));
  }

  #assertNoKey(shown: readonly string[]): void {
    const { looked, found } = searchCanary(this.#profile.dir);
    assert.ok(looked > 0);
    assert.deepEqual(found, [], 'files hold the key');
    assert.ok(!shown.some((html) => html.includes(canary)), 'the window shows the key');
  }

  /**
   * Waits until VS Code has stored something with the window, such as where a page stands. Where it runs in a browser it
   * does so every few seconds and not as it ends, so that what is younger is lost with a reload.
   * @throws AssertionError when it has not
   */
  async stored(wanted: RegExp): Promise<void> {
    if (this.#workbench.kind !== 'server') return;
    const holds = (): Promise<boolean> => this.page.evaluate(isStored(wanted));
    for (const end = Date.now() + patience; Date.now() < end; await delay(250)) if (await holds()) return;
    assert.fail(`VS Code has not stored ${String(wanted)}.`);
  }

  /** "Developer: Reload Window". */
  async reload(): Promise<void> {
    if (this.#workbench.kind === 'server') await this.page.reload();
    else await this.command('Developer: Reload Window');
    await workbenchReady(this.page);
  }

  /** Changes user settings and reloads the window, which reads them. */
  async configure(settings: Record<string, unknown>): Promise<void> {
    this.#settings = { ...this.#settings, ...settings };
    this.#profile.configure(this.#settings);
    await this.reload();
  }

  /** Picks a colour theme; resolves when it is shown. */
  async setTheme(theme: Theme): Promise<void> {
    const { label, kind } = themes[theme];
    await this.command('Preferences: Color Theme');
    await this.quickInput.step('Select Color Theme');
    await this.quickInput.input.fill(label);
    await this.quickInput.row(label).first().click();
    await this.page.locator(`.monaco-workbench.${kind}`).waitFor();
  }

  /** Takes a picture in each theme, where pictures are wanted; leaves the dark one. */
  async inEachTheme(name: string, prepare: () => Promise<unknown> = async () => {}): Promise<void> {
    if (!wantsPictures) return;
    for (const theme of ['light', 'highContrast', 'dark'] satisfies Theme[]) {
      await this.setTheme(theme);
      await prepare();
      await this.screenshot(`${name}-${theme}`);
    }
  }

  /** Runs a command from the palette by its whole title, such as `Video Jobs: Create Video`. */
  async command(title: string): Promise<void> {
    const row = this.quickInput.row(title).first();
    // The palette lists what was there as it opened, and extensions announce their commands while VS Code starts.
    await untilHeeded(async () => {
      await this.quickInput.open('F1');
      try {
        // It closes when something else takes the focus, such as a view that was just asked for.
        await this.quickInput.input.fill(`>${title}`, { timeout: 5000 });
        await row.click({ timeout: 5000 });
      } catch (error) {
        await this.quickInput.cancel();
        throw error;
      }
    });
  }

  /** Runs a command that asks one question and picks an answer; again where another part of the window took the focus and closed the list. */
  async choose(title: string, choice: string | RegExp): Promise<void> {
    await untilHeeded(async () => {
      await this.command(title);
      try {
        await this.quickInput.row(choice).first().click({ timeout: 8000 });
      } catch (error) {
        await this.quickInput.cancel();
        throw error;
      }
    });
  }

  /** Opens a view container of the activity bar. */
  async openView(name = 'Video Jobs'): Promise<void> {
    const tab = this.page.locator('.activitybar .action-item', { has: this.page.locator(`[aria-label^="${name}"]`) });
    const shown = this.page.locator('.sidebar .composite.title', { hasText: name });
    // A window that is still putting its views back may be doing just that, and a click would close it again.
    await untilHeeded(async () => {
      if (
        !(await tab
          .locator('.checked')
          .or(tab.and(this.page.locator('.checked')))
          .count())
      ) {
        await tab.click();
      }
      await shown.waitFor({ timeout: 5000 });
    });
  }

  /**
   * Opens the preview of a job. A row that is drawn again between press and release of the button takes no click, and one
   * that is clicked twice has one preview.
   */
  async openPreview(row: Locator, title: string | RegExp): Promise<void> {
    const tab = this.editorTab(title).first();
    await untilHeeded(async () => {
      await row.click();
      await tab.waitFor({ timeout: 5000 });
    });
  }

  /** A row of the tree in the side bar, by its text or accessible name. */
  row(text: string | RegExp): Locator {
    return this.page.locator('.sidebar .monaco-list-row').filter({ hasText: text });
  }

  /** Clicks a button in the title of the view in the side bar. */
  async viewAction(label: string): Promise<void> {
    await this.page.locator('.sidebar .composite.title').getByRole('button', { name: label }).click();
  }

  /** Text and buttons of a view that has nothing to list. */
  get welcome(): Locator {
    return this.page.locator('.sidebar .welcome-view-content');
  }

  /** Picks from a row's context menu; `path` goes through submenus. One that the focus of something else closes is opened again. */
  async contextMenu(row: Locator, ...path: string[]): Promise<void> {
    await untilHeeded(async () => {
      await row.click({ button: 'right' });
      try {
        for (const label of path) {
          const item = this.page.locator('.monaco-menu .action-item').getByText(label, { exact: true }).last();
          // A menu that has just opened ignores the pointer, lest the click that opened it choose something.
          await item.click({ delay: 150, timeout: 8000 });
        }
      } catch (error) {
        await this.page.keyboard.press('Escape');
        throw error;
      }
    });
  }

  /** A button that a row shows when the pointer is over it. */
  async inlineAction(row: Locator, label: string): Promise<void> {
    await row.hover();
    await row
      .locator('.actions .action-label', { hasText: '' })
      .and(row.locator(`[aria-label^="${label}"]`))
      .click();
  }

  /** Notifications that are on the screen. */
  notification(text: string | RegExp = ''): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item').filter({ hasText: text });
  }

  /** The texts of all notifications that are on the screen. */
  async notifications(): Promise<string[]> {
    return this.page.locator('.notifications-toasts .notification-list-item-message').allInnerTexts();
  }

  /** A modal question. */
  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** An entry of the status bar, by its text or accessible name. */
  statusItem(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item').filter({ hasText: text });
  }

  /** What was copied last. */
  async clipboard(): Promise<string> {
    await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    return this.page.evaluate('navigator.clipboard.readText()');
  }

  /** The page inside the webview that is shown: VS Code nests two frames. */
  get webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }

  editorTab(title: string | RegExp): Locator {
    return this.page.locator('.tabs-container .tab').filter({ hasText: title });
  }

  /** Writes `out/screenshots/<name>.png`, where pictures are wanted (`VIDEO_JOBS_SHOTS`) or this one is. Returns its path. */
  async screenshot(name: string, always = wantsPictures): Promise<string> {
    const path = join(screenshots, `${name}.png`);
    if (!always) return path;
    mkdirSync(screenshots, { recursive: true });
    await this.page.screenshot({ path, animations: 'disabled' });
    return path;
  }
}

/** Writes the settings of a user who has just begun. Returns those that are ours. */
function configure(profile: Profile, { theme = 'dark', settings = {} }: OpenOptions): Record<string, unknown> {
  const all = {
    'videoJobs.library.folder': profile.library,
    'workbench.colorTheme': themes[theme].setting,
    ...settings,
  };
  profile.configure(all);
  return all;
}

/** An expression for the window: whether a value of VS Code's storage matches. */
const isStored = (wanted: RegExp): string => `(async () => {
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  for (const { name } of await indexedDB.databases()) {
    if (!name.startsWith('vscode-web-state-db-')) continue;
    const database = await done(indexedDB.open(name));
    const values = await done(database.transaction('ItemTable').objectStore('ItemTable').getAll());
    database.close();
    if (values.some((value) => ${String(wanted)}.test(value))) return true;
  }
  return false;
})()`;

const workbenchReady = (page: Page): Promise<void> =>
  page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: patience });
