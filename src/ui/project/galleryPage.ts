import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { JobRecord } from '../../jobs/job';
import { formatDateTime, formatNumber, formatSeconds } from '../format';
import { plain, shorten } from '../text';
import { jobTitle } from '../words/jobWords';
import { clipLabel } from './insertion';
import { encodePath, escapeText } from './snippet';

/** A clip in the gallery's folder, with the names of its files there. */
export interface GalleryClip {
  job: JobRecord;
  file: string;
  poster?: string;
}

/** Maximum number of lines of a prompt on the page. */
const longestPrompt = 200;

/**
 * Returns a page that shows the clips beside it, for people without this extension. It runs no script and loads only
 * those files. It names prompt, model, size, length and time of a job, but no provider, URL, id, cost, source path or
 * server-specific field, which could hold anything.
 */
export function galleryPage(clips: readonly GalleryClip[], title: string): string {
  const count = clips.length === 1 ? vscode.l10n.t('1 clip') : vscode.l10n.t('{0} clips', formatNumber(clips.length));
  const policy = [
    `default-src 'none'`,
    // A page opened from disk has an opaque origin.
    `img-src 'self' file:`,
    `media-src 'self' file:`,
    `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeText(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeText(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeText(title)}</h1>
<p>${escapeText(count)}</p>
<ol>
${clips.map(clipItem).join('\n')}
</ol>
</main>
</body>
</html>
`;
}

function clipItem({ job, file, poster }: GalleryClip, index: number): string {
  const id = `clip-${index + 1}`;
  const picture = poster === undefined ? '' : ` poster="${encodePath(poster)}"`;
  const title = jobTitle({ prompt: job.prompt, model: job.model });
  const prompt = promptLines(job.prompt ?? '');
  return [
    `<li><article aria-labelledby="${id}">`,
    `<h2 id="${id}" dir="auto">${escapeText(title)}</h2>`,
    `<video src="${encodePath(file)}"${picture} controls loop playsinline preload="metadata" aria-label="${escapeText(clipLabel(job))}"></video>`,
    ...(prompt === title ? [] : [`<p class="prompt" dir="auto">${escapeText(prompt)}</p>`]),
    `<dl>${facts(job).join('')}</dl>`,
    `</article></li>`,
  ].join('\n');
}

/** Keeps line breaks; removes control and bidirectional characters from each line. */
const promptLines = (prompt: string): string => prompt.split(/\r?\n/, longestPrompt).map(plain).join('\n').trim();

function facts({ model, size, seconds, createdAt }: JobRecord): string[] {
  const made = Number.isNaN(new Date(createdAt).getTime()) ? undefined : new Date(createdAt);
  const time = made && `<time datetime="${made.toISOString()}">${escapeText(formatDateTime(createdAt))}</time>`;
  const length = seconds !== undefined && Number.isFinite(seconds) ? formatSeconds(seconds) : '';
  const all: [string, string | undefined][] = [
    [vscode.l10n.t('Model'), short(model)],
    [vscode.l10n.t('Size'), short(size)],
    [vscode.l10n.t('Length'), escapeText(length)],
    [vscode.l10n.t('Created'), time],
  ];
  return all
    .filter(([, html]) => html)
    .map(([name, html]) => `<div><dt>${escapeText(name)}</dt><dd>${html}</dd></div>`);
}

const short = (text = ''): string => escapeText(shorten(plain(text), 200));

const style = `
:root { color-scheme: light dark; --back: #fff; --card: #f4f4f6; --text: #1b1b1f; --faint: #5a5a66; --line: #d6d6dc; }
@media (prefers-color-scheme: dark) {
  :root { --back: #17171b; --card: #202026; --text: #ececf1; --faint: #a5a5b2; --line: #3a3a44; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 84rem; margin: 0 auto; padding: 1.5rem; }
h1 { margin: 0; font-size: 1.5rem; }
h1 + p { margin: 0 0 1.5rem; color: var(--faint); }
ol { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(24rem, 100%), 1fr)); gap: 1.5rem; margin: 0; padding: 0; list-style: none; }
article { height: 100%; padding: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; overflow-wrap: anywhere; }
h2 { margin: 0 0 0.75rem; font-size: 1rem; }
video { display: block; width: 100%; aspect-ratio: 16 / 9; background: #000; border-radius: 4px; object-fit: contain; }
.prompt { max-height: 12em; margin: 0.75rem 0 0; overflow: auto; white-space: pre-wrap; }
dl { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 0.75rem 0 0; font-size: 0.875rem; }
dl div { display: flex; gap: 0.4rem; }
dt { color: var(--faint); }
dd { margin: 0; }
`;
