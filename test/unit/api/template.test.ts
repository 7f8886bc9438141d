import assert from 'node:assert/strict';
import { dialectFor } from '../../../src/api/dialects';
import { describedDialect, type Description } from '../../../src/api/dialects/described';
import type { Template } from '../../../src/api/dialects/described/description';
import { fill, merge } from '../../../src/api/dialects/described/template';
import { httpError } from '../../../src/api/failures';
import { createRedactor } from '../../../src/api/redact';
import type { CreateInput } from '../../../src/api/types';
import { failure } from './support/connect';

const filled = (template: Parameters<typeof fill>[0], values: Record<string, unknown>): unknown =>
  fill(template, (name) => values[name]);

describe('A template', () => {
  it('keeps the type of a value that it is, and makes a text of one that it contains', () => {
    assert.deepEqual(filled({ a: '{seconds}', b: '{seconds}s', c: true }, { seconds: 5 }), { a: 5, b: '5s', c: true });
  });

  it('leaves out what has no value, and the objects that become empty', () => {
    const template = {
      prompt: '{prompt}',
      parameters: { size: '{size}' },
      settings: { duration: '{seconds}', audio: false },
    };
    assert.deepEqual(filled(template, { prompt: 'A cat' }), { prompt: 'A cat', settings: { audio: false } });
  });

  it('leaves out an object in a list whole, and repeats one for each reference', () => {
    const template: Template = {
      content: [
        { type: 'text', text: '{prompt}' },
        { type: 'image_url', image_url: { url: '{first}' }, role: 'first_frame' },
        { type: 'image_url', image_url: { url: '{last}' }, role: 'last_frame' },
        { $each: 'references', $item: { type: 'image_url', image_url: { url: '{item}' }, role: 'reference_image' } },
      ],
    };
    assert.deepEqual(filled(template, { prompt: 'A cat', last: 'https://z' }), {
      content: [
        { type: 'text', text: 'A cat' },
        { type: 'image_url', image_url: { url: 'https://z' }, role: 'last_frame' },
      ],
    });
    assert.deepEqual(filled(template, { references: ['https://a', 'https://b'] }), {
      content: ['https://a', 'https://b'].map((url) => ({
        type: 'image_url',
        image_url: { url },
        role: 'reference_image',
      })),
    });
  });

  it('merges objects, and replaces lists', () => {
    assert.deepEqual(merge({ a: { b: 1, c: [1] } }, { a: { c: [2] }, d: 3 }), { a: { b: 1, c: [2] }, d: 3 });
  });
});

describe('A description', () => {
  const base: Description = {
    label: 'Lab',
    about: () => 'Lab',
    source: 'lab.example',
    create: { method: 'POST', path: '/tasks', body: { model: '{model}', prompt: '{prompt}', duration: '{seconds}' } },
    get: { method: 'POST', path: '/tasks/query', query: { ids: '{id}' }, body: { filter: { id: '{id}' } } },
  };
  const body = (description: Partial<Description>, input: Partial<CreateInput>): unknown =>
    describedDialect({ ...base, ...description }).encode(
      { op: 'create', input: { prompt: 'A cat', model: 'm', ...input } },
      {},
    ).body?.value;

  it('puts the id where its request has it', () => {
    const { method, path, query, body: sent } = describedDialect(base).encode({ op: 'get', id: 'a/b' }, {});
    assert.deepEqual(
      [method, path, query, sent?.value],
      ['POST', '/tasks/query', { ids: 'a/b' }, { filter: { id: 'a/b' } }],
    );
  });

  it('writes a size as pixels, as words, or in words of its own', () => {
    const shaped = (value: string, formats: Description['formats'], size: string, sizes?: string[]) => {
      const create = { ...base.create, body: { size: value } };
      return body({ create, formats, ...(sizes && { limits: { sizes } }) }, { size });
    };
    assert.deepEqual(shaped('{size}', { size: '*' }, '1280x720'), { size: '1280*720' });
    assert.deepEqual(shaped('{size}', { size: ':' }, '720p 16:9', ['1920x1080', '1280x720']), { size: '1280:720' });
    assert.deepEqual(shaped('{resolution}', { resolution: 'upper' }, '1280x720'), { size: '720P' });
    assert.deepEqual(shaped('{resolution}', { resolution: { '720p': 'std' } }, '720p'), { size: 'std' });
    assert.deepEqual(shaped('{ratio}', {}, '854x480'), { size: '16:9' });
  });

  it('refuses what was stated and has no place', async () => {
    await failure(() => body({}, { size: '1280x720' }), 'unsupported');
    await failure(() => body({}, { reference: { kind: 'url', url: 'https://a' } }), 'unsupported');
    await failure(() => body({ reference: ['file'] }, { reference: { kind: 'url', url: 'https://a' } }), 'unsupported');
  });

  it('reads a job where it says that it is, and what is around it from the root', () => {
    const dialect = describedDialect({
      ...base,
      answer: {
        job: 'data.0',
        id: 'id',
        status: 'state',
        address: 'clip',
        cost: 'usage.units',
        costUnit: { currency: 'USD', perUnit: 0.01 },
      },
      statuses: { BAKED: 'completed' },
    });
    const answer = { data: [{ id: '1', state: 'BAKED', clip: 'https://a.example/x' }], usage: { units: 60 } };
    const { id, status, urls, cost } = dialect.decode(answer, { baseUrl: 'https://lab.example' });
    assert.deepEqual([id, status, urls], ['1', 'completed', ['https://a.example/x']]);
    assert.deepEqual(cost, { amount: 0.6, currency: 'USD', source: 'reported' });
  });

  it('names the other regions to the owner of a rejected key', () => {
    const otherRegions = ['https://api.eu.example/v1 (Europe)'];
    const context = { who: 'Lab', redactor: createRedactor(), write: true, otherRegions };
    assert.match(httpError({ status: 401, text: '{}' }, context).message, /https:\/\/api\.eu\.example\/v1 \(Europe\)/);
  });

  it('tells the kind of an error by status, value or text before the usual reading', () => {
    const errors = {
      code: 'code',
      kinds: [
        { at: 'code', is: [1101, 1102], kind: 'payment' },
        { status: 403, text: 'exhausted', kind: 'payment' },
      ],
    } as const;
    const context = { who: 'Lab', redactor: createRedactor(), write: true, errors };
    const kinds = [
      { status: 429, text: '{"code":1101,"message":"Arrears"}' },
      { status: 429, text: '{"code":1302,"message":"Too fast"}' },
      { status: 403, text: '{"detail":"Exhausted balance"}' },
    ].map((failed) => httpError(failed, context));
    assert.deepEqual(
      kinds.map(({ kind, code }) => [kind, code]),
      [
        ['payment', '1101'],
        ['rateLimited', '1302'],
        ['payment', undefined],
      ],
    );
  });

  it('yields to what the user says of a server', () => {
    const overrides = { answer: { address: 'mine' }, statuses: { COMPLETED: 'in_progress' as const } };
    const dialect = dialectFor({ type: 'fal', baseUrl: 'https://queue.fal.run', overrides });
    const job = dialect.decode({ status: 'COMPLETED' }, { baseUrl: 'https://queue.fal.run', id: 'a/b/requests/1' });
    assert.equal(job.status, 'in_progress');
  });
});
