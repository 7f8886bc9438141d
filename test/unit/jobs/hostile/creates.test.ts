import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { isUnnamed } from '../../../../src/api/unnamed';
import type { Reply } from '../../api/support/server';
import { mp4, until } from '../support';
import { Hostile, types } from './support';

const clip = mp4(3_000);
const base64 = clip.toString('base64');
const queued = (id: string) => ['queued', id] as const;

/** Bodies of the answer to a create, and the status and id of the job that it makes. */
const jobs: readonly (readonly [string, unknown, readonly [string, string]])[] = [
  [
    'in two envelopes',
    { code: 200, msg: 'ok', result: { data: { job_id: 't1', job_status: 'submitted' } } },
    queued('t1'),
  ],
  [
    'in a flag and an object',
    { success: true, data: { generation: { id: 't1', state: 'running' } } },
    ['in_progress', 't1'],
  ],
  ['in a list of results', { ok: true, results: [{ taskId: 't1' }] }, queued('t1')],
  ['as the only id of a list', { code: 0, data: ['t1-abcdef'] }, queued('t1-abcdef')],
  ['as a list of ids', { code: 0, data: { task_ids: ['t1-abcdef'] } }, queued('t1-abcdef')],
  ['under a name in one word', { code: 200, data: { taskid: 't1' } }, queued('t1')],
  ['with names in capitals', { Code: 0, Message: 'OK', Data: { TaskId: 't1', Status: 'Queued' } }, queued('t1')],
  ['of Tencent Cloud', { Response: { TaskId: 't1', RequestId: 'trace' } }, queued('t1')],
  ['with names in kebab case', { 'task-id': 't1', 'task-status': 'pending' }, queued('t1')],
  ['beside ids of traces', { trace_id: 'trace', requestId: 'r', status: 'OK', data: { id: 't1' } }, queued('t1')],
  ['as JSON in a string', { code: 0, msg: 'success', data: '{"task_id":"t1"}' }, queued('t1')],
  [
    'as JSON in JSON in a string',
    { body: JSON.stringify({ data: JSON.stringify({ id: 't1', status: 'queued' }) }), statusCode: 200 },
    queued('t1'),
  ],
  ['below 201 Created', { status: 201, message: 'Created', data: { task_id: 't1' } }, queued('t1')],
  ['below a status of 0', { status: 0, msg: '', data: { task_id: 't1' } }, queued('t1')],
  ['with four empty errors', { err: null, error: false, errors: [], data: { id: 't1', error: 0 } }, queued('t1')],
  ['with an error without a word', { id: 't1', status: 'pending', errors: [{}], error: 'None' }, queued('t1')],
  ['with an error that is a success', { id: 't1', status: '', error: { code: 0, message: 'success' } }, queued('t1')],
  ['with an error of nulls', { id: 't1', status: 'queued', error: { code: null, message: null } }, queued('t1')],
  ['of GraphQL', { data: { createVideo: { id: 't1', status: 'QUEUED' } } }, queued('t1')],
  ['in an envelope of another name', { createVideoResponse: { videoId: 't1' } }, queued('t1')],
  ['beside an account', { account: { id: 'a9', status: 'active' }, submission: { taskId: 't1' } }, queued('t1')],
  ['with a number for an id', { code: 0, data: { id: 42, status: 'queued' } }, queued('42')],
  ['with an empty id around', { id: '', data: { task_id: 't1' } }, queued('t1')],
  ['with an id of MongoDB', { id: { $oid: '64f0' }, status: 'queued' }, queued('64f0')],
  ['with a name of MongoDB', { _id: '64f0', status: 'queued' }, queued('64f0')],
  ['in a page of one job', { jobs: [{ id: 't1', status: 'queued' }], total: 1 }, queued('t1')],
  [
    'in a list',
    [
      { id: 't1', status: 'queued' },
      { id: 't2', status: 'queued' },
    ],
    queued('t1'),
  ],
  ['as an operation', { name: 'operations/t1', done: false }, ['in_progress', 'operations/t1']],
];

/** Texts that are not quite JSON. */
const texts: readonly (readonly [string, string, readonly [string, string]])[] = [
  ['behind a guard against inclusion', ')]}\',\n{"id":"t1","status":"queued"}', queued('t1')],
  ['behind a warning', 'Warning: array [x] in /x.php on line 3\n{"id":"t1","status":"queued"}', queued('t1')],
  ['in a callback', 'cb({"id":"t1","status":"queued"});', queued('t1')],
  ['before a comment', '{"id":"t1","status":"queued"}\n\n<!-- 12 ms -->', queued('t1')],
  ['before zero bytes', '{"id":"t1","status":"queued"}\0\0', queued('t1')],
  ['with a comma too many', '{"id":"t1","tags":["a",],"status":"queued",}', queued('t1')],
  [
    'in the spelling of Python',
    "{'id': 't1', 'status': 'queued', 'note': 'it\\'s \"x\"', 'x': None, 'y': True}",
    queued('t1'),
  ],
  ['in lines', '{"id":"t1","status":"queued"}\n{"id":"t1","status":"running"}\n', ['in_progress', 't1']],
  [
    'in events',
    ': ping\n\ndata: {"id":"t1","status":"queued"}\n\ndata: {"progress":10}\n\ndata: [DONE]\n\n',
    queued('t1'),
  ],
  ['in events, the last one cut off', 'data: {"id":"t1","status":"queued"}\n\ndata: {"id":"t', queued('t1')],
  ['with a long negative number', '{"id":-1790000000000000123,"status":"queued"}', queued('-1790000000000000123')],
  [
    'with a long number in a list',
    '{"code":0,"data":[{"task_id":9223372036854775807}]}',
    queued('9223372036854775807'),
  ],
  [
    'with a long number in a string',
    '{"code":0,"data":"{\\"task_id\\":9223372036854775807}"}',
    queued('9223372036854775807'),
  ],
  ['with a long number alone', '{"code":0,"data":9223372036854775807}', queued('9223372036854775807')],
  ['with a long number and a comma too many', '{"task_id":9223372036854775807,}', queued('9223372036854775807')],
  ['as an id alone', '"t1-abcdef-0123"', queued('t1-abcdef-0123')],
  [
    'with names of prototypes',
    '{"__proto__":{"id":"x"},"constructor":{"id":"y"},"id":"t1","status":"queued"}',
    queued('t1'),
  ],
];

const clips: readonly (readonly [string, (url: string) => unknown, string?])[] = [
  ['an address', (url) => url],
  ['a list of addresses', (url) => [url]],
  ['a list of objects', (url) => [{ url }]],
  ['an address in data', (url) => ({ created: 1, data: [url] })],
  ['an object in an envelope', (url) => ({ code: 0, message: 'success', data: { url } })],
  ['videos of Vertex', (url) => ({ generatedVideos: [{ video: { uri: url } }] })],
  ['names in capitals', (url) => ({ Response: { VideoUrl: url, RequestId: 'r' } })],
  [
    'a chat that links it',
    (url) => ({ id: 'c1', choices: [{ message: { content: `Done: ![clip](${url}) ` } }] }),
    'c1',
  ],
  ['a data address', () => ({ code: 0, data: { video: `data:video/mp4;base64,${base64}` } })],
  ['base64 with an id', () => ({ id: 't1', status: 'succeeded', result: { video_base64: base64 } }), 't1'],
  ['base64 and names in capitals', () => ({ Data: { TaskId: 't1', VideoBase64: base64 } }), 't1'],
];

/** Answers that made nothing, or perhaps something: the status in the list, the kind of error, words that are and are not in it. */
const refusals: readonly (readonly [string, Reply, readonly [string, string], RegExp, RegExp?])[] = [
  [
    'of Tencent Cloud',
    { json: { Response: { Error: { Code: 'AuthFailure', Message: 'bad key' } } } },
    ['failed', 'rejected'],
    /bad key/,
  ],
  [
    'with names in capitals',
    { json: { Code: 'InvalidParameter', Message: 'bad size', RequestId: 'r' } },
    ['failed', 'rejected'],
    /bad size.*InvalidParameter/,
  ],
  ['by a flag in a string', { json: { success: 'false', message: 'bad size' } }, ['failed', 'rejected'], /bad size/],
  ['by ret', { json: { ret: -1, msg: 'bad size', data: null } }, ['failed', 'rejected'], /bad size/],
  ['by errno', { json: { errno: 110, errmsg: 'bad size', data: null } }, ['failed', 'rejected'], /bad size/],
  ['by errorCode', { json: { errorCode: 'E1', errorMessage: 'bad size' } }, ['failed', 'rejected'], /bad size.*E1/],
  [
    'of GraphQL',
    { json: { errors: [{ message: 'bad size', extensions: { code: 'X' } }], data: null } },
    ['failed', 'rejected'],
    /bad size/,
  ],
  [
    'of JSend',
    { json: { status: 'fail', data: { prompt: 'is required' } } },
    ['failed', 'rejected'],
    /prompt: is required/,
  ],
  ['with 401 in it', { json: { status: 401, message: 'no' } }, ['failed', 'auth'], /no/],
  ['with 402 in it', { json: { success: false, code: 402, message: 'no' } }, ['failed', 'payment'], /Add credit/],
  ['with 429 in it', { json: { error: { code: '429', message: 'slow' } } }, ['failed', 'rateLimited'], /slow/],
  ['with 502 in it', { json: { error: { status: 502, message: 'oops' } } }, ['uncertain', 'server'], /oops/],
  ['with 504 in it', { json: { code: 504, message: 'oops', data: null } }, ['uncertain', 'server'], /oops/],
  [
    'of NestJS',
    { json: { statusCode: '500', error: 'Internal Server Error', message: 'oops' } },
    ['uncertain', 'server'],
    /oops/,
  ],
  [
    'with 503 in an envelope',
    { json: { code: 200, message: 'success', data: { error: { code: 503, message: 'oops' } } } },
    ['uncertain', 'server'],
    /oops/,
  ],
  [
    'for lack of credit, in words',
    { status: 400, json: { error: { message: 'Insufficient account balance' } } },
    ['failed', 'payment'],
    /Add credit/,
  ],
  [
    'for lack of credit, in Chinese',
    { status: 403, json: { message: '用户余额不足' } },
    ['failed', 'payment'],
    /Add credit/,
  ],
  [
    'of an unknown model',
    { status: 404, json: { error: { message: 'no such deployment' } } },
    ['failed', 'notFound'],
    /model or deployment/,
    /\bID\b/,
  ],
  ['without a word', { status: 404, body: '' }, ['failed', 'notFound'], /model or deployment/, /\bID\b/],
  [
    'of a missing route',
    { status: 404, json: { detail: 'Not Found' } },
    ['failed', 'badResponse'],
    /base URL/,
    /\bID\b/,
  ],
  [
    'of a format, by 415 in it',
    { json: { success: false, status: 415, message: 'no' } },
    ['failed', 'rejected'],
    /"overrides".*"encoding"/,
  ],
  [
    'of a format, in words',
    { status: 400, json: { error: { message: 'Content-Type must be multipart/form-data' } } },
    ['failed', 'rejected'],
    /"encoding"/,
  ],
  [
    'of a format, by FastAPI',
    { status: 422, json: { detail: 'Unexpected content type' } },
    ['failed', 'rejected'],
    /"encoding"/,
  ],
  ['by a redirect', { status: 307, headers: { location: '/login' } }, ['failed', 'badResponse'], /not followed/],
  [
    'by a gateway',
    { status: 524, body: '<!doctype html><title>Timed out</title>' },
    ['uncertain', 'server'],
    /Timed out/,
  ],
  ['by a web page', { body: '<!doctype html><title>Sign in</title>' }, ['uncertain', 'badResponse'], /web page/],
  ['by nothing', { body: '' }, ['uncertain', 'badResponse'], /nothing/],
  ['by an empty object', { json: {} }, ['uncertain', 'badResponse'], /\{\}/],
  ['by an empty list', { json: [] }, ['uncertain', 'badResponse'], /\[\]/],
  ['by a text', { body: 'accepted, thank you' }, ['uncertain', 'badResponse'], /thank you/],
  [
    'by JSON that is cut off',
    { body: '{"task":{"id":"t1","status":"queued"},"more":' },
    ['uncertain', 'badResponse'],
    /t1/,
  ],
];

describe('A create that is answered strangely', () => {
  let hostile: Hostile;
  before(async () => (hostile = await Hostile.start()));
  after(() => hostile.close());

  for (const type of types) {
    it(`makes the job that is in the answer, wherever it is (${type})`, async () => {
      for (const [name, json, expected] of jobs) {
        const { job, window, error } = await hostile.create(type, { json });
        assert.deepEqual([job.status, job.id], expected, `${name}: ${error?.message}`);
        assert.deepEqual(window.raw({ key: job.key }), json, name);
        assert.equal(job.error, undefined, name);
      }
    });

    it(`makes the job in a text that is not quite JSON (${type})`, async () => {
      for (const [name, body, expected] of texts) {
        const { job, error } = await hostile.create(type, { body });
        assert.deepEqual([job.status, job.id], expected, `${name}: ${error?.message}`);
      }
    });

    it(`keeps the clip that is in the answer (${type})`, async () => {
      for (const [name, body, id] of clips) {
        const url = `${hostile.origin}/v.mp4`;
        const { job, window, error } = await hostile.create(type, { json: body(url) });
        assert.equal(job.status, 'completed', `${name}: ${error?.message}`);
        assert.ok(id === undefined ? isUnnamed(job.id ?? '') : job.id === id, `${name}: ${job.id}`);
        hostile.server.on('GET /v.mp4', { body: clip });
        const media = await window.download({ provider: 'lab', id: job.id ?? '' });
        assert.deepEqual(readFileSync(media.path), clip, name);
        await until(() => window.find({ key: job.key })?.media.length === 1);
      }
    });

    it(`says what was refused, why, and whether anything was made (${type})`, async () => {
      for (const [name, reply, expected, words, others] of refusals) {
        const { job, error } = await hostile.create(type, reply);
        assert.deepEqual([job.status, error?.kind], expected, `${name}: ${error?.message}`);
        assert.match(error?.message ?? '', words, name);
        if (others) assert.doesNotMatch(error?.message ?? '', others, name);
        assert.equal(job.error?.message, error?.message, name);
      }
    });
  }
});
