import type * as Header from './header';

export type Reader = typeof Header;

/** URL of the page's script; `currentScript` is only set while the script first runs. */
const page = document.currentScript?.getAttribute('src') ?? '';

/**
 * Loads the header reader. It is several times the size of the page's script, so it is a script of its own next to it,
 * loaded on demand.
 * @throws TypeError if it cannot be loaded
 */
export const loadReader = (): Promise<Reader> =>
  import(new URL('reader.js', new URL(page, document.baseURI)).href) as Promise<Reader>;
