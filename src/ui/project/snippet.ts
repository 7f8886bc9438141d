import path from 'node:path';

/** A clip as a document shows it. */
interface ShownClip {
  /** Path relative to the document, with `/` separators; not encoded. */
  path: string;
  poster?: string;
  /** Text alternative: the prompt in one line. */
  label: string;
}

type Markup = 'markdown' | 'html' | 'jsx';

const markups: Readonly<Record<string, Markup>> = {
  markdown: 'markdown',
  javascriptreact: 'jsx',
  typescriptreact: 'jsx',
  mdx: 'jsx',
  html: 'html',
  vue: 'html',
  'vue-html': 'html',
  svelte: 'html',
  astro: 'html',
  handlebars: 'html',
  aspnetcorerazor: 'html',
  razor: 'html',
  'django-html': 'html',
  'jinja-html': 'html',
  liquid: 'html',
};

/** Language ids of VS Code with markup for a clip. */
export const markupLanguages: readonly string[] = Object.keys(markups);

/** Languages whose double-quoted strings are compatible with JSON's. */
const quoting = new Set(['json', 'jsonc', 'javascript', 'typescript', 'python']);

/**
 * Returns a clip in a document's language: a `<video>` tag if it has one, else the path.
 * @param before text of the line before the insertion point
 */
export function videoSnippet(language: string, clip: ShownClip, before = ''): string {
  const markup = markups[language];
  return markup ? tag(markup, clip) : plainPath(language, clip.path, before);
}

/** Returns a picture in a document's language, as `videoSnippet` does for a clip. */
export function pictureSnippet(language: string, { path, label }: ShownClip, before = ''): string {
  const markup = markups[language];
  const [source, words] = [encodePath(path), escapeText(label)];
  if (markup === 'markdown') return `![${words}](${source})`;
  return markup
    ? `<img src="${source}" alt="${words}"${markup === 'jsx' ? ' /' : ''}>`
    : plainPath(language, path, before);
}

const plainPath = (language: string, path: string, before: string): string =>
  quoting.has(language) && !isWithinText(before) ? JSON.stringify(path) : path;

/** Returns true if a quotation mark is open, judging by one line. */
const isWithinText = (before: string): boolean => ['"', "'", '`'].some((mark) => before.split(mark).length % 2 === 0);

/**
 * Returns a `<video>` tag. Markdown has no syntax for video: VS Code's preview and most site generators play the tag;
 * GitHub drops it and keeps its content, a link with the poster if there is one.
 */
function tag(markup: Markup, clip: ShownClip): string {
  const label = escapeText(clip.label);
  const source = encodePath(clip.path);
  const poster = clip.poster === undefined ? undefined : encodePath(clip.poster);
  const open = [
    `<video src="${source}"`,
    ...(poster === undefined ? [] : [`poster="${poster}"`]),
    `controls preload="metadata" aria-label="${label}"`,
  ].join(' ');
  switch (markup) {
    case 'jsx':
      return `${open} />`;
    case 'html':
      return `${open}></video>`;
    case 'markdown': {
      const inside = poster === undefined ? label : `<img src="${poster}" alt="${label}">`;
      return `${open}><a href="${source}">${inside}</a></video>`;
    }
  }
}

/** Percent-encodes a path for a URL in double quotes, or in a Markdown link. */
export const encodePath = (file: string): string =>
  file
    .split('/')
    .map((part) => encodeURIComponent(part.replace(/\p{Cs}/gu, '\ufffd')).replace(/[()]/g, percentEncoded))
    .join('/');

/** Parentheses would end a Markdown link, and `encodeURIComponent` leaves them. */
const percentEncoded = (sign: string): string => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;

/**
 * Escapes untrusted text for HTML, JSX and Markdown, in an attribute or between tags. Every character that is special
 * there, or in a template language around it (`{{ }}`, `<% %>`, `${ }`), becomes a character reference, as do the marks
 * of a URL, which GitHub would link.
 */
export const escapeText = (text: string): string =>
  text.replace(
    /[^A-Za-z0-9 .,:;!?()/'%=+\-\u0080-\u{10ffff}]|:(?=\/\/)|(?<=w)\./giu,
    (character) => `&#${character.codePointAt(0)};`,
  );

/** Returns the relative path from a folder to a file, with `/` separators. Both are paths of `system`. */
export const relativePath = (from: string, file: string, system: path.PlatformPath = path): string =>
  system.relative(from, file).split(system.sep).join('/');
