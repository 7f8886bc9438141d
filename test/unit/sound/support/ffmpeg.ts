import { execFileSync, spawnSync } from 'node:child_process';

/** Whether ffmpeg is on the PATH. The tests' own command installs it where it may (root on Debian). */
export const hasFfmpeg = spawnSync('ffmpeg', ['-version'], { stdio: 'ignore' }).status === 0;

/** Runs ffmpeg. @returns what it writes to its output */
export function ffmpeg(args: readonly string[], input?: Uint8Array): Buffer {
  return execFileSync('ffmpeg', ['-v', 'error', '-y', ...args], {
    maxBuffer: 2 ** 30,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(input && { input }),
  });
}

/** Every sample of a sound as ffmpeg decodes it, priming included, by channel. */
export function decodedByFfmpeg(input: Uint8Array, channels: number, format = 'aac'): Float32Array[] {
  const bytes = ffmpeg(['-flags2', '+skip_manual', '-f', format, '-i', 'pipe:0', '-f', 'f32le', '-'], input);
  const all = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  return Array.from({ length: channels }, (_, channel) =>
    Float32Array.from({ length: Math.floor(all.length / channels) }, (_, n) => all[n * channels + channel] ?? 0),
  );
}
