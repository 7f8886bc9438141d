import assert from 'node:assert/strict';
import path from 'node:path';
import { inside, relativeName } from '../../../../src/jobs/clips/fileName';
import type { JobRecord } from '../../../../src/jobs/job';

const createdAt = new Date(2026, 10, 21, 14, 5, 9).getTime();
const job = (part: Partial<JobRecord> = {}): JobRecord => ({
  key: 'k-1',
  provider: 'lab',
  id: 'video_1',
  status: 'completed',
  prompt: 'A red fox',
  model: 'm/1',
  seconds: 8,
  size: '1280x720',
  createdAt,
  media: [],
  watching: false,
  origin: '',
  mine: true,
  updatedAt: 0,
  ...part,
});
const name = (template: string, part: Partial<JobRecord> = {}, index = 0) =>
  relativeName(template, job(part), 'video', index);

const hostile = [
  '../../../etc/passwd',
  '..\\..\\windows\\system32',
  '/etc/passwd',
  'C:\\autoexec.bat',
  '\\\\server\\share',
  '..',
  '.',
  '...',
  '.hidden',
  'CON',
  'con.txt',
  'nul',
  'NUL .mp4',
  'COM1',
  'COM¹',
  'lpt9.tar.gz',
  'aux ',
  'CONIN$',
  'a\0b',
  'line\nbreak\r\ttab',
  'x<y>z:"q"|?*',
  'trailing. . .',
  '   ',
  '',
  '\u202egpj.exe',
  '\u200b\u2066',
  '\ud800lone',
  '👩‍👩‍👧‍👦'.repeat(50),
  'é'.normalize('NFD').repeat(300),
  '长'.repeat(300),
  'a'.repeat(5000),
  '%2e%2e%2f',
  '$(rm -rf)',
  '`id`',
  '{id}{id}{prompt}',
  '~',
  '-rf',
  'file:///etc/passwd',
];

describe('file names', () => {
  it('fill a template', () => {
    assert.equal(
      name('{date}_{time} {provider} {model} {prompt} {id} {index} {seconds} {size}'),
      '2026-11-21_14-05-09 lab m-1 A red fox video_1 1 8s 1280x720',
    );
    assert.equal(name('{unknown} {prompt}'), '{unknown} A red fox');
    assert.equal(name(' '), '2026-11-21 14-05-09 A red fox');
    assert.equal(name('{prompt}', { prompt: undefined }), 'video_1');
  });

  it('are made of megabytes as well', () => {
    for (const unit of ['. ', '.', ' ', '<', 'x', '\u202e']) {
      const long = `${unit.repeat(4_000_000 / unit.length)}x`;
      assert.ok(Buffer.byteLength(name('{prompt} {id}', { prompt: long, id: long })) <= 120);
    }
  });

  it('end a long prompt at a whole word, and cut one long word', () => {
    const prompt = 'Northern lights over a frozen bay, the camera drifting slowly';
    assert.equal(name('{prompt}', { prompt }), 'Northern lights over a frozen bay, the camera drifting');
    assert.equal(name('{prompt}', { prompt: 'x'.repeat(80) }), 'x'.repeat(60));
    assert.equal(name('{prompt}', { prompt: `short ${'x'.repeat(80)}` }), `short ${'x'.repeat(54)}`);
  });

  it('put clips into folders at the slashes of the template only', () => {
    assert.equal(name('{provider}/{date}/{prompt}', { prompt: 'a/b\\c' }), path.join('lab', '2026-11-21', 'a-b-c'));
    assert.equal(name('../{provider}/./..\\{id}'), path.join('lab', 'video_1'));
    assert.equal(name('/{id}'), 'video_1');
  });

  it('tell outputs and variants apart', () => {
    assert.equal(name('{id}', {}, 2), 'video_1-3');
    assert.equal(name('{id} {index}', {}, 2), 'video_1 3');
    assert.equal(relativeName('{id}', job(), 'thumbnail', 0), 'video_1-thumbnail');
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'unknown']) {
      assert.equal(relativeName(`{${name}}`, job(), 'video', 0), `{${name}}`);
    }
  });

  it('keep ids apart that look alike once they are harmless', () => {
    const ids = ['a/b', 'a:b', 'a=b', 'a b', 'a-b', '/', ':', 'x'.repeat(300), `${'x'.repeat(299)}y`];
    assert.equal(new Set(ids.map((id) => name('{id}', { id }))).size, ids.length);
  });

  for (const text of hostile) {
    it(`stay harmless with ${JSON.stringify(text.slice(0, 24))}`, () => {
      for (const template of ['{prompt}', '{id}', '{model}/{prompt} {id}', '{size}.{prompt}', text, `${text}/{id}`]) {
        for (const index of [0, 11]) {
          const relative = name(
            template,
            { prompt: text, id: text || 'x', model: text, size: text, provider: text },
            index,
          );
          const target = inside('/library', `${relative}.mp4`);
          assert.ok(target.startsWith(path.resolve('/library') + path.sep), target);
          for (const part of `${relative}.mp4`.split(path.sep)) {
            assert.ok(Buffer.byteLength(part) <= 120, `${Buffer.byteLength(part)} bytes`);
            assert.doesNotMatch(part, /[<>:"|?*\\/\p{Cc}\p{Cf}\p{Cs}]/u);
            assert.doesNotMatch(part, /^[. ]|[. ]$/);
            assert.doesNotMatch(part, /^(con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³])(\.|$)/i);
            assert.equal(part, part.normalize('NFC'));
          }
        }
      }
    });
  }

  it('are refused by the folder itself should one leave it', () => {
    for (const relative of ['../x', '..', '', '.', 'a/../../x', path.resolve('/elsewhere')]) {
      assert.throws(() => inside('/library', relative), RangeError, relative);
    }
    assert.equal(inside('/library', 'a/..b.mp4'), path.resolve('/library/a/..b.mp4'));
  });
});
