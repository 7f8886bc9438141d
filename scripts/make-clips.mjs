// Draws the sandbox's clips with ffmpeg: moving pictures from formulas, and a soft chord each.
// Run by hand when a clip is to change; the results in media/sandbox are kept in the repository.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const results = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../media/sandbox');
/** Clips are drawn here, and take their place only when all are made. */
const folder = mkdtempSync(path.join(tmpdir(), 'clips-'));
const seconds = 4;
const largestTotal = 90_000;
/** How much of the canvas that the formulas speak of is a pixel of the clip. */
const shown = 0.8;

/** One full turn in the time of the clip, so that it loops without a jump. */
const turn = `(2*PI*T/${seconds})`;
const glow = (distance, width) => `exp(-pow((${distance})/${width},2))`;
const sum = (terms) => terms.join('+');

/** Green curtains of light over dark hills. */
function aurora() {
  const curtain = (height, swing, phase) =>
    glow(`Y-H*${height}-${swing}*sin(X/95+${turn}+${phase})-9*sin(X/31-2*${turn})`, '(26+14*sin(X/70+' + turn + '))');
  const green = `(0.85*${curtain(0.38, 34, 0)}+0.6*${curtain(0.52, 22, 2)})`;
  const violet = curtain(0.24, 30, 1);
  const hills = 'gt(Y,H*0.83+16*sin(X/83)+9*sin(X/29))';
  const sky = (top, bottom) => `(${top}+${bottom}*Y/H)`;
  return {
    r: `if(${hills},9,${sky(12, 12)}+96*${violet}+36*${green})`,
    g: `if(${hills},15,${sky(16, 30)}+22*${violet}+186*${green})`,
    b: `if(${hills},24,${sky(48, 34)}+128*${violet}+92*${green})`,
  };
}

/** A low sun, and its path of light on a moving sea. */
function tides() {
  const sea = 'gt(Y,H*0.58)';
  const sun = `lt(hypot(X-W/2,Y-H*0.46-6*sin(${turn})),54)`;
  const halo = glow(`hypot(X-W/2,Y-H*0.46-6*sin(${turn}))`, 150);
  const depth = '((Y-H*0.58)/(H*0.42))';
  const wave = `sin(46/(${depth}+0.16)+3*${turn}+0.8*sin(X/60+${turn}))`;
  const path = `${glow('X-W/2', `(40+120*${depth})`)}*(0.55+0.45*${wave})`;
  const pick = (sunny, top, bottom, shine, deep, swell, glitter) =>
    `if(${sea},${deep}+${swell}*${wave}*${depth}+${glitter}*${path},if(${sun},${sunny},${top}+(${bottom})*Y/(H*0.58)+${shine}*${halo}))`;
  return {
    r: pick(255, 96, 140, 30, 34, 10, 200),
    g: pick(222, 78, 66, 60, 62, 16, 128),
    b: pick(160, 138, -34, 30, 104, 20, 60),
  };
}

/** A flower that opens and turns; upright. */
function petals() {
  const far = 'hypot(X-W/2,Y-H/2)';
  const angle = 'atan2(Y-H/2,X-W/2)';
  const ring = (count, size, spin, soft) =>
    `(1/(1+exp((${far}-${size}*(0.72+0.28*cos(${count}*${angle}+${spin}*${turn}))-10*sin(${turn}))/${soft})))`;
  const outer = ring(6, 190, 1, 9);
  const middle = ring(6, 128, 1, 7);
  const heart = ring(12, 58, 2, 5);
  return {
    r: `28+40*Y/H+168*${outer}+34*${middle}-10*${heart}`,
    g: `58+44*Y/H+10*${outer}+84*${middle}+52*${heart}`,
    b: `74+30*Y/H+62*${outer}-10*${middle}-120*${heart}`,
  };
}

const clips = [
  { name: 'aurora', size: '640x360', draw: aurora, chord: [220, 277.18, 329.63], crf: 37 },
  // The index is at the end, as many servers send it: a player must seek for it.
  { name: 'tides', size: '640x360', draw: tides, chord: [146.83, 220, 293.66], crf: 35, indexAtEnd: true },
  { name: 'petals', size: '360x640', draw: petals, chord: [196, 246.94, 293.66], crf: 36 },
];

/** @param {(string | string[])[]} args options as one text, what may hold spaces as a list */
function ffmpeg(...args) {
  const all = args.flatMap((arg) => (typeof arg === 'string' ? arg.split(' ') : arg));
  execFileSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', ...all], { stdio: 'inherit' });
}

function chordSource(notes) {
  const swell = `(0.6-0.4*cos(2*PI*t/${seconds}))`;
  const voices = notes.map((hertz, index) => `0.12*sin(2*PI*${hertz}*t)*(0.8+0.2*sin(2*PI*(${index}+1)*t/${seconds}))`);
  return `aevalsrc='${swell}*(${sum(voices)})':s=44100:d=${seconds}`;
}

/** Formulas are slow: they are computed for some of the pixels, in the coordinates of the canvas. */
function picture(draw, size) {
  const [width, height] = size.split('x').map(Number);
  const channel = (formula) => `clip(${formula},0,255)`.replace(/\b[XYWH]\b/g, '(2*$&)');
  const { r, g, b } = draw();
  const drawn = `geq=r='${channel(r)}':g='${channel(g)}':b='${channel(b)}'`;
  const source = `color=black:s=${width / 2}x${height / 2}:r=24:d=${seconds}`;
  return `${source},format=gbrp,${drawn},scale=${width * shown}:${height * shown}:flags=bicubic`;
}

function make({ name, size, draw, chord, crf, indexAtEnd }) {
  const file = (suffix) => path.join(folder, `${name}${suffix}`);
  ffmpeg(
    '-f lavfi -i',
    [picture(draw, size)],
    '-f lavfi -i',
    [chordSource(chord)],
    `-c:v libx264 -preset veryslow -profile:v main -crf ${crf} -g 96 -x264-params deblock=4,4:aq-mode=3 -pix_fmt yuv420p -c:a aac -b:a 8k -ar 16000 -ac 1`,
    `-map_metadata -1 -fflags +bitexact -flags +bitexact${indexAtEnd ? '' : ' -movflags +faststart'}`,
    [file('.mp4')],
  );
  const [width, height] = size.split('x').map(Number);
  const webp = '-frames:v 1 -c:v libwebp -quality 60 -compression_level 6 -map_metadata -1';
  const [large, small] = height > width ? [180, 72] : [320, 128];
  ffmpeg('-ss 1 -i', [file('.mp4')], `-vf scale=${large}:-1 ${webp}`, [file('-thumbnail.webp')]);
  ffmpeg('-i', [file('.mp4')], `-vf fps=2,scale=${small}:-1,tile=4x2 ${webp}`, [file('-spritesheet.webp')]);
}

clips.forEach(make);

const sizes = readdirSync(folder).map((name) => [name, statSync(path.join(folder, name)).size]);
for (const [name, bytes] of sizes) console.log(`${String(bytes).padStart(7)}  ${name}`);
const total = sizes.reduce((all, [, bytes]) => all + bytes, 0);
console.log(`${String(total).padStart(7)}  in all`);
if (total > largestTotal) throw new Error(`The clips take ${total} bytes; ${largestTotal} is the most.`);
cpSync(folder, results, { recursive: true });
rmSync(folder, { recursive: true });
