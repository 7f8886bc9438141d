import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** About 10 MB: twelve seconds of 1280 × 720 with sound, a whole picture every 250, as encoders make them unasked. */
export async function makeClip(file: string): Promise<void> {
  await ffmpeg(
    ...['-f', 'lavfi', '-i', 'testsrc2=duration=12:size=1280x720:rate=30,noise=alls=12:allf=t'],
    ...['-f', 'lavfi', '-i', 'sine=frequency=330:duration=12'],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-b:v', '6300k', '-maxrate', '6800k', '-bufsize', '6M', '-g', '250'],
    ...['-pix_fmt', 'yuv420p', '-c:a', 'aac', '-b:a', '128k', '-shortest', '-movflags', '+faststart', file],
  );
}

/** The same again and again, so many times more. */
export const repeatClip = (clip: string, times: number, file: string): Promise<void> =>
  ffmpeg('-stream_loop', String(times), '-i', clip, '-c', 'copy', '-movflags', '+faststart', file);

async function ffmpeg(...args: string[]): Promise<void> {
  await run('ffmpeg', ['-y', '-loglevel', 'error', ...args]);
}
