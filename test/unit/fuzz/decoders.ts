import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeWith, readJson } from '../../../src/api/answer';
import { findClips, findThumbnail } from '../../../src/api/decode/addresses';
import { decodeReason, decodeServerError, isErrorBody, reasonPaths } from '../../../src/api/decode/errors';
import { decodePage } from '../../../src/api/decode/job';
import { decodeModels } from '../../../src/api/decode/models';
import { findValue } from '../../../src/api/decode/read';
import { Mismatch } from '../../../src/api/decode/read';
import { decodeProgress, decodeSeconds, decodeTime } from '../../../src/api/decode/scalars';
import { decodeStatus } from '../../../src/api/decode/status';
import { dialectRow, providerTypes } from '../../../src/api/dialects';
import { errorKinds, VideoJobsError } from '../../../src/api/errors';
import { httpError, requestIdOf, retryAfterOf } from '../../../src/api/failures';
import { createRedactor } from '../../../src/api/redact';
import type { RemoteJob } from '../../../src/api/types';
import { anyBody, body, bodyText, jobBody, property } from './support';

const baseUrl = 'https://api.example.com/v1';
const statuses = ['queued', 'in_progress', 'completed', 'failed', 'cancelled', 'expired'];
const context = { who: 'The Lab', redactor: createRedactor(), write: true };

const isText = (value: unknown) => typeof value === 'string' && value.trim() !== '';
const isTime = (value: unknown) => Number.isFinite(value) && (value as number) > 0 && (value as number) <= 8.64e15;
const isClipAddress = (value: string) => /^(https?:|data:)/i.test(value) && URL.canParse(value);

function assertSound(job: RemoteJob): void {
  assert.ok(isText(job.id));
  assert.ok(statuses.includes(job.status));
  const { progress, seconds, urls, cost, outputs, error, thumbnailUrl } = job;
  if (progress !== undefined) assert.ok(Number.isInteger(progress) && progress >= 0 && progress <= 100);
  if (seconds !== undefined) assert.ok(Number.isFinite(seconds) && seconds > 0);
  for (const time of [job.createdAt, job.completedAt, job.expiresAt]) if (time !== undefined) assert.ok(isTime(time));
  for (const text of [job.model, job.prompt, job.size, job.parentId, job.providerStatus]) {
    if (text !== undefined) assert.ok(isText(text));
  }
  if (urls) assert.ok(job.status === 'completed' && urls.length > 0 && urls.length <= 64 && urls.every(isClipAddress));
  if (thumbnailUrl !== undefined) assert.ok(isClipAddress(thumbnailUrl));
  if (cost) assert.ok(Number.isFinite(cost.amount));
  if (outputs !== undefined) assert.ok(Number.isSafeInteger(outputs) && outputs > 0);
  if (error) assert.ok(isText(error.message) && (error.code === undefined || isText(error.code)));
}

/** Gives nothing where the decoder says that the body does not fit. */
function fitting<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    assert.ok(error instanceof Mismatch, String(error));
    return undefined;
  }
}

export function decoders(): void {
  for (const type of providerTypes) {
    property(`a job of ${type} is sound, or does not fit`, anyBody, (value) => {
      const { decode } = dialectRow(type);
      for (const known of [{}, { id: 'asked' }, { created: true }]) {
        const job = fitting(() => decode(value, { baseUrl, ...known }));
        if (job) assertSound(job);
      }
    });
  }

  property('what has an id and a status is a job', jobBody, (value) => {
    assertSound(dialectRow('newapi').decode(value, { baseUrl }));
  });

  property(
    'a page',
    fc.oneof(anyBody, fc.record({ data: fc.array(jobBody), has_more: body, last_id: body })),
    (value) => {
      const page = fitting(() => decodePage(value, { baseUrl, after: 'job-1' }));
      page?.jobs.forEach(assertSound);
      if (page?.next !== undefined) assert.ok(isText(page.next) && page.next !== 'job-1' && page.jobs.length > 0);
    },
  );

  property('models', fc.oneof(anyBody, fc.record({ data: fc.array(jobBody) })), (value) => {
    for (const model of fitting(() => decodeModels(value)) ?? []) {
      assert.ok(isText(model.id));
      for (const list of [model.sizes, model.resolutions, model.aspectRatios]) assert.ok(!list || list.every(isText));
      assert.ok(!model.seconds || model.seconds.every(Number.isFinite));
    }
  });

  property('errors', anyBody, (value) => {
    const { message, code } = decodeServerError(value);
    for (const text of [message, code]) assert.ok(text === undefined || isText(text));
    assert.equal(typeof isErrorBody(value), 'boolean');
    const why = findValue(value, reasonPaths, decodeReason);
    if (why) assert.ok(isText(why.message));
  });

  property('addresses of clips', anyBody, (value) => {
    const clips = findClips(value, baseUrl);
    assert.ok(clips.length <= 64 && clips.every(isClipAddress));
    const thumbnail = findThumbnail(value, baseUrl);
    if (thumbnail !== undefined) assert.ok(isClipAddress(thumbnail));
  });

  property('status words', fc.string({ unit: 'binary' }), (word) => {
    assert.ok(statuses.includes(decodeStatus(word)));
    assert.equal(decodeStatus(word.toLowerCase()), decodeStatus(` ${word.toLowerCase()} `));
  });

  const scalar = fc.oneof(
    body,
    fc.double(),
    fc.double().map((number) => `${number}%`),
    fc.double().map(String),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  );
  property('progress, times, seconds', scalar, (value) => {
    for (const fraction of [true, false]) {
      const progress = decodeProgress(value, fraction);
      assert.ok(progress === undefined || (Number.isInteger(progress) && progress >= 0 && progress <= 100));
    }
    const time = decodeTime(value);
    assert.ok(time === undefined || isTime(time));
    const seconds = decodeSeconds(value);
    assert.ok(seconds === undefined || (Number.isFinite(seconds) && seconds > 0));
  });

  property('a text read as JSON is a value or an error for people', bodyText, (text) => {
    try {
      const answer = { status: 200, text, requestId: 'req' };
      const value = readJson(answer, context);
      assertSound(decodeWith(() => dialectRow('openai').decode(value, { baseUrl }), answer, context));
    } catch (error) {
      assert.ok(error instanceof VideoJobsError, String(error));
      assert.ok(error.message.length < 1000);
    }
  });

  property(
    'an error status with any text',
    fc.tuple(fc.integer({ min: 100, max: 999 }), bodyText),
    ([status, text]) => {
      const error = httpError({ status, text }, context);
      assert.ok(errorKinds.includes(error.kind));
      assert.ok(error.message.length < 1000 && !error.message.includes('undefined'));
    },
  );

  const headers = fc.dictionary(
    fc.constantFrom('retry-after', 'retry-after-ms', 'x-request-id', 'cf-ray'),
    fc.oneof(fc.string(), fc.double().map(String), fc.bigInt().map(String), fc.date().map(String)),
  );
  property('how long to wait', headers, (all) => {
    const wait = retryAfterOf(all);
    assert.ok(wait === undefined || (Number.isFinite(wait) && wait >= 0), String(wait));
    const id = requestIdOf(all);
    assert.ok(id === undefined || (id.length > 0 && id.length <= 200));
  });
}
