import type { MarkdownString } from 'vscode';

/** Returns what is read on the screen: escapes undone. */
export const read = (markdown: MarkdownString): string =>
  markdown.value
    .replaceAll('&nbsp;', ' ')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/ {2}\n/g, '\n');
