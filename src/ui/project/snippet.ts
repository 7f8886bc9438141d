import path from 'node:path';

/** What of a clip a document shows. */
export interface ShownClip {
  /** The file as a path from the document, with `/` between its parts; not encoded. */
  path: string;
  poster?: string;
  /** What is to be seen, for those who do not see it: the prompt in one line. */
  label: string;
}

type Markup = 'markdown' | 'html' | 'jsx';

const markups: Readonly<Record<string, Markup>> = {
  markdown: 'markdown',
  ...{ javascriptreact: 'jsx', typescriptreact: 'jsx', mdx: 'jsx' },
  ...{ html: 'html', vue: 'html', 'vue-html': 'html', svelte: 'html', astro: 'html', handlebars: 'html' },
  ...{ aspnetcorerazor: 'html', razor: 'html', 'django-html': 'html', 'jinja-html': 'html', liquid: 'html' },
};

/** Languages by VS Code's ids in which a clip is shown by a tag of their own. */
export const markupLanguages: readonly string[] = Object.keys(markups);

/** Languages in which a text in double quotes is written as JSON writes it. */
const quoting = new Set(['json', 'jsonc', 'javascript', 'typescript', 'python']);

/**
 * A clip in a document's own language: a `<video>` tag where it has one, else the path.
 * @param before the line's text up to where it is inserted
 */
export function videoSnippet(language: string, clip: ShownClip, before = ''): string {
  const markup = markups[language];
  return markup ? tag(markup, clip) : plainPath(language, clip.path, before);
}

/** A picture in a document's own language, as `videoSnippet` does for a clip. */
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

/** Whether a quotation mark is still open, as far as one line can tell. */
const isWithinText = (before: string): boolean => ['"', "'", '`'].some((mark) => before.split(mark).length % 2 === 0);

/**
 * Markdown has no video of its own. VS Code's preview and most site generators play the tag; GitHub drops it and keeps
 * what is inside, so there a link stands in its place, with the poster if there is one.
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

/** A path as an address; nothing that is left of it means anything inside double quotes. */
export const encodePath = (file: string): string =>
  file
    .split('/')
    .map((part) => encodeURIComponent(part.replace(/\p{Cs}/gu, '\ufffd')))
    .join('/');

/**
 * A stranger's text for HTML, JSX and Markdown, in an attribute or between tags. Whatever could mean something there, or
 * to a template language around it (`{{ }}`, `<% %>`, `${ }`), becomes a character reference, which all of them know. So
 * do the marks of an address, which GitHub would make a link.
 */
export const escapeText = (text: string): string =>
  text.replace(
    /[^A-Za-z0-9 .,:;!?()/'%=+\-\u0080-\u{10ffff}]|:(?=\/\/)|(?<=w)\./giu,
    (character) => `&#${character.codePointAt(0)};`,
  );

/** The way from a folder to a file, with `/` between its parts. Both are paths of that system. */
export const relativePath = (from: string, file: string, system: path.PlatformPath = path): string =>
  system.relative(from, file).split(system.sep).join('/');
