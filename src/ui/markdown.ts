import type { MarkdownString } from 'vscode';

/** ASCII punctuation: any of it can be markup, or make a link of what follows. As entities they are text. */
const punctuation = /[!-/:-@[-`{-~]/g;
/** Spaces that Markdown would drop or read as markup: all but single ones between words. */
const layout = /^[ \t]+|[ \t]{2,}|[ \t]+$/gm;

/** Appends untrusted text (prompts, ids, a provider's messages) as plain text whose lines break between words. */
export function appendPlain(markdown: MarkdownString, text: string): MarkdownString {
  return markdown.appendMarkdown(
    text
      .replace(punctuation, (character) => `&#${character.charCodeAt(0)};`)
      .replace(layout, (spaces) => '&nbsp;'.repeat(spaces.length))
      .replace(/\r?\n/g, '  \n'),
  );
}

/** Appends untrusted lines with line breaks between them; skips empty ones. */
export function appendLines(markdown: MarkdownString, lines: readonly (string | undefined)[]): MarkdownString {
  return appendPlain(markdown, lines.filter(Boolean).join('\n'));
}
