// A browser without an AAC decoder, which hears what VS Code desktop hears: its ffmpeg has H.264, FLAC and MP3, but no AAC.
//
// Debian's Chromium has ffmpeg built in. The decoders in it are looked up by the id of their codec, so in a copy of the
// executable the id of the one for AAC is that of no codec. `node scripts/lib/deaf-chromium.mjs` prints where the copy is.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { cacheDir } from './run.mjs';

/** The first that is installed; the one without windows takes less time. */
const browsers = ['/usr/lib/chromium/chromium-headless-shell', '/usr/lib/chromium/chromium'];

/** Start of ffmpeg's description of a decoder as it lies in memory: audio (1), and AAC (0x15002), both of 32 bits. */
const audioAac = Buffer.from([1, 0, 0, 0, 0x02, 0x50, 0x01, 0x00]);

/**
 * The executable, made when the installed browser is newer.
 * @returns {string | undefined} undefined where the installed browser is not Debian's
 */
export function deafChromium() {
  const installed = browsers.find((path) => existsSync(path));
  if (installed === undefined) return undefined;
  const name = basename(installed);
  const folder = join(cacheDir, `deaf-${name}`);
  const made = join(folder, name);
  if (existsSync(made) && statSync(made).mtimeMs >= statSync(installed).mtimeMs) return made;
  const program = readFileSync(installed);
  const at = program.indexOf(audioAac);
  if (at < 0 || program.indexOf(audioAac, at + 1) >= 0) return undefined;
  program.fill(0, at + 4, at + 8);
  // Several tests may come here at once: each makes its own, and the last one stays.
  const part = `${folder}.${process.pid}`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  for (const file of readdirSync(dirname(installed))) {
    if (file !== name) symlinkSync(join(dirname(installed), file), join(part, file));
  }
  writeFileSync(join(part, name), program, { mode: 0o755 });
  rmSync(folder, { recursive: true, force: true });
  renameSync(part, folder);
  return made;
}

if (process.argv[1]?.endsWith('deaf-chromium.mjs')) process.stdout.write(`${deafChromium()}\n`);
