import * as vscode from 'vscode';
import type { ClipHeader } from '../../container/header';
import type { JobRecord } from '../../jobs/job';
import type { Fact } from '../../shared/view';
import { formatBitrate, formatHertz, formatNumber, formatSeconds } from '../format';

/** Describes a clip by its header, with warnings where it differs from the request. @param bytes size of the file */
export function headerFacts(job: JobRecord, header: ClipHeader | undefined, bytes: number): Fact[] {
  if (!header) return [];
  const facts = trackFacts(job, header);
  const { seconds } = header;
  if (seconds > 0) facts.push({ label: vscode.l10n.t('Bitrate'), value: formatBitrate((bytes * 8) / seconds) });
  return facts;
}

/** The same without the facts that need the file's size. */
export function trackFacts(job: JobRecord, { seconds, picture, sound }: ClipHeader): Fact[] {
  const asked = askedFor(job);
  const facts: Fact[] = [];
  const add = (label: string, value: string, wanted?: string) =>
    facts.push({ label, value, ...(wanted ? { warning: vscode.l10n.t('Requested: {0}', wanted) } : {}) });
  if (picture) {
    const fps = picture.fps && vscode.l10n.t('{0} frames/s', formatNumber(Math.round(picture.fps * 1000) / 1000));
    const words = [`${picture.width} × ${picture.height}`, fps, codecName(picture.codec)].filter(Boolean).join(', ');
    add(vscode.l10n.t('Picture'), words, asked.size && !fits(asked.size, picture) ? sizeWords(asked.size) : undefined);
  }
  const late = asked.seconds !== undefined && Math.abs(seconds - asked.seconds) > secondsSlack;
  add(vscode.l10n.t('Length'), formatSeconds(seconds), late ? formatSeconds(asked.seconds!) : undefined);
  add(vscode.l10n.t('Audio'), sound ? soundWords(sound) : vscode.l10n.t('None'));
  return facts;
}

function soundWords({ codec, channels, rate }: NonNullable<ClipHeader['sound']>): string {
  const places =
    channels === 1
      ? vscode.l10n.t('mono')
      : channels === 2
        ? vscode.l10n.t('stereo')
        : vscode.l10n.t('{0} channels', channels);
  return [codecName(codec), formatHertz(rate), places].join(', ');
}

/** Codec names by their identifiers in files (RFC 6381, and the WebCodecs registry). */
const codecNames: readonly [RegExp, string][] = [
  [/^avc[13]/, 'H.264'],
  [/^(hvc1|hev1)/, 'H.265'],
  [/^vp8/, 'VP8'],
  [/^vp0?9/, 'VP9'],
  [/^av01/, 'AV1'],
  [/^mp4a\.40/, 'AAC'],
  [/^(mp3|mp4a\.(69|6b))/i, 'MP3'],
  [/^opus/i, 'Opus'],
  [/^flac/i, 'FLAC'],
  [/^vorbis/, 'Vorbis'],
  [/^pcm/, 'PCM'],
];

const codecName = (codec: string): string => codecNames.find(([pattern]) => pattern.test(codec))?.[1] ?? codec;

/** Tolerated difference in length, in seconds: clips end on whole frames, some one frame later. */
const secondsSlack = 0.3;

/** Returns the size and length of the request, else those that the provider reports. */
export const askedFor = ({ request, size, seconds }: JobRecord): { size?: string; seconds?: number } => ({
  size: request?.size ?? size,
  seconds: request?.seconds ?? seconds,
});

export const sizeWords = (size: string): string => size.replace(/^(\d+)\s*[x*]\s*(\d+)$/i, '$1 × $2');

/** Compares a frame with a size: `1280x720`, `720p`, `16:9`, or the last two together. True for any other notation. */
function fits(size: string, { width, height }: { width: number; height: number }): boolean {
  const exact = /^(\d+)\s*[x*×]\s*(\d+)$/i.exec(size.trim());
  if (exact) return Number(exact[1]) === width && Number(exact[2]) === height;
  const lines = /(?:^|\s)(\d{3,4})p(?:\s|$)/i.exec(size);
  const ratio = /(?:^|\s)(\d+):(\d+)(?:\s|$)/.exec(size);
  const linesFit = !lines || Number(lines[1]) === Math.min(width, height);
  const ratioFits = !ratio || Math.abs(((width / height) * Number(ratio[2])) / Number(ratio[1]) - 1) < 0.02;
  return linesFit && ratioFits;
}
