import assert from 'node:assert/strict';
import { Hostile, types } from './support';

const job = (status: string, more: object = {}) => ({ id: 't1', status, ...more });
const url = 'https://u.example/v.mp4';

/** Bodies of the answer to a poll, and the status that they mean. */
const states: readonly (readonly [unknown, string])[] = [
  [{ code: 'success', message: 'success', data: { task_id: 't1', task_status: 'RUNNING' } }, 'in_progress'],
  [
    { code: 200, status: 'success', data: { data: { taskId: 't1', taskStatus: 'TASK_STATUS_PROCESSING' } } },
    'in_progress',
  ],
  [{ status: true, data: { id: 't1', status: 'processing' } }, 'in_progress'],
  [{ Response: { Status: 'DONE', ResultVideoUrl: url, RequestId: 'r' } }, 'completed'],
  [{ data: { video: { id: 't1', status: 'PROCESSING' } } }, 'in_progress'],
  [{ data: { videoTask: { id: 't1', status: 'FAILED' } } }, 'failed'],
  [{ getTaskResponse: { state: 'SUCCEEDED', video_url: url } }, 'completed'],
];

/** Words of servers, and the status that they mean; undefined for one that must be called unknown. */
const words: readonly (readonly [string, string | undefined])[] = [
  ['JOB_STATE_SUCCEEDED', 'completed'],
  ['TaskStatus.SUCCESS', 'completed'],
  ['task-status-success', 'completed'],
  ['Completed ✓', 'completed'],
  ['videoGenerationSucceeded', 'completed'],
  ['生成成功', 'completed'],
  ['GENERATION_STATUS_FAILED', 'failed'],
  ['VIDEO_NSFW', 'failed'],
  ['ContentFiltered', 'failed'],
  ['unsafe_content', 'failed'],
  ['audit_failed', 'failed'],
  ['审核失败', 'failed'],
  ['内容审核不通过', 'failed'],
  ['STATUS_TIMED_OUT', 'expired'],
  ['generation_timed_out', 'expired'],
  ['DEADLINE_EXCEEDED', 'expired'],
  ['user_cancelled', 'cancelled'],
  ['用户取消', 'cancelled'],
  ['MEDIA_GENERATION_STATUS_PENDING', 'queued'],
  ['Queued: position 3', 'queued'],
  ['提交成功', 'queued'],
  ['正在排队', 'queued'],
  ['MEDIA_GENERATION_STATUS_ACTIVE', 'in_progress'],
  ['processing (45%)', 'in_progress'],
  ['正在生成', 'in_progress'],
  ['partially_succeeded', undefined],
  ['COMPLETED_WITH_ERRORS', undefined],
  ['未完成', undefined],
  ['not_completed', undefined],
  ['stuck', undefined],
];

/** Bodies of a failed job, and the code and message of its reason. */
const reasons: readonly (readonly [object, string | undefined, string])[] = [
  [{ msg: 'Why', code: 'E1' }, 'E1', 'Why'],
  [{ errors: { prompt: ['Why'] } }, undefined, 'prompt: Why'],
  [{ output: { code: 'E1', message: 'Why' } }, 'E1', 'Why'],
  [{ metadata: { failure: { message: 'Why', code: 'E1' } } }, 'E1', 'Why'],
  [
    { error: JSON.stringify({ error: JSON.stringify({ error: JSON.stringify({ message: 'Why', code: 'E1' }) }) }) },
    'E1',
    'Why',
  ],
  [{ error: { message: 'upstream: {"error":{"message":"Why","type":"E1"}} (request id: 3)' } }, 'E1', 'Why'],
  [{ error: { code: 'E1', message: 'What', details: [{ reason: 'Why' }] } }, 'E1', 'What: Why'],
  [{ moderated: true, message: 'Why' }, undefined, 'Blocked by moderation: Why'],
  [{ error: { code: 'content_filter', message: 'Why' } }, 'content_filter', 'Blocked by moderation: Why'],
  [
    { moderation: { flagged: true, categories: { violence: true, hate: false } } },
    'moderated',
    'Blocked by moderation: violence',
  ],
  [{ raiMediaFilteredReasons: ['Why'] }, undefined, 'Blocked by moderation: Why'],
  [
    { response: { raiMediaFilteredCount: 1, raiMediaFilteredReasons: ['Why'] } },
    undefined,
    'Blocked by moderation: Why',
  ],
  [{ finish_reason: 'content_filter', message: 'Why' }, undefined, 'Blocked by moderation: Why'],
  [{ status_reason: 'Why' }, undefined, 'Why'],
  [{ statusDetail: 'Why' }, undefined, 'Why'],
  [{ failureMessage: 'Why' }, undefined, 'Why'],
  [{ failure_info: { message: 'Why' } }, undefined, 'Why'],
  [{ error_info: { message: 'Why', code: 'E1' } }, 'E1', 'Why'],
  [{ last_error: { message: 'Why', code: 'E1' } }, 'E1', 'Why'],
  [{ exception: 'Why' }, undefined, 'Why'],
  [{ ErrorMessage: 'Why', ErrorCode: 'E1' }, 'E1', 'Why'],
  [{ error: { Message: 'Why', Code: 'E1' } }, 'E1', 'Why'],
  [{ error: { message: { en: 'Why', zh: '原因' } } }, undefined, 'Why'],
  [{ error: true, message: 'Why' }, undefined, 'Why'],
  [{ error: { error: { error: { error: 'Why' } } } }, undefined, 'Why'],
  [{ failCode: 'E1', failMsg: 'Why' }, 'E1', 'Why'],
  [{ videos: [{ status: 'failed', fail_reason: 'Why' }] }, undefined, 'Why'],
  [{ steps: [{ status: 'ok' }, { status: 'failed', error: 'Why' }] }, undefined, 'Why'],
  [{ error: '<html><head><title>Why</title></head></html>' }, undefined, 'Why'],
  [{ error: "{'code': 'E1', 'message': 'it\\'s why'}" }, 'E1', "it's why"],
  [{ request: { error_message: 'Not this' }, task_failure_detail: 'Why' }, undefined, 'Why'],
];

describe('A poll that is answered strangely', () => {
  let hostile: Hostile;
  before(async () => (hostile = await Hostile.start()));
  after(() => hostile.close());

  for (const type of types) {
    it(`tells how the job stands, wherever its status is (${type})`, async () => {
      for (const [json, status] of states) {
        const polled = await hostile.poll(type, { json });
        assert.equal(polled.job.status, status, `${JSON.stringify(json)}: ${polled.job.pollError?.message}`);
        assert.equal(polled.job.id, 't1');
      }
    });
  }

  it('is understood by words with other words around them, and calls unknown what it does not understand', async () => {
    for (const [word, status] of words) {
      const polled = await hostile.poll('openai', { json: job(word) });
      const { statusUnknown } = polled.job;
      assert.deepEqual(
        [polled.job.status, statusUnknown ?? false],
        [status ?? 'in_progress', status === undefined],
        word,
      );
      assert.equal(polled.job.providerStatus, word);
    }
  });

  it('tells why the job failed, in the server’s words', async () => {
    for (const [more, code, message] of reasons) {
      const polled = await hostile.poll('openai', { json: job('failed', more) });
      const { error } = polled.job;
      assert.deepEqual(
        [polled.job.status, error?.code, error?.message],
        ['failed', code, message],
        JSON.stringify(more),
      );
    }
  });

  it('takes no field of what was sent for the reason, the clip or the job', async () => {
    const sent = {
      request: { fail_reason: 'Not this', video_url: url },
      params: { error: 'Nor this', output_url: url },
    };
    const failed = await hostile.poll('openai', { json: job('failed', sent) });
    assert.equal(failed.job.error, undefined);
    const more = { init_video: { url }, driving_video_url: url, inputs: { video_url: url }, parent_video_url: url };
    const unknown = await hostile.poll('openai', { json: job('BAKED', { ...sent, ...more }) });
    assert.deepEqual(
      [unknown.job.status, unknown.job.statusUnknown, unknown.job.clipUrlSeen],
      ['in_progress', true, undefined],
    );
  });

  it('reads the other jobs of a list in which one cannot be read', async () => {
    const window = hostile.window({ id: 'lab', type: 'openai' });
    for (const { key } of [...window.jobs]) await window.remove({ key }, 'here');
    hostile.server.reset();
    const data = [{ id: 'a', status: 'completed' }, { nothing: 1 }, 'text', null, { id: 'b', status: 'failed' }];
    hostile.server.on('GET /v1/videos', { json: { object: 'list', data } });
    await window.refresh('lab');
    assert.deepEqual(window.jobs.map(({ id, status }) => `${id} ${status}`).sort(), ['a completed', 'b failed']);
  });
});
