import { Chance } from '../../support/random';

/** A sound with all that encoders have tools for: a voice, beats, noise, a sweep, and channels that differ a little. */
export function soundFile(rate: number, channels: number, seconds: number): Uint8Array {
  const chance = new Chance(rate + channels);
  const samples = Math.round(rate * seconds);
  const file = Buffer.alloc(44 + samples * channels * 2);
  file.write('RIFF', 0);
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(channels, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * channels * 2, 28);
  file.writeUInt16LE(channels * 2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(file.length - 44, 40);
  const wave = (hertz: number, time: number) => Math.sin(2 * Math.PI * hertz * time);
  for (let n = 0; n < samples; n++) {
    const time = n / rate;
    const beat = Math.exp(-((time * 3) % 1) * 9);
    const noise = chance.next() * 2 - 1;
    const voice = wave(180 + 20 * wave(0.8, time), time) * 0.2 + wave(720, time) * 0.1 * Math.abs(wave(0.3, time));
    const sweep = wave(Math.min(rate * 0.22, 200 + time * 900), time) * 0.05;
    for (let channel = 0; channel < channels; channel++) {
      const own = (chance.next() * 2 - 1) * 0.05 * Math.abs(wave(0.2, time + channel));
      const level = channel % 2 === 0 ? 1 : 0.8;
      const value = level * (voice + sweep) + beat * (noise * 0.4 + wave(400 + 150 * channel, time) * 0.1) + own;
      file.writeInt16LE(Math.round(Math.max(-1, Math.min(1, value)) * 32767), 44 + (n * channels + channel) * 2);
    }
  }
  return file;
}
