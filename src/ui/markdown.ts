import type { MarkdownString } from 'vscode';

/** Marks of links that `appendText` does not escape: `<scheme:…>` and bare URLs, with a scheme or without. */
const linkMarks = /([<@]|:(?=\/\/)|w(?=\.))/i;

/** Appends untrusted text (prompts, ids, a provider's messages) as plain text. */
export function appendPlain(markdown: MarkdownString, text: string): MarkdownString {
  text.split(linkMarks).forEach((part, index) => {
    if (index % 2 === 1) {
      markdown.appendMarkdown(`&#${part.charCodeAt(0)};`);
    } else {
      markdown.appendText(part);
    }
  });
  return markdown;
}

/** Appends untrusted lines with line breaks between them; skips empty ones. */
export function appendLines(markdown: MarkdownString, lines: readonly (string | undefined)[]): MarkdownString {
  lines.filter(Boolean).forEach((line, index) => {
    if (index > 0) {
      markdown.appendMarkdown('  \n');
    }
    appendPlain(markdown, line!);
  });
  return markdown;
}
