import assert from 'node:assert/strict';
import { connect } from 'node:net';
import type { Fault } from '../../support/sandbox';
import { hostileText } from '../../support/sandbox/faults/hostile';
import { sameBytes } from '../support/bytes';
import { type Caller, useSandbox } from './helpers';

describe('sandbox: faults', () => {
  const at = useSandbox();

  async function ready(system: 'openai' | 'chainhub' | 'openrouter' = 'openai'): Promise<{ api: Caller; id: string }> {
    const api = at.as(system);
    const id = await api.create({ prompt: 'a boat' });
    at.clock.advance(12_000);
    return { api, id };
  }
  const add = (fault: Fault) => at.sandbox.faults.add(fault);

  it('befall what they match, as often as they say, until removed', async () => {
    const { api, id } = await ready();
    add({ kind: 'status', status: 503, match: { system: 'openai', operation: 'get', id }, times: 2 });
    const get = async () => (await api.job(id)).status;
    assert.deepEqual([await get(), await get(), await get()], [503, 503, 200]);
    const remove = add({ kind: 'status', status: 500, match: { operation: ['get', 'list'] } });
    assert.equal((await api.get('/videos')).status, 500);
    assert.equal(await get(), 500);
    assert.equal((await api.content(id)).status, 200);
    remove();
    assert.equal(await get(), 200);
    add({ kind: 'status', match: { system: 'jxincm' } });
    assert.equal(await get(), 200);
    add({ kind: 'status' });
    assert.equal(await get(), 500);
    at.sandbox.faults.clear();
    assert.equal(await get(), 200);
  });

  it('status: any, in the shape of the system, with Retry-After', async () => {
    for (const system of ['openai', 'openrouter', 'opeai', 'chainhub', 'jxincm'] as const) {
      const remove = add({
        kind: 'status',
        status: 429,
        retryAfter: 7,
        message: 'Too many running tasks',
        code: 'busy',
      });
      const { status, headers, json } = await at.as(system).job('anything');
      assert.equal(status, 429);
      assert.equal(headers.get('retry-after'), '7');
      assert.equal(json.error.message, 'Too many running tasks');
      remove();
    }
  });

  it('reset and cut: the request had its effect all the same', async () => {
    const api = at.as('openai');
    add({ kind: 'reset', match: { operation: 'create' }, times: 1 });
    await assert.rejects(api.create());
    add({ kind: 'cut', bytes: 20, match: { operation: 'create' }, times: 1 });
    await assert.rejects(api.create());
    add({ kind: 'status', status: 500, match: { operation: 'create' }, times: 1 });
    await assert.rejects(api.create());
    assert.equal(((await api.get('/videos')).json.data as unknown[]).length, 2);
  });

  it('cut: a clip that stops before its Content-Length', async () => {
    const { api, id } = await ready();
    add({ kind: 'cut', bytes: 1000, match: { operation: 'content' } });
    const response = await fetch(`${at.sandbox.baseUrl('openai')}/videos/${id}/content`, { headers: api.headers });
    assert.ok(Number(response.headers.get('content-length')) > 1000);
    let received = 0;
    await assert.rejects(async () => {
      for await (const chunk of response.body!) received += (chunk as Uint8Array).length;
    });
    assert.equal(received, 1000);
  });

  it('splice: cuts the clip, and answers for the rest of it with another file', async () => {
    const { api, id } = await ready();
    add({ kind: 'splice', rest: 'sameTag', match: { operation: 'content' } });
    await assert.rejects(api.content(id), TypeError);
    const rest = await api.get(`/videos/${id}/content`, { range: 'bytes=100-' });
    at.sandbox.faults.clear();
    const clip = await api.content(id);
    assert.equal(rest.status, 206);
    assert.equal(rest.headers.get('etag'), clip.headers.get('etag'));
    assert.match(rest.headers.get('content-range')!, /^bytes 100-/);
    assert.ok(!clip.bytes.equals(Buffer.concat([clip.bytes.subarray(0, 100), rest.bytes])));
  });

  it('slowHeaders: the head of an answer without an end', async () => {
    const { api, id } = await ready();
    add({ kind: 'slowHeaders', delayMs: 1, times: 1 });
    const socket = connect(Number(new URL(at.sandbox.origin).port), '127.0.0.1');
    const { pathname, host } = new URL(`${at.sandbox.baseUrl('openai')}/videos/${id}`);
    socket.write(`GET ${pathname} HTTP/1.1\r\nhost: ${host}\r\nauthorization: ${api.headers.authorization}\r\n\r\n`);
    let head = '';
    for await (const chunk of socket) {
      head += String(chunk);
      if (head.includes('x-wait-9:')) break;
    }
    assert.match(head, /^HTTP\/1\.1 200 OK\r\nx-wait-0: /);
    assert.ok(!head.includes('\r\n\r\n'));
  });

  it('drip: half of the body at once, the rest drop by drop', async () => {
    const { api, id } = await ready();
    add({ kind: 'drip', bytesPerSecond: 1_000_000, match: { operation: 'content' }, times: 1 });
    const dripped = await api.content(id);
    sameBytes(dripped.bytes, (await api.content(id)).bytes);
  });

  it('slow: late, or at a crawl', async () => {
    const { api, id } = await ready();
    add({ kind: 'slow', delayMs: 60, times: 1 });
    const start = performance.now();
    assert.equal((await api.job(id)).status, 200);
    assert.ok(performance.now() - start >= 55);
    add({ kind: 'slow', delayMs: 0, bytesPerSecond: 2000, match: { operation: 'get' }, times: 1 });
    const crawl = performance.now();
    assert.equal((await api.job(id)).json.id, id);
    assert.ok(performance.now() - crawl >= 95);
  });

  it('bodies that are not what they should be', async () => {
    const { api, id } = await ready();
    const answer = async (fault: Fault) => {
      const remove = add(fault);
      const got = await api.job(id);
      remove();
      return got;
    };
    assert.deepEqual((await answer({ kind: 'wrongJson' })).json, { hello: 'world', items: [1, 2, 3] });
    assert.equal((await answer({ kind: 'truncatedJson' })).json, undefined);
    assert.equal((await answer({ kind: 'jsonNull' })).json, null);
    assert.equal((await answer({ kind: 'empty' })).bytes.length, 0);
    const html = await answer({ kind: 'html' });
    assert.deepEqual([html.status, html.bytes.subarray(0, 15).toString()], [200, '<!doctype html>']);
    const error = await answer({ kind: 'jsonError200', message: 'no', code: 'c' });
    assert.deepEqual([error.status, error.json.error.message, error.json.error.code], [200, 'no', 'c']);
    assert.ok((await answer({ kind: 'hugeJson' })).bytes.length > 10_000_000);
    const mistyped = (await answer({ kind: 'wrongTypes' })).json;
    assert.deepEqual(
      [typeof mistyped.id, typeof mistyped.progress, typeof mistyped.error],
      ['object', 'object', 'number'],
    );
    const remove = add({ kind: 'shortList' });
    assert.deepEqual(Object.keys((await api.get('/videos')).json), ['object', 'data']);
    remove();
  });

  it('content in all the ways that gateways give it', async () => {
    const { api, id } = await ready('chainhub');
    const content = async (fault: Fault) => {
      const remove = add({ ...fault, match: { operation: 'content' } });
      const got = await api.content(id);
      remove();
      return got;
    };
    const bytes = await content({ kind: 'bytes' });
    assert.equal(bytes.headers.get('content-type'), 'video/mp4');
    const { video_url: url } = (await content({ kind: 'jsonUrl' })).json;
    assert.ok(Buffer.from(await (await fetch(String(url))).arrayBuffer()).equals(bytes.bytes));
    const { video_url: data } = (await content({ kind: 'dataUrl' })).json;
    assert.ok(Buffer.from(await (await fetch(String(data))).arrayBuffer()).equals(bytes.bytes));
    const none = (await content({ kind: 'jsonNull' })).json;
    assert.deepEqual([none.id, none.status, none.video_url], [id, 'completed', null]);
  });

  it('redirects, to itself, to the storage and to where a test wants', async () => {
    const { api, id } = await ready();
    add({ kind: 'redirect', match: { operation: 'content' }, times: 2 });
    const hop = await api.content(id);
    assert.equal(hop.status, 302);
    const same = new URL(hop.headers.get('location')!);
    assert.equal(same.origin, at.sandbox.origin);
    assert.equal((await fetch(same, { headers: api.headers })).status, 200);
    add({ kind: 'redirectElsewhere', match: { operation: 'content' }, times: 1, status: 307 });
    const away = await api.content(id);
    assert.equal(away.status, 307);
    assert.equal((await fetch(away.headers.get('location')!)).headers.get('content-type'), 'video/mp4');
    add({ kind: 'redirectElsewhere', to: 'http://example.invalid/clip', times: 1 });
    assert.equal((await api.content(id)).headers.get('location'), 'http://example.invalid/clip');
  });

  it('befall the storage as well', async () => {
    const { api, id } = await ready('chainhub');
    const address = String((await api.job(id)).json.video_url);
    add({ kind: 'status', status: 403, match: { operation: 'media' }, times: 1 });
    assert.equal((await fetch(address)).status, 403);
    assert.equal((await fetch(address)).status, 200);
  });

  it('hostile: texts, and ids that still work', async () => {
    const { api, id } = await ready();
    add({ kind: 'hostile', match: { operation: 'get' }, times: 1 });
    const { json } = await api.job(id);
    assert.deepEqual([json.id, json.prompt, json.model, json.status], [id, hostileText, hostileText, 'completed']);
    add({ kind: 'hostile', dressId: true, match: { operation: 'create' }, times: 1 });
    const dressed = await api.create();
    assert.ok(dressed.startsWith('../') && dressed.includes('<img'));
    at.clock.advance(12_000);
    assert.equal((await api.job(dressed)).json.status, 'completed');
    assert.equal((await api.content(dressed)).status, 200);
    assert.equal((await api.delete(`/videos/${encodeURIComponent(dressed)}`)).status, 200);
    assert.equal((await api.job(dressed)).status, 404);
  });
});
