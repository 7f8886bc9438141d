import type { MarkdownString } from 'vscode';

/**
 * Appends text of strangers (prompts, ids, a provider's words) so that nothing in it is markup. `appendText` alone leaves
 * `<scheme:…>` to be read as a link.
 */
export function appendPlain(markdown: MarkdownString, text: string): MarkdownString {
  text.split('<').forEach((part, index) => {
    if (index > 0) {
      markdown.appendMarkdown('&lt;');
    }
    markdown.appendText(part);
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
