import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { build } from 'esbuild';
import type { BrowserContext, Page } from 'playwright-core';
import { patience } from '../../../scripts/lib/patience.mjs';
import type { ComparisonView } from '../../../src/shared/comparison';
import type { CaptureMessage, HostMessage, PageMessage, PageName } from '../../../src/shared/messages';
import type { ReferenceView } from '../../../src/shared/reference';
import type { JobView } from '../../../src/shared/view';
import { type PageClip, pageHtml } from '../../../src/ui/pages/html';
import { sharedWindow } from '../support/chromium';
import { type ThemeName, themes } from './themes';

type AnyView = JobView | ComparisonView | ReferenceView;

export interface OpenOptions {
  /** Which page; that of the preview without it. */
  page?: PageName;
  theme?: ThemeName;
  width?: number;
  height?: number;
  /** What `getState()` answers. */
  state?: unknown;
  translations?: Record<string, string>;
  bodyClass?: string;
  /** The clip that the page's frame comes with. */
  clip?: PageClip;
  /** Runs in the page before its own script. */
  before?: string | (() => void);
}

/** A page in Chromium, with a host that records what it is told. */
export class PreviewPage {
  readonly #translations: Record<string, string> | undefined;

  constructor(
    readonly page: Page,
    translations: Record<string, string> | undefined,
  ) {
    this.#translations = translations;
  }

  async start(view: AnyView): Promise<void> {
    const translations = this.#translations ? { translations: this.#translations } : {};
    await this.post({ type: 'start', ...translations, locale: 'en', probe: '/media/probe.m4a', view });
  }

  show(view: AnyView): Promise<void> {
    return this.post({ type: 'view', view });
  }

  /** Resolves when the page has taken it: its own listener is the first, and ours the one after. */
  post(message: HostMessage<AnyView> | CaptureMessage): Promise<void> {
    return this.page.evaluate(`new Promise((done) => {
      window.addEventListener('message', () => done(), { once: true });
      window.postMessage(${JSON.stringify(message)}, '*');
    })`);
  }

  sent(): Promise<PageMessage[]> {
    return this.page.evaluate<PageMessage[]>('window.sent');
  }

  /** The bytes of the last message of a type that has some. */
  async bytes(type: string): Promise<Buffer> {
    const last = `window.sent.findLast((message) => message.type === ${JSON.stringify(type)} && message.bytes)`;
    return Buffer.from(await this.page.evaluate<string>(`(${last})?.bytes.toBase64() ?? ''`), 'base64');
  }

  state(): Promise<Record<string, unknown>> {
    return this.page.evaluate<Record<string, unknown>>('window.vscodeState');
  }

  violations(): Promise<string[]> {
    return this.page.evaluate<string[]>('window.violations');
  }

  /** Waits until an expression of the page is true. Asked from outside: the page's policy allows no `eval` within. */
  async until(expression: string): Promise<void> {
    const deadline = Date.now() + patience;
    while (!(await this.page.evaluate(`(() => { try { return ${expression}; } catch { return false; } })()`))) {
      if (Date.now() > deadline) throw new Error(`Did not come true: ${expression}`);
      await setTimeout(25);
    }
  }
}

/** Serves the bundled page, its files and the clips of the fixtures over HTTP with ranges, as VS Code does. */
export class Harness {
  readonly #server: Server;
  readonly #window: BrowserContext;

  private constructor(server: Server, window: BrowserContext) {
    this.#server = server;
    this.#window = window;
  }

  /** @param files folder of what is served below `/made/` @param deaf in a browser that decodes no AAC */
  static async open({ deaf = false, files }: { deaf?: boolean; files?: string } = {}): Promise<Harness> {
    const scripts: Scripts = {
      '/preview.js': await bundle('src/webview/preview.ts', 'iife'),
      '/reader.js': await bundle('src/webview/header.ts', 'esm'),
    };
    const server = createServer((request, response) => {
      serve(request, response, scripts, files).catch(() => response.writeHead(404).end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Harness(server, await sharedWindow({ deaf }));
  }

  async page(options: OpenOptions = {}): Promise<PreviewPage> {
    const { width = 1100, height = 700, theme = 'dark' } = options;
    const page = await this.#window.newPage();
    page.setDefaultTimeout(patience);
    await page.setViewportSize({ width, height });
    await page.addInitScript(prepare, {
      state: options.state,
      theme: themes[theme],
      bodyClass: options.bodyClass ?? '',
    });
    if (options.before) await page.addInitScript(options.before);
    const { port } = this.#server.address() as AddressInfo;
    const clip = options.clip ? `?clip=${encodeURIComponent(JSON.stringify(options.clip))}` : '';
    await page.goto(`http://127.0.0.1:${port}/${options.page ?? 'preview'}${clip}`);
    return new PreviewPage(page, options.translations);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** As `esbuild.js` makes them, by their addresses. */
type Scripts = Record<string, Uint8Array>;

async function bundle(file: string, format: 'iife' | 'esm'): Promise<Uint8Array> {
  const options = { bundle: true, write: false, platform: 'browser', target: 'chrome138' } as const;
  const { outputFiles } = await build({ ...options, entryPoints: [file], format });
  return outputFiles[0]!.contents;
}

interface Prepared {
  state: unknown;
  theme: { bodyClass: string; colors: Record<string, string> };
  bodyClass: string;
}

/** Runs in the page: what VS Code gives to every webview. */
function prepare({ state, theme, bodyClass }: Prepared): void {
  const scope = globalThis as unknown as Record<string, unknown>;
  const document = scope['document'] as {
    addEventListener(name: string, listener: (event: { violatedDirective: string }) => void): void;
    documentElement: { style: { setProperty(name: string, value: string): void } };
    body: { className: string };
  };
  const sent: unknown[] = [];
  const violations: string[] = [];
  Object.assign(scope, { sent, violations, vscodeState: state });
  scope['acquireVsCodeApi'] = () => ({
    postMessage: (message: unknown) => sent.push(message),
    getState: () => scope['vscodeState'],
    setState: (next: unknown) => (scope['vscodeState'] = next),
  });
  document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective));
  document.addEventListener('DOMContentLoaded', () => {
    document.body.className = `${theme.bodyClass} ${bodyClass}`;
    for (const [name, value] of Object.entries(theme.colors)) {
      document.documentElement.style.setProperty(`--vscode-${name}`, value);
    }
  });
}

const types: Record<string, string> = {
  '.css': 'text/css',
  '.mp4': 'video/mp4',
  '.mov': 'video/quicktime',
  '.webp': 'image/webp',
  '.m4a': 'audio/mp4',
};

const style = (name: string): Promise<string> => readFile(`media/${name}.css`, 'utf8');

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  scripts: Scripts,
  files: string | undefined,
): Promise<void> {
  const { pathname: name, searchParams } = new URL(request.url ?? '/', 'http://page');
  if (['/preview', '/comparison', '/reference'].includes(name)) {
    const html = pageHtml({
      page: name.slice(1) as PageName,
      cspSource: "'self'",
      script: '/preview.js',
      style: (await Promise.all(['controls', 'preview'].map(style))).join('\n'),
      language: 'en',
      clip: JSON.parse(searchParams.get('clip') ?? 'null') ?? undefined,
    });
    response.writeHead(200, { 'content-type': 'text/html' }).end(html);
    return;
  }
  const script = scripts[name];
  if (script) {
    response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
    return;
  }
  const own = name.startsWith('/media/') ? 'media' : 'test/unit/webview/fixtures';
  const folder = files !== undefined && name.startsWith('/made/') ? files : own;
  const data = await readFile(path.resolve(folder, path.basename(name)));
  const type = types[path.extname(name)] ?? 'application/octet-stream';
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const start = Number(range?.[1] ?? 0);
  const end = range?.[2] ? Number(range[2]) : data.length - 1;
  const headers = {
    'content-type': type,
    'content-length': end - start + 1,
    'accept-ranges': 'bytes',
    'content-range': `bytes ${start}-${end}/${data.length}`,
  };
  response.writeHead(range ? 206 : 200, headers).end(data.subarray(start, end + 1));
}
