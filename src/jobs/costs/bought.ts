/**
 * Values in a request's extra fields that affect its price, besides or instead of its own fields; each list has all
 * found.
 */
export interface BoughtByExtra {
  models: string[];
  /** NaN for a length that cannot be read. */
  seconds: number[];
  /** Number of clips; NaN for a number that cannot be read. */
  clips: number;
  size?: string;
  resolution?: string;
}

const lengthNames = new Set(
  'seconds duration durations length videolength videoduration lengthseconds secs durationsec outputduration clipduration totalseconds'.split(
    ' ',
  ),
);
/** Lengths in frames or other units cannot be priced by the second. */
const otherLengthNames = new Set(
  'numframes frames framecount nframes videolengthframes durationms durationframes'.split(' '),
);
const countNames = new Set(
  'n count num numvideos numoutputs numresults numsamples numgenerations numclips numberofvideos numberofoutputs numberofresults samplecount sampleamount videocount outputcount batchsize batchcount quantity nvideos noutputs outputs variants numvariants samples videos'.split(
    ' ',
  ),
);
const modelNames = new Set(
  'model modelid modelname modelversion modelslug modelkey deployment deploymentid deploymentname'.split(' '),
);

/** Deepest nesting that is read; servers put such fields into `input`, `parameters` or `metadata`. */
const maxDepth = 8;

/** Returns everything in a request's extra fields that changes what is bought, however the server spells it. */
export function boughtByExtra(extra: Readonly<Record<string, unknown>> | undefined): BoughtByExtra {
  const bought: BoughtByExtra = { models: [], seconds: [], clips: 1 };
  read(extra ?? {}, bought, 0);
  return bought;
}

function read(fields: object, bought: BoughtByExtra, depth: number): void {
  for (const [name, value] of Object.entries(fields) as [string, unknown][]) {
    const plain = name.toLowerCase().replace(/[^a-z]/g, '');
    if (value === null || value === undefined) continue;
    if (isNested(value)) {
      // Too deep to be read: it may buy anything.
      if (depth >= maxDepth) bought.clips = NaN;
      else if (Array.isArray(value)) readList(value, bought, depth + 1);
      else read(value, bought, depth + 1);
    } else if (modelNames.has(plain)) {
      bought.models.push(typeof value === 'string' ? value : JSON.stringify(value));
    } else if (lengthNames.has(plain) || plain.startsWith('durationsec')) {
      bought.seconds.push(secondsOf(value));
    } else if (otherLengthNames.has(plain)) {
      bought.seconds.push(NaN);
    } else if (countNames.has(plain)) {
      bought.clips *= clipsOf(value);
    } else if ((plain === 'size' || plain === 'resolution') && typeof value === 'string') {
      bought[plain] = value;
    }
  }
}

/** A list of shots, each with a length of its own, makes one clip of their sum. */
function readList(items: readonly unknown[], bought: BoughtByExtra, depth: number): void {
  const seconds: number[] = [];
  for (const item of items) {
    if (typeof item !== 'object' || item === null) continue;
    const shot: BoughtByExtra = { models: bought.models, seconds: [], clips: 1 };
    read(item, shot, depth);
    bought.clips *= shot.clips;
    if (shot.seconds.length > 0) seconds.push(Math.max(...shot.seconds));
  }
  if (seconds.length > 0) bought.seconds.push(seconds.reduce((sum, length) => sum + length, 0));
}

/** Arrays of plain values are lists of words, such as outputs to include; those of objects hold fields. */
const isNested = (value: unknown): value is object =>
  typeof value === 'object' &&
  value !== null &&
  (!Array.isArray(value) || value.some((item) => typeof item === 'object'));

/** Reads `10`, `"10"`, `"10s"`, `"PT10S"`, `"0:10"`. */
function secondsOf(value: unknown): number {
  if (typeof value === 'number') return value > 0 ? value : NaN;
  const text = typeof value === 'string' ? value.trim() : '';
  const [, plain] = /^(?:PT)?(\d+(?:\.\d+)?)\s*(?:s|sec|secs|seconds?)?$/i.exec(text) ?? [];
  const [, minutes, rest] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  const seconds = plain === undefined ? Number(minutes ?? NaN) * 60 + Number(rest ?? NaN) : Number(plain);
  return seconds > 0 ? seconds : NaN;
}

function clipsOf(value: unknown): number {
  const count = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '') ? Number(value) : NaN;
  return Number.isSafeInteger(count) && count > 0 ? count : NaN;
}
