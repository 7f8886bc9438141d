import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';

/**
 * Finds ffmpeg in the PATH. No setting names it, because a workspace could write one. Relative PATH entries are skipped:
 * they would depend on VS Code's working directory.
 */
export async function findFfmpeg(env = process.env, platform = process.platform): Promise<string | undefined> {
  const name = platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
  const variable = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  for (const folder of (env[variable] ?? '').split(path.delimiter)) {
    const file = path.join(folder, name);
    if (!path.isAbsolute(folder)) continue;
    if (await isExecutable(file)) return file;
  }
  return undefined;
}

const isExecutable = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

/** ffmpeg arguments for audio that VS Code decodes. FLAC is lossless; MP3 in MP4 is more widely supported. */
const soundCodecs = {
  flac: ['-c:a', 'flac', '-strict', '-2'],
  mp3: ['-c:a', 'libmp3lame', '-b:a', '192k'],
} as const;
export type SoundCodec = keyof typeof soundCodecs;

/** ffmpeg arguments for a picture that VS Code decodes: H.264 has even sizes and 8 bits. The encoders differ by build. */
const even = ['-pix_fmt', 'yuv420p', '-vf', 'pad=ceil(iw/2)*2:ceil(ih/2)*2'];
const pictureCodecs = {
  same: ['-map', '0:v', '-c:v', 'copy'],
  x264: ['-map', '0:v:0', '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', ...even],
  h264: ['-map', '0:v:0', '-c:v', 'h264', '-b:v', '8M', ...even],
} as const;
export type PictureCodec = keyof typeof pictureCodecs;

interface CopyRun {
  ffmpeg: string;
  from: string;
  to: string;
  sound: SoundCodec;
  picture: PictureCodec;
  signal: AbortSignal;
  /** Reports the encoded length, in seconds of the clip. */
  progress(seconds: number): void;
}

/** Length of the tail of stderr that is kept, in characters. */
const maxErrorLength = 2000;

/**
 * Writes a copy of a clip with re-encoded audio, and with the same video or a re-encoded one. Network protocols, and formats that can refer to other
 * files, are disabled.
 * @throws Error with ffmpeg's stderr; DOMException `AbortError` after `signal`
 */
export async function makeCopy({ ffmpeg, from, to, sound, picture, signal, progress }: CopyRun): Promise<void> {
  signal.throwIfAborted();
  const args = [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-progress', 'pipe:1', '-y'],
    ...['-protocol_whitelist', 'file', '-format_whitelist', 'mov,matroska', '-i', `file:${from}`],
    ...[...pictureCodecs[picture], '-map', '0:a?', ...soundCodecs[sound], '-movflags', '+faststart'],
    ...['-f', 'mp4', `file:${to}`],
  ];
  const child = spawn(ffmpeg, args, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true, signal });
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const micros = /out_time_us=(\d+)/.exec(text)?.[1];
    if (micros) progress(Number(micros) / 1e6);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-maxErrorLength)));
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(stderr.trim() || `exit code ${code}`))));
  });
}
