import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { findChromium } from '../../../scripts/lib/chromium.mjs';
import { deafChromium } from '../../../scripts/lib/deaf-chromium.mjs';

/** A browser that nobody sees; it plays H.264. @param deaf it decodes no AAC, as VS Code desktop does not */
export function openChromium({ deaf = false } = {}): Promise<Browser> {
  const executablePath = (deaf && deafChromium()) || findChromium();
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
  return chromium.launch({ executablePath, args });
}

/** A window that the suites of a process share. */
interface Shared {
  context: Promise<BrowserContext>;
}

/** Each file of tests is a bundle, with this module in it. */
const windows = ((globalThis as Record<symbol, unknown>)[Symbol.for('videoJobs.chromiumWindows')] ??= new Map()) as Map<
  string,
  Shared
>;

/**
 * The window for pages of tests, which may not store anything. It stays open, for one takes longer to open than most
 * tests to run: a page is a tab, and the last one, which is empty, keeps the window.
 */
export function sharedWindow({ deaf = false } = {}): Promise<BrowserContext> {
  const kind = deaf ? 'deaf' : 'hearing';
  let window = windows.get(kind);
  if (!window) {
    window = { context: openWindow(deaf) };
    windows.set(kind, window);
  }
  return window.context;
}

async function openWindow(deaf: boolean): Promise<BrowserContext> {
  const browser = await openChromium({ deaf });
  const context = await browser.newContext();
  await context.newPage();
  return context;
}

export async function closeSharedWindows(): Promise<void> {
  const open = [...windows.values()];
  windows.clear();
  for (const { context } of open) await (await context).browser()?.close();
}

// Of all files of a process, where mocha runs them.
if ('after' in globalThis) after(closeSharedWindows);
