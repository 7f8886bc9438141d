import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sidecarOf } from '../../../src/jobs/clips/sidecar';
import { publicJob } from '../../../src/jobs/job';
import { parseRequest } from '../../../src/jobs/parseRequest';
import type { CreateRequest } from '../../../src/jobs/requests';
import { Bench, fail, lab } from './support';

const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(64)]);
const mp4 = Buffer.concat([Buffer.from('\0\0\0\x18ftypisom', 'latin1'), Buffer.alloc(64)]);
const fox: CreateRequest = { provider: 'lab', prompt: 'A red fox' };

describe('inputs of a request', () => {
  describe('as other extensions state them', () => {
    const parsed = (fields: object) => parseRequest({ ...fox, ...fields });

    it('keeps role, source and name, and the settings', () => {
      const inputs = [
        { role: 'first', source: '/a.png' },
        { role: 'reference', source: 'https://x.example/b.png', name: 'lamp' },
      ];
      const settings = { sound: false, seed: 0, negativePrompt: 'fog' };
      assert.deepEqual(parsed({ inputs, ...settings }), { ...fox, ...settings, inputs });
    });

    it('has the old spelling for a single first frame, and takes it beside others', () => {
      assert.deepEqual(parsed({ inputs: [{ role: 'first', source: '/a.png' }] }), { ...fox, reference: '/a.png' });
      assert.deepEqual(parsed({ reference: '/a.png', inputs: [{ role: 'last', source: '/b.png' }] }).inputs, [
        { role: 'first', source: '/a.png' },
        { role: 'last', source: '/b.png' },
      ]);
      assert.deepEqual(parsed({ inputs: [] }), fox);
    });

    const input = { role: 'first', source: '/a.png' };
    const wrong: [string, object, RegExp][] = [
      ['no list', { inputs: input }, /"inputs" must be a list/],
      ['an item that is no object', { inputs: [input, '/b.png'] }, /"inputs\[1\]"/],
      [
        'an unknown role',
        { inputs: [input, { role: 'middle', source: '/b.png' }] },
        /"inputs\[1\]\.role".*first, last/,
      ],
      ['no source', { inputs: [{ role: 'first' }] }, /"inputs\[0\]\.source"/],
      ['a field that inputs have not', { inputs: [{ ...input, weight: 1 }] }, /"inputs\[0\]\.weight"/],
      ['a name that prompts cannot mention', { inputs: [{ ...input, name: 'a}b' }] }, /"inputs\[0\]\.name"/],
      ['an empty name', { inputs: [{ ...input, name: '' }] }, /"inputs\[0\]\.name"/],
      [
        'one name twice',
        {
          inputs: [
            { ...input, name: 'a' },
            { ...input, role: 'last', name: 'a' },
          ],
        },
        /called "a"/,
      ],
      ['far too many', { inputs: Array.from({ length: 101 }, () => input) }, /at most 100/],
      ['sound as a word', { sound: 'on' }, /"sound" must be true or false/],
      ['a seed below 0', { seed: -1 }, /"seed"/],
      ['a fraction as seed', { seed: 0.5 }, /"seed"/],
      ['an empty negative prompt', { negativePrompt: ' ' }, /"negativePrompt"/],
    ];
    for (const [title, fields, words] of wrong) {
      it(`refuses ${title}, naming the place`, () => assert.throws(() => parsed(fields), words));
    }
  });

  describe('on their way to a server', () => {
    let bench: Bench;
    beforeEach(() => {
      bench = new Bench();
      bench.directory.all = [{ ...lab, type: 'openrouter', model: 'm' }];
    });
    afterEach(() => bench.close());

    const file = (name: string, bytes: Buffer) => {
      const target = path.join(bench.ledger, name);
      writeFileSync(target, bytes);
      return target;
    };
    const frames = () => [
      { role: 'first' as const, source: file('a.png', png) },
      { role: 'last' as const, source: 'https://x.example.com/end.png?token=1', name: 'end' },
    ];

    it('are read, sent in their roles, and recorded by name and hash, never by their bytes', async () => {
      const inputs = frames();
      const job = await bench.window().create({ ...fox, inputs, sound: true, seed: 0 });
      const sent = bench.server.create.firstCall.args[0];
      assert.deepEqual(
        sent.inputs?.map(({ role, media, name }) => [role, media.kind, name]),
        [
          ['first', 'file', undefined],
          ['last', 'url', 'end'],
        ],
      );
      assert.deepEqual([sent.reference, sent.sound, sent.seed], [undefined, true, 0]);
      assert.deepEqual(job.request?.inputs, inputs, 'as stated, so that it can be sent again');
      const sha256 = createHash('sha256').update(png).digest('hex');
      assert.deepEqual(job.inputs, [
        { ...inputs[0], sha256, bytes: png.length },
        { role: 'last', source: 'https://x.example.com/end.png', name: 'end' },
      ]);
      assert.deepEqual(publicJob(job).inputs, [
        inputs[0],
        { role: 'last', source: 'https://x.example.com/end.png', name: 'end' },
      ]);
      const media = { variant: 'video', index: 0, path: '/c.mp4', bytes: 1, contentType: 'video/mp4', sha256 } as const;
      const sidecar = sidecarOf(job, media, undefined);
      assert.deepEqual(sidecar['inputs'], job.inputs);
      assert.deepEqual([sidecar['sound'], sidecar['seed']], [true, 0]);
      assert.ok(!JSON.stringify(sidecar).includes('token=1'));
    });

    it('are sent again as they were', async () => {
      bench.server.create.rejects(fail('network'));
      const window = bench.window();
      await assert.rejects(window.create({ ...fox, inputs: frames() }));
      const [job] = window.jobs;
      bench.server.create.resolves({ id: 'v1', status: 'queued', raw: {} });
      await window.sendAgain(job?.key ?? '');
      const sent = bench.server.create.lastCall.args[0];
      assert.deepEqual(
        sent.inputs?.map(({ role }) => role),
        ['first', 'last'],
      );
    });

    const refused: [string, () => Partial<CreateRequest>, RegExp][] = [
      [
        'that the server does not take together',
        () => ({ inputs: [...frames(), { role: 'reference', source: 'https://x.example.com/a.png' }] }),
        /combined/,
      ],
      [
        'of a role whose files are of another kind',
        () => ({ inputs: [{ role: 'first', source: file('a.mp4', mp4) }, frames()[1]!] }),
        /not a PNG/,
      ],
      [
        'of which the server takes addresses only',
        () => ({ inputs: [{ role: 'video', source: file('a.mp4', mp4) }] }),
        /https:/,
      ],
      [
        'at an address of a private network',
        () => ({ inputs: [{ role: 'video', source: 'https://192.168.0.7/a.mp4' }] }),
        /192\.168\.0\.7/,
      ],
      ['that are gone', () => ({ inputs: [{ role: 'first', source: '/none.png', name: 'a' }] }), /could not be read/],
      ['beside a setting that it has not', () => ({ inputs: frames(), negativePrompt: 'fog' }), /negativePrompt/],
    ];
    for (const [title, fields, words] of refused) {
      it(`refuses inputs ${title}, before anything is recorded or sent`, async () => {
        const window = bench.window();
        await assert.rejects(window.create({ ...fox, ...fields() }), words);
        assert.equal(bench.server.create.callCount, 0);
        assert.equal(window.jobs.length, 0);
      });
    }

    it('leave the file as it was', async () => {
      const [first] = frames();
      await bench.window().create({ ...fox, inputs: [first!, frames()[1]!] });
      assert.deepEqual(readFileSync(first!.source), png);
    });
  });
});
