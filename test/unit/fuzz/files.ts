import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { sniff } from '../../../src/api/sniff';
import { variants } from '../../../src/api/types';
import { inside, relativeName } from '../../../src/jobs/clips/fileName';
import { findCut } from '../../../src/jobs/clips/mp4';
import { sidecarsIn } from '../../../src/jobs/clips/sidecarFile';
import { findMissing } from '../../../src/jobs/clips/wholeness';
import type { JobRecord } from '../../../src/jobs/job';
import { anyBody, property } from './support';

const bytes = fc.uint8Array({ maxLength: 600 });

/** As much of a file as the check reads, and how often. */
function fileOf(content: Uint8Array): { file: FileHandle; reads: () => number } {
  let reads = 0;
  const read = async (buffer: Buffer, offset: number, length: number, position: number) => {
    reads++;
    const some = Buffer.from(content).subarray(position, position + length);
    return { bytesRead: some.copy(buffer, offset) };
  };
  return { file: { read } as unknown as FileHandle, reads: () => reads };
}

function box([type, content, long]: [string, Uint8Array, boolean]): Buffer {
  const header = Buffer.alloc(long ? 16 : 8);
  header.write(type, 4, 'latin1');
  if (long) {
    header.writeUInt32BE(1);
    header.writeBigUInt64BE(BigInt(header.length + content.length), 8);
  } else {
    header.writeUInt32BE(header.length + content.length);
  }
  return Buffer.concat([header, content]);
}

const content = fc.uint8Array({ maxLength: 60 });
/** Media of a whole clip; an empty `mdat` holds none. */
const media = fc.uint8Array({ minLength: 1, maxLength: 60 });
const boxOf = (type: string, body = content) => fc.tuple(fc.constant(type), body, fc.boolean()).map(box);
const others = fc.array(fc.constantFrom('free', 'uuid', 'skip').chain(boxOf), { maxLength: 4 });
/** A whole clip, its boxes in any order after the first. */
const clip = fc
  .tuple(boxOf('ftyp'), fc.tuple(boxOf('moov'), boxOf('mdat', media), others))
  .chain(([start, [moov, mdat, more]]) =>
    fc
      .shuffledSubarray([moov, mdat, ...more], { minLength: 2 + more.length })
      .map((boxes) => ({ boxes: [start, ...boxes], essential: [start, moov, mdat] })),
  );

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(
    '..',
    'CON',
    'com1.x',
    'a/b',
    'C:\\x',
    '../../etc',
    ' .',
    '',
    '{id}',
    '👩‍👩‍👧‍👦'.repeat(40),
    'é'.repeat(300),
    'NUL .',
  ),
);
const job = fc.record({
  key: fc.uuid(),
  provider: text,
  id: fc.option(text, { nil: undefined }),
  prompt: fc.option(text, { nil: undefined }),
  model: fc.option(text, { nil: undefined }),
  size: fc.option(text, { nil: undefined }),
  seconds: fc.option(fc.double(), { nil: undefined }),
  createdAt: fc.double(),
}) as fc.Arbitrary<unknown> as fc.Arbitrary<JobRecord>;
const template = fc
  .array(fc.oneof(fc.constantFrom('{prompt}', '{id}', '{model}', '{date}', '{provider}', '/', '\\', '..', ' '), text), {
    maxLength: 6,
  })
  .map((parts) => parts.join(''));

const reserved = /[<>:"/\\|?*\p{Cc}\p{Zl}\p{Zp}]|[. ]$|^ /u;
const device = /^(con|prn|aux|nul|com\d|lpt\d) *(\.|$)/i;

export function files(): void {
  property('the first bytes say something about any body', bytes, (some) => {
    const found = sniff(some);
    if (found.kind !== 'media') return;
    assert.match(found.contentType, /^(video|image)\/[\w-]+$/);
    assert.match(found.extension, /^[a-z0-9]{2,4}$/);
  });

  const document = fc.oneof(
    anyBody.filter((value) => typeof value === 'object' && value !== null).map((value) => JSON.stringify(value)),
    fc
      .tuple(
        fc.constantFrom('["', '{"', '<', '<a ', '{"aa', '\n\n["', '\n["a', '\t\r {', '    '),
        fc.constantFrom('ftypisom', 'moov', 'mdat', 'aftypmp42'),
        fc.string(),
      )
      .map((parts) => parts.join('')),
    fc.string().map((rest) => `<!doctype html>${rest}`),
  );
  property('JSON and web pages are no media', document, (value) => {
    assert.notEqual(sniff(Buffer.from(value)).kind, 'media', value);
  });

  property('the mp4 check ends for any bytes, after few reads', bytes, async (some) => {
    const { file, reads } = fileOf(some);
    const missing = await findCut(file, some.length);
    assert.ok(missing === undefined || missing.length > 0);
    assert.ok(reads() <= some.length / 8 + 1);
  });

  property('a whole mp4 lacks nothing', clip, async ({ boxes }) => {
    const whole = Buffer.concat(boxes);
    assert.equal(await findCut(fileOf(whole).file, whole.length), undefined);
  });

  property(
    'an mp4 cut anywhere before its last needed byte lacks something',
    fc.tuple(clip, fc.nat()),
    async ([{ boxes, essential }, at]) => {
      const whole = Buffer.concat(boxes);
      const last = Math.max(...essential.map((each) => boxes.indexOf(each)));
      const needed = Buffer.concat(boxes.slice(0, last + 1)).length;
      const cut = whole.subarray(0, at % needed);
      assert.notEqual(await findCut(fileOf(cut).file, cut.length), undefined);
    },
  );

  const named = fc.tuple(template, job, fc.constantFrom(...variants), fc.nat(40));
  property(
    'a clip stays in the library, under a name that every system takes',
    named,
    ([form, made, variant, index]) => {
      const name = relativeName(form, made, variant, index);
      const folder = path.resolve('/library');
      assert.ok(inside(folder, `${name}.mp4`).startsWith(folder + path.sep));
      for (const part of `${name}.mp4`.split(path.sep)) {
        assert.ok(!reserved.test(part), JSON.stringify(part));
        assert.ok(!device.test(part), part);
        assert.ok(part !== '' && Buffer.byteLength(`${part}.part`) <= 143, part);
      }
    },
  );

  const extension = fc.constantFrom('mp4', 'mov', 'm4v', 'webm', 'mkv', 'webp', 'gif', 'png', 'bin');
  const beginning = fc.constantFrom([], [0x1a, 0x45, 0xdf, 0xa3], [...Buffer.from('RIFF')], [...Buffer.from('GIF89a')]);
  property(
    'whether a file is whole is found out for any bytes of any kind',
    fc.tuple(beginning, bytes, extension),
    async ([start, rest, kind]) => {
      const some = Uint8Array.from([...start, ...rest]);
      const missing = await findMissing(fileOf(some).file, some.length, kind);
      assert.ok(missing === undefined || missing.length > 0);
    },
  );

  property(
    'a file that looks like a sidecar tells of a sound job, or is left alone',
    anyBody,
    async (value) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'video-jobs-fuzz-'));
      try {
        writeFileSync(path.join(folder, 'clip.mp4'), 'x');
        writeFileSync(path.join(folder, 'clip.mp4.json'), JSON.stringify(value) ?? '');
        for await (const found of sidecarsIn(folder, new AbortController().signal, () => {})) {
          assert.ok(found.id !== '' && found.media.every((media) => media.path.startsWith(folder)));
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    0.05,
  );
}
