import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { createProfile, type Profile } from '../../../scripts/lib/profile.mjs';
import { openWorkbench, type Workbench } from '../../../scripts/lib/workbench.mjs';
import type { JobRecord } from '../../../src/jobs/job';
import { handExtension, handVariable } from './hand';
import { memoryBelow } from './processes';
import { fillLedger } from './sampleJobs';

/** A video came into sight. All times in ms since 1970, as every process of the machine has them. */
export interface Sight {
  /** When the address was given to the element, and when its picture could be seen. */
  asked: number;
  shown: number;
}

/** What is held after collecting garbage. */
export interface Held {
  /** MB: JavaScript of the extension host, JavaScript of the window with its pages, and all processes of the browser. */
  host: number;
  window: number;
  browser: number | undefined;
  /** Pages and elements in the window. */
  documents: number;
  nodes: number;
}

/** How long anything may take before the bench gives up, ms. */
const patience = 60_000;

/**
 * Runs in every page: tells of each video when it can be seen, which is when it has a picture, stands in its page, and
 * VS Code has put that page before the eye (it prepares each hidden).
 */
const watcher = `(() => {
  const asked = new WeakMap();
  const seen = (video) => {
    const frame = globalThis.frameElement;
    return video.isConnected && video.readyState >= 2 && video.videoWidth > 0 && (!frame || frame.id === 'active-frame');
  };
  const watch = (video, src) => {
    const at = Date.now();
    asked.set(video, src);
    const look = () => {
      if (asked.get(video) !== src || !video.hasAttribute('src')) return;
      if (seen(video)) return void globalThis.benchSees({ asked: at, shown: Date.now() });
      requestAnimationFrame(look);
    };
    look();
  };
  const { prototype } = HTMLMediaElement;
  const { get, set } = Object.getOwnPropertyDescriptor(prototype, 'src');
  Object.defineProperty(prototype, 'src', {
    get,
    set(src) {
      set.call(this, src);
      watch(this, this.src);
    },
  });
  // Those that stand in a page as it is written. VS Code writes each page anew, and no observer outlives that.
  const find = () => {
    for (const video of document.querySelectorAll('video[src]')) if (!asked.has(video)) watch(video, video.src);
  };
  const strips = new Map();
  const strip = () => {
    const all = document.querySelectorAll('.strip canvas').length;
    if (all === 0 || strips.has('drawn')) return;
    const drawn = document.querySelectorAll('.strip canvas.drawn').length;
    if (drawn === 0) strips.set('begun', Date.now());
    if (drawn < all) return;
    strips.set('drawn', true);
    globalThis.benchSeesStrip(Date.now() - strips.get('begun'));
  };
  setInterval(() => (find(), strip()), 4);
})();`;

/** A VS Code with the packaged extension and the hand, and jobs that were finished before. */
export class Screen {
  readonly #sights: Sight[] = [];
  readonly #strips: number[] = [];

  readonly #profile: Profile;
  readonly #workbench: Workbench;
  readonly #hand: string;

  private constructor(profile: Profile, workbench: Workbench, hand: string) {
    this.#profile = profile;
    this.#workbench = workbench;
    this.#hand = hand;
  }

  static async open(folder: string, jobs: readonly JobRecord[]): Promise<Screen> {
    const profile = createProfile('bench');
    const storage = path.join(profile.dir, 'User', 'globalStorage', 'video-jobs.video-jobs');
    mkdirSync(storage, { recursive: true });
    fillLedger(storage, jobs);
    profile.configure({ 'videoJobs.library.folder': folder });
    const answer = path.join(profile.dir, 'hand');
    const vsix = [process.env.VIDEO_JOBS_VSIX!, handExtension(folder)];
    const workbench = await openWorkbench({ profile, vsix, env: { [handVariable]: answer } });
    try {
      await until('The hand is ready', async () => existsSync(answer));
      const screen = new Screen(profile, workbench, readFileSync(answer, 'utf8'));
      const context = workbench.page.context();
      await context.exposeBinding('benchSees', (_source, sight: Sight) => void screen.#sights.push(sight));
      await context.exposeBinding('benchSeesStrip', (_source, ms: number) => void screen.#strips.push(ms));
      await context.addInitScript(watcher);
      return screen;
    } catch (error) {
      await workbench.close();
      profile.remove();
      throw error;
    }
  }

  get page(): Page {
    return this.#workbench.page;
  }

  /** The page inside the tab that is shown. */
  get inside(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }

  get video(): Locator {
    return this.inside.locator('video');
  }

  /** Gives an order, and tells when it was given: ms since 1970. */
  async order<Answer = { at: number }>(order: string, rest: Record<string, unknown> = {}): Promise<Answer> {
    const answer = await fetch(this.#hand, { method: 'POST', body: JSON.stringify({ order, ...rest }) });
    if (!answer.ok) throw new Error(`${order}: ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }

  command(id: string, ...args: unknown[]): Promise<{ at: number }> {
    return this.order('command', { id, args });
  }

  /** Does something, and waits until a video that it brings is seen. */
  async sight(act: () => Promise<{ at: number }>): Promise<Sight & { at: number }> {
    this.#sights.length = 0;
    this.#strips.length = 0;
    const { at } = await act();
    await until('A video is seen', async () => this.#sights.length > 0);
    return { ...this.#sights[0]!, at };
  }

  /** Waits until a preview has its filmstrip, and tells how long it was in the making, ms. */
  async filmstrip(): Promise<number> {
    await until('The filmstrip is made', async () => this.#strips.length > 0);
    return this.#strips[0]!;
  }

  /** Closes all tabs, and waits until their pages are gone. */
  async clear(): Promise<void> {
    await this.command('workbench.action.closeAllEditors');
    await until('All pages are gone', async () => (await this.page.locator('iframe.webview').count()) === 0);
  }

  async held(): Promise<Held> {
    const { heapUsed } = await this.order<{ heapUsed: number }>('memory');
    const session = await this.page.context().newCDPSession(this.page);
    try {
      await session.send('HeapProfiler.collectGarbage');
      await session.send('HeapProfiler.collectGarbage');
      const { usedSize } = await session.send('Runtime.getHeapUsage');
      const { documents, nodes } = await session.send('Memory.getDOMCounters');
      const browser = memoryBelow(`--user-data-dir=${path.join(this.#profile.dir, 'browser')}`);
      return { host: heapUsed / 1e6, window: usedSize / 1e6, browser, documents, nodes };
    } finally {
      await session.detach();
    }
  }

  async close(): Promise<void> {
    await this.#workbench.close();
    this.#profile.remove();
  }
}

/** @throws Error where it does not come about */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + patience; !(await holds()); await sleep(20)) {
    if (Date.now() > end) throw new Error(`Not within a minute: ${what}`);
  }
}
