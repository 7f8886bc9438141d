import assert from 'node:assert/strict';
import { decodeReason, reasonPaths } from '../../../src/api/decode/errors';
import { decodeJob, decodePage } from '../../../src/api/decode/job';
import { decodeModels } from '../../../src/api/decode/models';
import { findValue } from '../../../src/api/decode/read';
import { Mismatch } from '../../../src/api/decode/read';
import { decodeProgress, decodeSeconds, decodeTime } from '../../../src/api/decode/scalars';
import { decodeStatus } from '../../../src/api/decode/status';

const baseUrl = 'https://api.example.com/v1';
const job = (answer: unknown, more: object = {}) => decodeJob(answer, { baseUrl, ...more });

describe('Decoding', () => {
  describe('a status', () => {
    const table = {
      queued:
        'queued queueing pending submitted not_start not_started notstarted waiting created preparing initializing starting in_queue image_downloading accepted scheduled NOT_START SUBMITTED QUEUED',
      in_progress:
        'in_progress processing running generating downloading uploading video_generating video_generation_completed video_upsampling rendering moderating IN_PROGRESS In-Progress',
      completed:
        'completed complete succeeded succeed success finished done ready video_upsampling_completed SUCCESS Ready',
      failed:
        'failed fail failure error dead rejected video_generation_failed video_upsampling_failed moderation_failed blocked FAILURE',
      cancelled: 'cancelled canceled deleted aborted',
      expired: 'expired',
    };
    for (const [status, words] of Object.entries(table)) {
      it(`knows the words for ${status}`, () => {
        for (const word of words.split(' ')) assert.equal(decodeStatus(word), status, word);
      });
    }

    it('folds spaces, dashes and case', () => {
      assert.equal(decodeStatus('  Not Started '), 'queued');
      assert.equal(decodeStatus('IN-QUEUE'), 'queued');
    });

    it('takes an unknown word, and names of object members, for "in progress"', () => {
      for (const word of ['UNKNOWN', 'reticulating', 'constructor', '__proto__', '']) {
        assert.equal(decodeStatus(word), 'in_progress', word);
      }
    });
  });

  it('reads progress in every form', () => {
    const table: [unknown, number | undefined, boolean?][] = [
      [0, 0],
      [45, 45],
      [1, 1],
      ['45%', 45],
      ['45.4 %', 45],
      ['45', 45],
      ['100%', 100],
      [0.45, 45],
      ['0.5', 50],
      [0.9302178, 93, true],
      [1, 100, true],
      [45, 45, true],
      [250, 100],
      [-5, 0],
      ['-', undefined],
      ['', undefined],
      [null, undefined],
      [NaN, undefined],
      [{}, undefined],
    ];
    for (const [value, expected, fraction] of table) {
      assert.equal(decodeProgress(value, fraction), expected, String(value));
    }
  });

  it('reads times in every form', () => {
    const table: [unknown, number | undefined][] = [
      [1712697600, 1712697600000],
      [1764347090922, 1764347090922],
      ['1712697600', 1712697600000],
      ['1764347090922', 1764347090922],
      ['2025-10-20T10:00:00Z', Date.UTC(2025, 9, 20, 10)],
      [1712697600.5, 1712697600500],
      [0, undefined],
      ['0', undefined],
      [-1, undefined],
      [1e300, undefined],
      ['soon', undefined],
      [null, undefined],
    ];
    for (const [value, expected] of table) assert.equal(decodeTime(value), expected, String(value));
  });

  it('reads seconds as a string, a number, or with its unit', () => {
    for (const value of [8, '8', '8s', '8 seconds']) assert.equal(decodeSeconds(value), 8);
    for (const value of ['', 'long', 0, null, undefined, ' '.repeat(1_000_000) + '8']) {
      assert.equal(decodeSeconds(value), undefined);
    }
  });

  describe('a job', () => {
    it('of the OpenAI Videos API', () => {
      const raw = {
        id: 'video_123',
        object: 'video',
        model: 'sora-2',
        status: 'in_progress',
        progress: 33,
        created_at: 1712697600,
        completed_at: null,
        expires_at: 1712784000,
        prompt: 'A cat',
        size: '1024x1792',
        seconds: '8',
        remixed_from_video_id: 'video_1',
        error: null,
        quality: 'standard',
      };
      assert.deepEqual(job(raw, { requestId: 'req_1' }), {
        id: 'video_123',
        status: 'in_progress',
        providerStatus: 'in_progress',
        progress: 33,
        model: 'sora-2',
        prompt: 'A cat',
        seconds: 8,
        size: '1024x1792',
        createdAt: 1712697600000,
        expiresAt: 1712784000000,
        parentId: 'video_1',
        raw,
        requestId: 'req_1',
      });
    });

    it('in the short form of a list', () => {
      const short = { id: 'video_1', object: 'video', model: 'sora-2', status: 'completed' };
      assert.deepEqual(job(short), {
        id: 'video_1',
        model: 'sora-2',
        status: 'completed',
        providerStatus: 'completed',
        raw: short,
      });
    });

    it('of jxincm while it runs, with what happens inside', () => {
      const decoded = job({
        id: 'sora-2:task_01',
        detail: {
          pending_info: { status: 'processing', progress_pct: 0.9302178, failure_reason: null, generations: [] },
        },
        status: 'pending',
        status_update_time: 1759763621142,
      });
      assert.equal(decoded.status, 'in_progress');
      assert.equal(decoded.providerStatus, 'pending');
      assert.equal(decoded.progress, 93);
      assert.equal(decoded.error, undefined);
      assert.equal(decoded.createdAt, undefined);
    });

    it('of jxincm when it is done', () => {
      const decoded = job({
        id: 'video_5c',
        status: 'completed',
        seconds: '10',
        progress: 100,
        video_url: 'https://oss.example.com/sora/a.mp4',
        created_at: 1761622232,
        completed_at: 1761622385,
      });
      assert.deepEqual(decoded.urls, ['https://oss.example.com/sora/a.mp4']);
      assert.equal(decoded.completedAt, 1761622385000);
    });

    it('of new-api under `data`, with the older address in `fail_reason`', () => {
      const decoded = job({
        code: 'success',
        message: '',
        data: {
          task_id: 't1',
          status: 'SUCCESS',
          progress: '100%',
          fail_reason: 'https://cdn.example.com/a.mp4',
          submit_time: 1712697600,
        },
      });
      assert.equal(decoded.id, 't1');
      assert.equal(decoded.status, 'completed');
      assert.equal(decoded.progress, 100);
      assert.deepEqual(decoded.urls, ['https://cdn.example.com/a.mp4']);
      assert.equal(decoded.error, undefined);
      assert.equal(decoded.createdAt, 1712697600000);
    });

    it('of new-api rc.30: flat, success without an address', () => {
      const decoded = job(
        {
          created_at: 1712697600,
          fail_reason: '',
          finished_at: 1712697700,
          platform: '1',
          progress: '100%',
          status: 'SUCCESS',
          task_id: 't',
        },
        { id: 'asked' },
      );
      assert.equal(decoded.id, 'asked');
      assert.equal(decoded.status, 'completed');
      assert.equal(decoded.completedAt, 1712697700000);
      assert.equal(decoded.urls, undefined);
    });

    it('keeps the id that was asked for, and what else the answer calls it', () => {
      const answer = { id: 'upstream', task_id: 't', status: 'queued', video_id: 'source' };
      const { id, otherIds } = job(answer);
      assert.deepEqual([id, otherIds], ['upstream', ['t']]);
      assert.deepEqual(job(answer, { id: 't' }).otherIds, ['upstream']);
      assert.equal(job({ id: 't', task_id: 't', status: 'queued' }).otherIds, undefined);
    });

    it('keeps a status that nobody knows, and waits', () => {
      const decoded = job({ id: 'a', status: 'Reticulating Splines' });
      assert.equal(decoded.status, 'in_progress');
      assert.equal(decoded.providerStatus, 'Reticulating Splines');
    });

    it('names no clips before it is done, whatever addresses are there', () => {
      assert.equal(
        job({ id: 'a', status: 'video_upsampling', video_url: 'https://x.example.com/a.mp4' }).urls,
        undefined,
      );
    });

    it('may lack a status when just created, but not later', () => {
      assert.equal(job({ task_id: 't1' }, { created: true }).status, 'queued');
      assert.throws(() => job({ id: 'a' }), Mismatch);
    });

    it('is not made from what is none', () => {
      for (const value of [null, 'text', 7, [], {}, { status: 'queued' }, [{ id: 'a', status: 'queued' }]]) {
        assert.throws(() => job(value), Mismatch, JSON.stringify(value));
      }
    });

    it('ignores fields of the wrong type and of Object.prototype', () => {
      const decoded = job(
        JSON.parse('{"id":"a","status":"queued","model":{},"prompt":[],"size":null,"__proto__":{"progress":50}}'),
      );
      assert.deepEqual(Object.keys(decoded), ['id', 'status', 'providerStatus', 'raw']);
      assert.equal(decoded.progress, undefined);
    });

    it('fails with the reason, wherever it is', () => {
      const table: [object, { code?: string; message: string }][] = [
        [
          { error: { code: 'moderation_blocked', message: 'Blocked.' } },
          { code: 'moderation_blocked', message: 'Blocked.' },
        ],
        [{ error: { code: 500, message: 'Oops' } }, { code: '500', message: 'Oops' }],
        [{ error: 'Provider said no' }, { message: 'Provider said no' }],
        [{ fail_reason: 'no quota' }, { message: 'no quota' }],
        [{ failure_reason: 'x' }, { message: 'x' }],
        [{ error_message: 'y' }, { message: 'y' }],
        [{ detail: { error: 'z' } }, { message: 'z' }],
        [{ detail: { pending_info: { failure_reason: 'w' } } }, { message: 'w' }],
        [{ error: { code: 'only_code' } }, { code: 'only_code', message: 'only_code' }],
      ];
      for (const [fields, expected] of table) {
        assert.deepEqual(job({ id: 'a', status: 'failed', ...fields }).error, expected);
      }
      assert.equal(
        findValue({ error: null, fail_reason: 'https://cdn.example.com/a.mp4' }, reasonPaths, decodeReason),
        undefined,
      );
    });
  });

  describe('a page', () => {
    const short = (id: string) => ({ id, object: 'video', model: 'm', status: 'completed' });
    const page = (answer: unknown, after?: string, limit?: number) => decodePage(answer, { baseUrl, after, limit });
    const listed = (...numbers: number[]) => numbers.map((number) => ({ id: `v${number}`, status: 'queued' }));
    const ids = ({ jobs, next }: ReturnType<typeof page>) => [...jobs.map(({ id }) => id), next];

    it('takes no more than was requested, and the rest page by page from a server that has no pages', () => {
      const data = listed(1, 2, 3, 4, 5);
      assert.deepEqual(ids(page({ data }, undefined, 2)), ['v1', 'v2', 'v2']);
      assert.deepEqual(ids(page({ data }, 'v2', 2)), ['v3', 'v4', 'v4']);
      assert.deepEqual(ids(page({ data }, 'v4', 2)), ['v5', undefined]);
    });

    it('decodes 50 of 50,000 jobs where 50 were requested', () => {
      let decoded = 0;
      const data = listed(...Array.from({ length: 50_000 }, (_, number) => number));
      decodePage({ data }, { baseUrl, limit: 50 }, (item, context) => {
        decoded++;
        return decodeJob(item, context);
      });
      assert.equal(decoded, 50);
    });

    it('goes on behind the last job it took where a server sends too many and names a later one', () => {
      const answer = { data: listed(1, 2, 3, 4), has_more: true, last_id: 'v4' };
      assert.deepEqual(ids(page(answer, undefined, 3)), ['v1', 'v2', 'v3', 'v3']);
      assert.deepEqual(ids(page(answer, undefined, 4)), ['v1', 'v2', 'v3', 'v4', 'v4']);
    });

    it('takes a whole page whose cursor is not on it', () => {
      assert.deepEqual(ids(page({ data: listed(3, 4) }, 'v2', 2)), ['v3', 'v4', undefined]);
    });

    it('ends without has_more', () => {
      assert.deepEqual(Object.keys(page({ data: [short('a')], object: 'list' })), ['jobs']);
      assert.equal(page({ data: [short('a')], has_more: false, last_id: 'a' }).next, undefined);
    });

    it('goes on after last_id, or after the last job where that is missing', () => {
      assert.equal(page({ data: [short('a')], has_more: true, last_id: 'cursor' }).next, 'cursor');
      assert.equal(page({ data: [short('a'), short('b')], has_more: true, last_id: null }).next, 'b');
    });

    it('ends on a cursor that repeats, and on an empty page', () => {
      assert.equal(page({ data: [short('a')], has_more: true, last_id: 'a' }, 'a').next, undefined);
      assert.equal(page({ data: [], has_more: true, last_id: 'z' }).next, undefined);
    });

    it('is not made from what is none', () => {
      for (const value of [null, [], {}, { data: {} }, { data: [7] }]) assert.throws(() => page(value), Mismatch);
    });
  });

  it('reads the models of OpenRouter, where lists may be null', () => {
    const data = [
      {
        id: 'google/veo-3.1',
        name: 'Veo 3.1',
        supported_durations: [5, 8],
        supported_sizes: null,
        supported_resolutions: ['720p'],
        supported_aspect_ratios: ['16:9'],
      },
      { id: 'b' },
      { name: 'no id' },
    ];
    assert.deepEqual(decodeModels({ data }), [
      { id: 'google/veo-3.1', name: 'Veo 3.1', seconds: [5, 8], resolutions: ['720p'], aspectRatios: ['16:9'] },
      { id: 'b' },
    ]);
    assert.throws(() => decodeModels({}), Mismatch);
  });
});
