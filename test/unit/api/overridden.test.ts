import assert from 'node:assert/strict';
import { capabilitiesOf, dialectFor, dialectRow } from '../../../src/api/dialects';
import type { Operation } from '../../../src/api/dialects/dialect';
import { overridden } from '../../../src/api/dialects/overridden';
import type { Overrides } from '../../../src/api/overrides';
import type { CreateInput, Reference } from '../../../src/api/types';
import { bodyOf, urlOf, type WireRequest } from '../../../src/api/wire';
import { failure } from './support/connect';

const baseUrl = 'https://h.example/v1';
const url: Reference = { kind: 'url', url: 'https://x.example.com/a.png' };
const file: Reference = { kind: 'file', name: 'a.png', contentType: 'image/png', blob: new Blob(['PNG']) };

const encode = (overrides: Overrides, operation: Operation, type = 'openai'): WireRequest =>
  overridden(dialectRow(type), overrides).encode(operation, {});

async function sent(overrides: Overrides, input: Partial<CreateInput>, type = 'openai'): Promise<unknown> {
  const { body } = encode(overrides, { op: 'create', input: { prompt: 'A cat', ...input } }, type);
  const written = await bodyOf(body!);
  if (written.kind === 'text') return JSON.parse(written.text);
  return written.parts.map((part) => [part.name, 'file' in part ? part.file.name : part.value]);
}

const to = (overrides: Overrides, operation: Operation, type?: string): string => {
  const request = encode(overrides, operation, type);
  return `${request.method} ${urlOf('', request)}`;
};

const decode = (overrides: Overrides, answer: unknown, type = 'openai') =>
  overridden(dialectRow(type), overrides).decode(answer, { baseUrl });

describe('Overrides of a request', () => {
  it('leave a dialect alone where there are none', () => {
    assert.equal(overridden(dialectRow('openai'), undefined), dialectRow('openai'));
    assert.equal(overridden(dialectRow('openai'), {}), dialectRow('openai'));
  });

  it('give fields other names, also further in, and leave fields out', async () => {
    const fields = { seconds: 'duration', 'input_reference.image_url': 'image.url', size: null };
    assert.deepEqual(await sent({ fields, seconds: 'number' }, { seconds: 8, size: '1280x720', reference: url }), {
      prompt: 'A cat',
      duration: 8,
      image: { url: url.url },
    });
  });

  it('can swap names', async () => {
    const fields = { prompt: 'model', model: 'prompt' };
    assert.deepEqual(await sent({ fields }, { model: 'm' }), { prompt: 'm', model: 'A cat' });
  });

  it('take a size apart', async () => {
    const overrides: Overrides = { encoding: 'multipart', fields: { size: ['width', 'height'] } };
    assert.deepEqual(await sent(overrides, { size: '1280x720' }), [
      ['prompt', 'A cat'],
      ['width', '1280'],
      ['height', '720'],
    ]);
    assert.match((await failure(() => sent(overrides, { size: '720p' }), 'unsupported')).message, /width and a height/);
  });

  it('never lose a reference that is paid for', async () => {
    const overrides: Overrides = { fields: { input_reference: null } };
    for (const reference of [url, file]) await failure(() => sent(overrides, { reference }), 'unsupported');
    assert.deepEqual(await sent(overrides, {}), { prompt: 'A cat' });
  });

  it('leave further fields as the user spells them', async () => {
    const overrides: Overrides = { fields: { seconds: 'duration' }, defaults: { fps: 24, seed: 1 } };
    assert.deepEqual(await sent(overrides, { seconds: 4, extra: { seconds: 9, seed: 2 } }), {
      prompt: 'A cat',
      duration: '4',
      seconds: 9,
      fps: 24,
      seed: 2,
    });
  });

  it('choose the encoding, whatever the type has; a file at the top stays in a form', async () => {
    assert.deepEqual(await sent({ encoding: 'multipart' }, { model: 'm' }, 'openrouter'), [
      ['model', 'm'],
      ['prompt', 'A cat'],
    ]);
    assert.deepEqual(await sent({ encoding: 'json' }, { reference: file }), [
      ['prompt', 'A cat'],
      ['input_reference', 'a.png'],
    ]);
  });

  it('place operations, in the path or in a query', () => {
    const paths = {
      create: '/video/create',
      get: '/video/query?id={id}&v=2',
      delete: 'POST /tasks/{id}/cancel',
      content: '/../files/{id}',
    };
    assert.equal(to({ paths }, { op: 'create', input: { prompt: 'x' } }), 'POST /video/create');
    assert.equal(to({ paths }, { op: 'get', id: 'a:b&c' }), 'GET /video/query?id=a%3Ab%26c&v=2');
    assert.equal(to({ paths }, { op: 'delete', id: 'a/b' }), 'POST /tasks/a%2Fb/cancel');
    assert.equal(
      to({ paths }, { op: 'content', id: 'a', variant: 'thumbnail', index: 0 }),
      'GET /../files/a?variant=thumbnail',
    );
  });

  it('do not let an id out of its place', async () => {
    await failure(() => to({ paths: { get: '/tasks/{id}/state' } }, { op: 'get', id: '..' }), 'rejected');
  });

  it('offer what they place, as OpenAI’s API has it where the type has none', () => {
    const provider = {
      type: 'newapi',
      baseUrl,
      overrides: { paths: { list: '/tasks' }, capabilities: { delete: true } },
    };
    const { list, delete: remove, edit } = capabilitiesOf(provider);
    assert.deepEqual([list, remove, edit], [true, true, false]);
    assert.equal(to(provider.overrides, { op: 'list', limit: 5 }, 'newapi'), 'GET /tasks?limit=5&order=desc');
    assert.equal(to(provider.overrides, { op: 'delete', id: 'a' }, 'newapi'), 'DELETE /videos/a');
    assert.equal(to({ paths: { models: '/models' } }, { op: 'models' }), 'GET /models');
  });

  it('do not hide what a type has and cannot express, nor send it in another way', async () => {
    const source = { model: 'm', size: 'large' };
    const remix: Operation = { op: 'remix', id: 'a', input: { prompt: 'x', source } };
    const create: Operation = { op: 'create', input: { prompt: 'x', ...source } };
    for (const operation of [create, remix]) {
      await failure(() => encode({ encoding: 'multipart' }, operation, 'openrouter'), 'unsupported');
    }
  });
});

describe('Overrides of an answer', () => {
  it('name where things stand', () => {
    const overrides: Overrides = {
      answer: {
        id: 'result.job',
        status: ['result.phase', 'phase'],
        progress: 'result.done',
        address: 'result.link',
        thumbnail: 'result.still',
      },
      statuses: { 'All Good': 'completed' },
    };
    const result = { job: 'j1', phase: 'all-good', done: 0.5, link: 'https://c.example/a.mp4', still: '/b.webp' };
    const { raw: _, ...job } = decode(overrides, { result, url: 'https://c.example/other.mp4' });
    assert.deepEqual(job, {
      id: 'j1',
      status: 'completed',
      providerStatus: 'all-good',
      progress: 50,
      urls: ['https://c.example/a.mp4'],
      thumbnailUrl: 'https://h.example/b.webp',
    });
  });

  it('say why a job failed', () => {
    const overrides: Overrides = { answer: { error: 'why.text' }, statuses: { kaputt: 'failed' } };
    const job = decode(overrides, { id: 'a', status: 'Kaputt', why: { text: 'No idea.' } });
    assert.deepEqual([job.status, job.error], ['failed', { message: 'No idea.' }]);
  });

  it('leave the usual places where theirs are empty', () => {
    const overrides: Overrides = { answer: { id: 'x', status: 'x', address: 'x.y', progress: 'x' } };
    const job = decode(overrides, {
      id: 'a',
      status: 'SUCCESS',
      progress: '100%',
      video_url: 'https://c.example/a.mp4',
    });
    assert.deepEqual([job.id, job.status, job.progress, job.urls?.length], ['a', 'completed', 100, 1]);
  });

  it('hold for types with a decoder of their own', () => {
    const overrides: Overrides = { answer: { address: 'files' } };
    const job = decode(overrides, { id: 'a', status: 'completed', files: ['https://c.example/a.mp4'] }, 'openrouter');
    assert.deepEqual(job.urls, ['https://c.example/a.mp4']);
  });

  it('decide between the address and the content endpoint', () => {
    const clipsAt = (overrides: Overrides, type = 'newapi') => dialectFor({ type, baseUrl, overrides }).clipsAt;
    assert.equal(clipsAt({}), 'both');
    assert.equal(clipsAt({ paths: { content: '/tasks/{id}/artifacts/video/content' } }), 'endpoint');
    assert.equal(clipsAt({ paths: { content: '/files/{id}' }, answer: { address: 'a' } }), 'both');
    assert.equal(clipsAt({ answer: { address: 'a' } }, 'xai'), 'address');
  });
});
