import assert from 'node:assert/strict';
import { findClips, findThumbnail } from '../../../src/api/decode/addresses';
import { decodeServerError } from '../../../src/api/decode/errors';
import { decodeJob } from '../../../src/api/decode/job';
import { decodeStatus, knownStatus } from '../../../src/api/decode/status';

const baseUrl = 'https://api.example.com/v1';
const failed = (fields: object) => decodeJob({ id: 'a', status: 'failed', ...fields }, { baseUrl }).error;

describe('The reason of a failed job', () => {
  const places: [string, object][] = [
    ['message', { message: 'Why' }],
    ['msg', { msg: 'Why' }],
    ['reason', { reason: 'Why' }],
    ['failed_reason', { failed_reason: 'Why' }],
    ['failure_message', { failure_message: 'Why' }],
    ['errors[]', { errors: [{ message: 'Why' }] }],
    ['errors[] of strings', { errors: ['Why'] }],
    ['error_msg', { error_msg: 'Why' }],
    ['errorMessage', { errorMessage: 'Why' }],
    ['err_msg', { err_msg: 'Why' }],
    ['task_status_msg', { task_status_msg: 'Why' }],
    ['base_resp.status_msg', { base_resp: { status_code: 1026, status_msg: 'Why' } }],
    ['output.message', { output: { message: 'Why' } }],
    ['result.error', { result: { error: 'Why' } }],
    ['metadata.error', { metadata: { error: { message: 'Why' } } }],
    ['detail', { detail: 'Why' }],
    ['content_filter.reasons', { content_filter: { reasons: ['Why'] } }],
    ['failureReason', { failureReason: 'Why' }],
    ['status_message', { status_message: 'Why' }],
    ['output.error', { output: { error: { message: 'Why' } } }],
  ];
  for (const [name, fields] of places) {
    it(`is found in ${name}`, () => assert.equal(failed(fields)?.message, 'Why'));
  }

  it('is found around the job, past the words of the transport', () => {
    const around = { code: 500, message: 'Why', data: { task_id: 'a', status: 'FAILURE' } };
    assert.equal(decodeJob(around, { baseUrl, id: 'a' }).error?.message, 'Why');
    const inside = { code: 200, message: 'success', data: { task_id: 'a', status: 'FAILURE', msg: 'Why' } };
    assert.equal(decodeJob(inside, { baseUrl, id: 'a' }).error?.message, 'Why');
  });

  it('is a sentence rather than a code, and comes with the code beside it', () => {
    assert.deepEqual(failed({ error: { code: 'E7' }, message: 'Why' }), { message: 'Why', code: 'E7' });
    assert.deepEqual(failed({ error_code: 'E7', error_message: 'Why' }), { message: 'Why', code: 'E7' });
  });

  it('ignores remarks on a job that is still running', () => {
    assert.equal(decodeJob({ id: 'a', status: 'running', message: 'Working' }, { baseUrl }).error, undefined);
  });

  const nested: [string, unknown][] = [
    ['JSON in a string', '{"error":{"message":"Why","code":"E7"}}'],
    [
      'JSON in JSON in a string',
      JSON.stringify({ message: JSON.stringify({ error: { message: 'Why', code: 'E7' } }) }),
    ],
    [
      'JSON three deep',
      JSON.stringify({ error: JSON.stringify({ error: JSON.stringify({ message: 'Why', code: 'E7' }) }) }),
    ],
    ['JSON behind words', 'Upstream [1] failed: {"error":{"message":"Why","code":"E7"}}'],
    ['Python in a string', "Error code: 400 - {'error': {'message': 'Why', 'type': 'x', 'code': 'E7'}}"],
  ];
  for (const [name, text] of nested) {
    it(`is the innermost sentence of ${name}, with its code`, () => {
      assert.deepEqual(failed({ error: text }), { message: 'Why', code: 'E7' });
      assert.deepEqual(failed({ fail_reason: text }), { message: 'Why', code: 'E7' });
      assert.deepEqual(decodeServerError({ error: { message: text } }), { message: 'Why', code: 'E7' });
    });
  }

  it('keeps text that only looks like JSON', () => {
    for (const text of ['Invalid size [720x1280]', '{broken', 'use {"a": 1}', '"quoted" words', '[]']) {
      assert.equal(failed({ error: text })?.message, text);
    }
  });

  it('brings the words of the server behind the gateway along', () => {
    for (const more of [
      { details: { upstreamMessage: 'Nudity' } },
      { details: { upstream_message: 'Nudity' } },
      { metadata: { raw: '{"error":{"message":"Nudity"}}' } },
      { innererror: { message: 'Nudity' } },
      { upstream: { error: { message: 'Nudity' } } },
    ]) {
      assert.deepEqual(failed({ error: { code: 'E7', message: 'Provider failed.', ...more } }), {
        code: 'E7',
        message: 'Provider failed: Nudity',
      });
    }
  });

  it('is said to be moderation, with the server’s words', () => {
    for (const fields of [
      { moderated: true, message: 'Why' },
      { incomplete_details: { reason: 'content_filter' }, message: 'Why' },
      { error: { code: 'content_filter', message: 'Why' } },
      { output: { moderated: true }, error: 'Why' },
    ]) {
      assert.match(failed(fields)?.message ?? '', /moderation: Why/, JSON.stringify(fields));
    }
    for (const fields of [{ moderated: true }, { error: 'content_filter' }, { finish_reason: 'content_filter' }]) {
      assert.match(failed(fields)?.message ?? '', /moderation/, JSON.stringify(fields));
    }
    const job = decodeJob({ id: 'a', status: 'completed', moderated: true, output: null }, { baseUrl });
    assert.equal(job.status, 'failed');
  });
});

describe('The decoding of a status word', () => {
  const table: Record<string, string> = {
    completed:
      'TASK_STATUS_SUCCEED MEDIA_GENERATION_STATUS_SUCCESSFUL SUCCESSFUL JOB_STATE_SUCCEEDED taskCompleted completed_successfully TASK_DONE STATUS_READY generation_succeeded',
    failed:
      'NSFW TASK_STATUS_FAILED MEDIA_GENERATION_STATUS_FAILED content_filter JobFailed upload_failed internal_error CONTENT_MODERATED input_rejected unsafe',
    expired: 'timed_out TIMEOUT JOB_STATE_EXPIRED TimedOut upstream_timeout',
    cancelled: 'TASK_STATUS_CANCELED JOB_STATE_CANCELLED cancelled_by_user user_cancelled ABORTED',
    in_progress:
      'TASK_STATUS_PROCESSING MEDIA_GENERATION_STATUS_ACTIVE JOB_STATE_RUNNING inProgress Processing... video_encoding',
    queued: 'TASK_STATUS_SUBMITTED MEDIA_GENERATION_STATUS_PENDING JOB_STATE_QUEUED NotStarted payment_pending',
  };
  for (const [status, words] of Object.entries(table)) {
    it(`is known with what servers put around ${status}`, () => {
      for (const word of words.split(' ')) assert.equal(knownStatus(word), status, word);
    });
  }

  it('does not take the end of a step for the end of the job', () => {
    for (const word of [
      'video_generation_completed',
      'TASK_video_generation_completed',
      'upload_completed',
      'no_error',
    ]) {
      assert.equal(decodeStatus(word), 'in_progress', word);
    }
  });

  it('leaves an unknown word unknown', () => {
    for (const word of ['-1', '7', 'TASK_STATUS_', 'baked', 'TASK_STATUS_BAKED', '']) {
      assert.equal(knownStatus(word), undefined, word);
    }
  });
});

describe('The decoding of a job', () => {
  const url = 'https://x.example/a.mp4';

  it('takes no input or image for a clip', () => {
    for (const name of ['params', 'request', 'source', 'frame', 'input', 'parameters', 'first_frame', 'options']) {
      assert.deepEqual(findClips({ id: 'a', [name]: { video_url: url } }, baseUrl), [], name);
    }
    for (const picture of ['https://x.example/a.png', 'https://x.example/a.JPG?x=1', 'data:image/png;base64,AAAA']) {
      assert.deepEqual(findClips({ video_url: picture, output: { url: picture } }, baseUrl), [], picture);
    }
    assert.deepEqual(findClips({ output: [{ type: 'image', url: 'https://x.example/a' }] }, baseUrl), []);
  });

  it('prefers the clip to the images beside it', () => {
    const pictures = { url: 'https://x.example/a.png', source: { url: 'https://x.example/b.mp4' } };
    assert.deepEqual(findClips({ ...pictures, result: { url } }, baseUrl), [url]);
    assert.deepEqual(findClips({ outputs: [{ url: pictures.url }, { url }] }, baseUrl), [url]);
  });

  it('takes no clip for a thumbnail', () => {
    assert.equal(findThumbnail({ thumbnail_url: url }, baseUrl), undefined);
    assert.equal(
      findThumbnail({ thumbnail_url: url, cover_url: 'https://x.example/a.jpg' }, baseUrl),
      'https://x.example/a.jpg',
    );
  });

  it('takes no URL for the id of the source job', () => {
    const decoded = decodeJob({ id: 'a', status: 'queued', remixed_from_video_id: url }, { baseUrl });
    assert.equal(decoded.parentId, undefined);
  });
});
