import type * as Header from './header';

export type Reader = typeof Header;

/** Where the page's script came from, which is told only while it runs for the first time. */
const page = document.currentScript?.getAttribute('src') ?? '';

/**
 * The reader of headers is several times what the page needs to show a picture: a script of its own, which lies beside
 * the page's and is loaded when there is something to read.
 * @throws TypeError where it cannot be loaded
 */
export const loadReader = (): Promise<Reader> =>
  import(new URL('reader.js', new URL(page, document.baseURI)).href) as Promise<Reader>;
