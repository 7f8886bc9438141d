import { randomBytes } from 'node:crypto';
import type { PageName } from '../../shared/messages';

interface PageAddresses {
  /** Page to start: all pages share one script. */
  page: PageName;
  /** `webview.cspSource`. */
  cspSource: string;
  script: string;
  /** CSS text, inlined so that the first frame does not wait for style sheets. */
  style: string;
  language: string;
  /** Clip that is shown first: the browser preloads it while it parses the script, which takes the element over. */
  clip?: PageClip | undefined;
}

/** A clip's URL, that of its poster, and the names that its player knows it by. */
export interface PageClip {
  /** `outputId`. */
  output: string;
  url: string;
  /** `ClipFile.clip`. */
  clip?: string | undefined;
  poster?: string | undefined;
}

/** Returns the page's HTML. It holds styles, URLs and a nonce only: all content arrives by message and is set as text. */
export function pageHtml({ page, cspSource, script, style, language, clip }: PageAddresses): string {
  const nonce = randomBytes(24).toString('base64url');
  const policy = [
    `default-src 'none'`,
    // Blobs that the page holds in memory: a clip, a picture that it drew.
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

/** Markup in the player's place, so that the player can adopt the video element. */
const early = ({ output, url, clip, poster }: PageClip): string =>
  `<main class="main"><div class="player early"><div class="frame"><video preload="metadata" playsinline tabindex="-1" data-output="${attribute(output)}"${clip ? ` data-clip="${attribute(clip)}"` : ''} src="${attribute(url)}"${poster ? ` poster="${attribute(poster)}"` : ''}></video></div></div></main>`;

const attribute = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
