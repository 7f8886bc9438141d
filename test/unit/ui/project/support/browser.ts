import type { Browser, Page } from 'playwright-core';
import { openChromium } from '../../../support/chromium';

/** An element as a browser's parser made it. */
export interface Parsed {
  name: string;
  attributes: Record<string, string>;
  text: string;
}

let browser: Promise<Browser> | undefined;
after(async () => (await browser)?.close());

/** A page of Chromium; all close with the tests. */
export async function openPage(options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
  browser ??= openChromium();
  return (await browser).newPage(options);
}

let parser: Promise<Page> | undefined;

/** Every element that a piece of HTML makes, in order. None of it comes to a page. */
export async function parseHtml(html: string): Promise<Parsed[]> {
  parser ??= openPage();
  return (await parser).evaluate<Parsed[]>(`
    [...new DOMParser().parseFromString(${JSON.stringify(html)}, 'text/html').body.querySelectorAll('*')].map((one) => ({
      name: one.localName,
      attributes: Object.fromEntries([...one.attributes].map(({ name, value }) => [name, value])),
      text: one.textContent,
    }))`);
}
