import { randomBytes } from 'node:crypto';
import type { PageName } from '../../shared/messages';

export interface PageAddresses {
  /** The script is one for all pages. */
  page: PageName;
  /** `webview.cspSource`. */
  cspSource: string;
  script: string;
  /** CSS of the extension's own: in the page, as the first picture would wait for files of it. */
  style: string;
  language: string;
  /** A clip that is going to be shown first: the browser fetches it while it reads the script, which takes it over. */
  clip?: PageClip | undefined;
}

/** Addresses of a clip and of a picture to be seen before its first frame. */
export interface PageClip {
  /** `outputId`. */
  output: string;
  url: string;
  poster?: string | undefined;
}

/** The page's frame. All content arrives by message and is set as text; this holds style, addresses and a nonce only. */
export function pageHtml({ page, cspSource, script, style, language, clip }: PageAddresses): string {
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
<style nonce="${nonce}">${style}</style>
</head>
<body data-page="${page}">
<div id="app">${clip ? early(clip) : ''}</div>
<script nonce="${nonce}" src="${attribute(script)}"></script>
</body>
</html>`;
}

/** Where the player is going to be, so that it comes about around the picture. */
const early = ({ output, url, poster }: PageClip): string =>
  `<main class="main"><div class="player early"><div class="frame"><video preload="metadata" playsinline tabindex="-1" data-output="${attribute(output)}" src="${attribute(url)}"${poster ? ` poster="${attribute(poster)}"` : ''}></video></div></div></main>`;

const attribute = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
