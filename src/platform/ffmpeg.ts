import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';

/**
 * The machine's own ffmpeg, looked for in the PATH alone: no setting names it, which a workspace could write. Folders
 * that are not absolute would depend on where VS Code was started, so they are passed over.
 */
export async function findFfmpeg(env = process.env, platform = process.platform): Promise<string | undefined> {
  const name = platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
  const variable = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  for (const folder of (env[variable] ?? '').split(path.delimiter)) {
    const file = path.join(folder, name);
    if (!path.isAbsolute(folder)) continue;
    if (await access(file, constants.X_OK).then(...whether)) return file;
  }
  return undefined;
}

const whether = [() => true, () => false] as const;

/** How sound is written so that VS Code's own decoders take it; FLAC is the same sound, MP3 the better known in mp4. */
export const soundCodecs = {
  flac: ['-c:a', 'flac', '-strict', '-2'],
  mp3: ['-c:a', 'libmp3lame', '-b:a', '192k'],
} as const;
export type SoundCodec = keyof typeof soundCodecs;

export interface CopyRun {
  ffmpeg: string;
  from: string;
  to: string;
  codec: SoundCodec;
  signal: AbortSignal;
  /** Seconds of the clip that are done. */
  progress(seconds: number): void;
}

/** The last words of a program that fails are enough. */
const mostWords = 2000;

/**
 * Writes a copy of a clip with the same picture and other sound. No network is used, and no kind of file is taken that
 * could name other files.
 * @throws Error with ffmpeg's own words; DOMException `AbortError` after `signal`
 */
export async function copyWithSound({ ffmpeg, from, to, codec, signal, progress }: CopyRun): Promise<void> {
  signal.throwIfAborted();
  const args = [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-progress', 'pipe:1', '-y'],
    ...['-protocol_whitelist', 'file', '-format_whitelist', 'mov,matroska', '-i', `file:${from}`],
    ...['-map', '0:v', '-map', '0:a', '-c:v', 'copy', ...soundCodecs[codec], '-movflags', '+faststart'],
    ...['-f', 'mp4', `file:${to}`],
  ];
  const child = spawn(ffmpeg, args, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true, signal });
  let words = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const micros = /out_time_us=(\d+)/.exec(text)?.[1];
    if (micros) progress(Number(micros) / 1e6);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-mostWords)));
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(words.trim() || `exit code ${code}`))));
  });
}
