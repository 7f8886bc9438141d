import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobRecord } from '../../../src/jobs/job';
import { ReferenceImages } from '../../../src/platform/referenceImages';
import { sameBytes } from '../support/bytes';
import { listOf } from '../support/listOf';
import { silent } from '../support/settings';
import { job } from '../ui/support/jobs';

const day = 24 * 3600_000;

describe('images that requests start from', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'video-jobs-references-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const over = (...jobs: JobRecord[]) => new ReferenceImages(folder, { list: listOf(...jobs) as never }, silent);
  const using = (reference: string) => job({ request: { prompt: 'p', reference } });
  const age = (file: string) => utimesSync(file, 0, (Date.now() - 2 * day) / 1000);

  it('are kept once, under a name that says what they are and no more', async () => {
    const images = over();
    const bytes = Buffer.from('picture');
    const file = await images.keep(bytes, '../a b/främe 1.250s.PNG');
    assert.equal(await images.keep(bytes, '../a b/främe 1.250s.PNG'), file);
    assert.match(file.slice(folder.length), /^.fr-me-1\.250s-[0-9a-f]{12}\.png$/);
    sameBytes(readFileSync(file), bytes);
    assert.equal(readdirSync(folder).length, 1);
  });

  it('go when they are old and no job names them, and stay while one does', async () => {
    const images = over();
    const [used, unused, fresh] = await Promise.all(
      ['a', 'b', 'c'].map((text) => images.keep(Buffer.from(text), 'x.png')),
    );
    // What was kept is tidied in the background.
    await images.tidy();
    for (const file of [used, unused]) age(file!);
    await over(using(used!)).tidy();
    assert.deepEqual(
      [used, unused, fresh].map((file) => existsSync(file!)),
      [true, false, true],
    );
  });

  it('all stay where the list cannot be read', async () => {
    const list = { page: () => assert.fail('damaged') };
    const images = new ReferenceImages(folder, { list } as never, silent);
    const file = await images.keep(Buffer.from('a'), 'x.png');
    age(file);
    await images.tidy();
    assert.ok(existsSync(file));
  });

  it('are young again when they are kept anew', async () => {
    const images = over();
    const file = await images.keep(Buffer.from('a'), 'x.png');
    age(file);
    await images.keep(Buffer.from('a'), 'x.png');
    await images.tidy();
    assert.ok(existsSync(file));
  });
});
