import assert from 'node:assert/strict';
import { decodeServerError, isErrorBody } from '../../../src/api/decode/errors';

describe('An error body', () => {
  const table: [string, unknown, { message?: string; code?: string }][] = [
    ['OpenAI', { error: { message: 'm', type: 't', param: null, code: 'c' } }, { message: 'm', code: 'c' }],
    [
      'OpenAI without a code',
      { error: { message: 'm', type: 'invalid_request_error', param: null, code: null } },
      { message: 'm', code: 'invalid_request_error' },
    ],
    ['OpenRouter', { error: { code: 402, message: 'm' }, user_id: 'u' }, { message: 'm', code: '402' }],
    ['new-api', { code: 'task_not_exist', message: 'm', data: null }, { message: 'm', code: 'task_not_exist' }],
    ['xAI', { code: 'invalid-argument', error: 'm' }, { message: 'm', code: 'invalid-argument' }],
    ['FastAPI', { detail: 'm' }, { message: 'm', code: undefined }],
    [
      'FastAPI validation',
      { detail: [{ loc: ['body', 'seconds'], msg: 'bad' }, { msg: 'worse' }] },
      { message: 'body.seconds: bad; worse', code: undefined },
    ],
    ['FastAPI without a place', { detail: [{ loc: [], msg: 'bad' }] }, { message: 'bad', code: undefined }],
    ['FastAPI with an empty place', { detail: [{ loc: [''], msg: 'bad' }] }, { message: 'bad', code: undefined }],
    ['msg', { msg: 'm' }, { message: 'm', code: undefined }],
    ['chainhub', { error: { message: '', message_zh: '错误', type: 't' } }, { message: '错误', code: 't' }],
    ['message_zh', { message_zh: '错误' }, { message: '错误', code: undefined }],
    ['MiniMax', { base_resp: { status_code: 1004, status_msg: 'm' } }, { message: 'm', code: '1004' }],
    ['nothing known', { a: 1 }, { message: undefined, code: undefined }],
  ];
  for (const [name, body, expected] of table) {
    it(`is read as ${name} sends it`, () => assert.deepEqual(decodeServerError(body), expected));
  }

  it('is known under 200', () => {
    const errors = [
      { error: { message: 'm' } },
      { error: 'm' },
      { error: { code: 401, message: 'm' }, user_id: 'u' },
      { code: 'task_not_exist', message: 'm', data: null },
      { base_resp: { status_code: 1004, status_msg: 'm' } },
      { detail: 'Not Found' },
    ];
    for (const body of errors) assert.equal(isErrorBody(body), true, JSON.stringify(body));
    const jobs = [
      { id: 'a', status: 'failed', error: { message: 'm' } },
      { id: 'a', status: 'queued', error: null },
      { code: 'success', message: '', data: { status: 'SUCCESS' } },
      { code: 0, message: 'ok', data: {} },
      { data: [] },
      { deleted: true },
      { id: 'a', detail: { pending_info: {} } },
      { task_id: 't', code: 'x', message: 'm' },
      [],
      null,
    ];
    for (const body of jobs) assert.equal(isErrorBody(body), false, JSON.stringify(body));
  });
});
