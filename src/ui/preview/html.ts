import { randomBytes } from 'node:crypto';
import type { PageName } from '../../shared/messages';

export interface PageAddresses {
  /** The script is one for all pages. */
  page: PageName;
  /** `webview.cspSource`. */
  cspSource: string;
  script: string;
  /** In the order in which they apply. */
  styles: readonly string[];
  language: string;
}

/** The page's frame. All content arrives by message and is set as text; this holds addresses and a nonce only. */
export function pageHtml({ page, cspSource, script, styles, language }: PageAddresses): string {
  const nonce = randomBytes(24).toString('base64url');
  const policy = [
    `default-src 'none'`,
    // What the page holds in memory has an address of its own: a clip, a picture that it drew.
    `img-src ${cspSource} blob:`,
    `media-src ${cspSource} blob:`,
    `connect-src ${cspSource}`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${attribute(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
${styles.map((style) => `<link rel="stylesheet" href="${attribute(style)}">`).join('\n')}
</head>
<body data-page="${page}">
<div id="app"></div>
<script nonce="${nonce}" src="${attribute(script)}"></script>
</body>
</html>`;
}

const attribute = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
