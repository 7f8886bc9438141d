import type { MarkdownString } from 'vscode';

/** What `appendText` leaves to be read as a link: `<scheme:…>`, and addresses that stand alone, with a scheme or without. */
const linkMarks = /([<@]|:(?=\/\/)|w(?=\.))/i;

/** Appends text of strangers (prompts, ids, a provider's words) so that nothing in it is markup. */
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

/** Lines of strangers' text, one below the other; those without content are left out. */
export function appendLines(markdown: MarkdownString, lines: readonly (string | undefined)[]): MarkdownString {
  lines.filter(Boolean).forEach((line, index) => {
    if (index > 0) {
      markdown.appendMarkdown('  \n');
    }
    appendPlain(markdown, line!);
  });
  return markdown;
}
