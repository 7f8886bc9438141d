import assert from 'node:assert/strict';
import { dialectFor, dialectRow } from '../../../src/api/dialects';
import { overridden } from '../../../src/api/dialects/overridden';
import type { Overrides } from '../../../src/api/overrides';
import type { CreateInput, DeriveInput, Reference } from '../../../src/api/types';
import { bodyOf, EmbeddedFile, urlOf, type WireRequest } from '../../../src/api/wire';
import { failure } from './support/connect';

const file = (contentType = 'image/png'): Extract<Reference, { kind: 'file' }> => ({
  kind: 'file',
  name: 'ref.png',
  contentType,
  blob: new Blob(['PNG'], { type: contentType }),
});
const url: Reference = { kind: 'url', url: 'https://x.example.com/a.png' };

const create = (type: string, input: Partial<CreateInput>, overrides?: Overrides, model?: string): WireRequest =>
  overridden(dialectRow(type), overrides).encode({ op: 'create', input: { prompt: 'A cat', ...input } }, { model });

/** The body as it goes out: parsed JSON, or the parts of a form. */
async function sent(request: WireRequest): Promise<unknown> {
  const body = await bodyOf(request.body!);
  if (body.kind === 'text') return JSON.parse(body.text);
  return body.parts.map((part) =>
    'file' in part ? [part.name, part.file.name, part.file.contentType, part.file.blob.size] : [part.name, part.value],
  );
}

describe('Encoding a create', () => {
  const full = { model: 'm', seconds: 8, size: '1280x720' };

  describe('for openai', () => {
    it('is JSON without a file, seconds a string', async () => {
      const request = create('openai', full);
      assert.equal(request.method, 'POST');
      assert.equal(request.path, '/videos');
      assert.deepEqual(await sent(request), { model: 'm', prompt: 'A cat', seconds: '8', size: '1280x720' });
    });

    it('leaves out what was not said, and takes the model of the provider', async () => {
      assert.deepEqual(await sent(create('openai', {})), { prompt: 'A cat' });
      assert.deepEqual(await sent(create('openai', {}, {}, 'sora-2')), { model: 'sora-2', prompt: 'A cat' });
    });

    it('is a form with a file part that has name and type', async () => {
      assert.deepEqual(await sent(create('openai', { ...full, reference: file() })), [
        ['model', 'm'],
        ['prompt', 'A cat'],
        ['seconds', '8'],
        ['size', '1280x720'],
        ['input_reference', 'ref.png', 'image/png', 3],
      ]);
    });

    it('gives an address as an object, in a form by a bracket key', async () => {
      assert.deepEqual(await sent(create('openai', { reference: url })), {
        prompt: 'A cat',
        input_reference: { image_url: url.url },
      });
      assert.deepEqual(await sent(create('openai', { reference: url }, { encoding: 'multipart' })), [
        ['prompt', 'A cat'],
        ['input_reference[image_url]', url.url],
      ]);
    });

    it('sends seconds as a number where the server wants that', async () => {
      assert.deepEqual(await sent(create('openai', { seconds: 8 }, { seconds: 'number' })), {
        prompt: 'A cat',
        seconds: 8,
      });
    });

    it('merges further fields last', async () => {
      const extra = { seconds: 10, seed: 7, nested: { a: [1, { b: true }], c: null } };
      assert.deepEqual(await sent(create('openai', { ...full, extra })), {
        model: 'm',
        prompt: 'A cat',
        seconds: 10,
        size: '1280x720',
        seed: 7,
        nested: { a: [1, { b: true }], c: null },
      });
      assert.deepEqual(await sent(create('openai', { seconds: 4, extra }, { encoding: 'multipart' })), [
        ['prompt', 'A cat'],
        ['seconds', '10'],
        ['seed', '7'],
        ['nested[a][]', '1'],
        ['nested[a][][b]', 'true'],
      ]);
    });

    it('refuses further fields that cannot be written', async () => {
      const self: Record<string, unknown> = {};
      self.self = self;
      await failure(() => sent(create('openai', { extra: { self } })), 'rejected');
      await failure(() => sent(create('openai', { extra: { big: 1n } })), 'rejected');
      await failure(() => sent(create('openai', { extra: { self } }, { encoding: 'multipart' })), 'rejected');
    });

    it('keeps dangerous names what they are: names', async () => {
      const extra = JSON.parse('{"__proto__":{"polluted":1},"constructor":2}') as Record<string, unknown>;
      const text = ((await bodyOf(create('openai', { extra }).body!)) as { text: string }).text;
      assert.equal(text, '{"prompt":"A cat","__proto__":{"polluted":1},"constructor":2}');
      assert.equal(({} as { polluted?: number }).polluted, undefined);
    });
  });

  describe('for newapi', () => {
    it('is a form, even without a file', async () => {
      assert.deepEqual(await sent(create('newapi', full)), [
        ['model', 'm'],
        ['prompt', 'A cat'],
        ['seconds', '8'],
        ['size', '1280x720'],
      ]);
    });

    it('is JSON where the server wants that, but not with a file', async () => {
      assert.deepEqual(await sent(create('newapi', { seconds: 8 }, { encoding: 'json' })), {
        prompt: 'A cat',
        seconds: '8',
      });
      assert.deepEqual(await sent(create('newapi', { seconds: 8 }, { encoding: 'json', seconds: 'number' })), {
        prompt: 'A cat',
        seconds: 8,
      });
      assert.deepEqual(await sent(create('newapi', { seconds: 8, reference: file() }, { encoding: 'json' })), [
        ['prompt', 'A cat'],
        ['seconds', '8'],
        ['input_reference', 'ref.png', 'image/png', 3],
      ]);
    });

    it('gives an address as a plain string', async () => {
      assert.deepEqual(await sent(create('newapi', { reference: url })), [
        ['prompt', 'A cat'],
        ['input_reference', url.url],
      ]);
    });
  });

  describe('for opeai', () => {
    it('is JSON in the newer form: seconds a string, a size always', async () => {
      assert.deepEqual(await sent(create('opeai', full)), {
        model: 'm',
        prompt: 'A cat',
        seconds: '8',
        size: '1280x720',
      });
      assert.deepEqual(await sent(create('opeai', {})), { prompt: 'A cat', size: '720x1280' });
    });

    it('lists references by what they are', async () => {
      const content = async (reference: Reference) =>
        ((await sent(create('opeai', { reference }))) as { input_reference: { content: unknown[] } }).input_reference
          .content;
      assert.deepEqual(await content(url), [{ type: 'image_url', image_url: { url: url.url } }]);
      assert.deepEqual(await content(file()), [
        { type: 'image_url', image_url: { url: 'data:image/png;base64,UE5H' } },
      ]);
      assert.deepEqual(await content(file('video/mp4')), [
        { type: 'video_url', video_url: { url: 'data:video/mp4;base64,UE5H' } },
      ]);
    });

    it('is in the older form by a setting: seconds a number, no references', async () => {
      assert.deepEqual(await sent(create('opeai', { seconds: 8 }, { seconds: 'number' })), {
        prompt: 'A cat',
        seconds: 8,
      });
      const error = await failure(() => create('opeai', { reference: url }, { seconds: 'number' }), 'unsupported');
      assert.match(error.message, /ope\.ai does not accept "reference"/);
    });
  });

  describe('for openrouter', () => {
    const fields = async (input: Partial<CreateInput>) =>
      (await sent(create('openrouter', { model: 'm', ...input }))) as Record<string, unknown>;

    it('is JSON with duration', async () => {
      assert.deepEqual(await fields({ seconds: 8 }), { model: 'm', prompt: 'A cat', duration: 8 });
    });

    it('needs a model, and whole seconds', async () => {
      await failure(() => create('openrouter', {}), 'rejected');
      assert.ok(create('openrouter', {}, {}, 'default'));
      assert.match(
        (await failure(() => create('openrouter', { model: 'm', seconds: 4.5 }), 'unsupported')).message,
        /"seconds".*whole/,
      );
    });

    const sizes: [string, object][] = [
      ['1280x720', { size: '1280x720' }],
      ['1280X720', { size: '1280x720' }],
      ['720p', { resolution: '720p' }],
      ['4k', { resolution: '4K' }],
      ['16:9', { aspect_ratio: '16:9' }],
      ['16x9', { aspect_ratio: '16:9' }],
      ['720p 16:9', { resolution: '720p', aspect_ratio: '16:9' }],
      ['9:16, 1080P', { resolution: '1080p', aspect_ratio: '9:16' }],
      ['', {}],
    ];
    for (const [size, expected] of sizes) {
      it(`takes the size "${size}"`, async () =>
        assert.deepEqual(await fields({ size }), { model: 'm', prompt: 'A cat', ...expected }));
    }

    it('says which size it cannot express', async () => {
      for (const size of ['large', '1280x720 16:9', '720p wide']) {
        assert.match(
          (await failure(() => create('openrouter', { model: 'm', size }), 'unsupported')).message,
          /"size"/,
        );
      }
    });

    it('gives an image as the first frame, a file as a data address', async () => {
      const frame = (address: string) => [
        { type: 'image_url', image_url: { url: address }, frame_type: 'first_frame' },
      ];
      assert.deepEqual((await fields({ reference: url })).frame_images, frame(url.url));
      assert.deepEqual((await fields({ reference: file() })).frame_images, frame('data:image/png;base64,UE5H'));
      assert.deepEqual((await fields({ reference: file('video/mp4') })).input_references, [
        { type: 'video_url', video_url: { url: 'data:video/mp4;base64,UE5H' } },
      ]);
    });
  });

  describe('for unified', () => {
    const fields = async (input: Partial<CreateInput>) => (await sent(create('unified', input))) as object;

    it('is JSON with duration and a list of images', async () => {
      assert.deepEqual(await fields({ ...full, size: undefined, reference: url }), {
        model: 'm',
        prompt: 'A cat',
        duration: 8,
        images: [url.url],
      });
      assert.deepEqual(await fields({ reference: file() }), {
        prompt: 'A cat',
        images: ['data:image/png;base64,UE5H'],
      });
    });

    const shapes: [string, object][] = [
      ['1280x720', { size: '720P', aspect_ratio: '16:9', orientation: 'landscape' }],
      ['1080x1920', { size: '1080P', aspect_ratio: '9:16', orientation: 'portrait' }],
      ['1080x1080', { size: '1080P', aspect_ratio: '1:1' }],
      ['720p 9:16', { size: '720P', aspect_ratio: '9:16', orientation: 'portrait' }],
      ['16:9', { aspect_ratio: '16:9', orientation: 'landscape' }],
      ['large portrait', { size: 'large', orientation: 'portrait' }],
      ['', {}],
    ];
    for (const [size, expected] of shapes) {
      it(`takes the size "${size}"`, async () =>
        assert.deepEqual(await fields({ size }), { prompt: 'A cat', ...expected }));
    }

    it('says which size it cannot express', async () => {
      for (const size of ['1024x1792', '4K', 'huge', 'small 720p']) {
        assert.match((await failure(() => create('unified', { size }), 'unsupported')).message, /"size"/, size);
      }
    });
  });

  describe('for generations', () => {
    const at = (baseUrl: string, input: Partial<CreateInput>) =>
      dialectFor({ type: 'generations', baseUrl }).encode({ op: 'create', input: { prompt: 'A cat', ...input } }, {});

    it('is JSON with duration, the size whole and in its parts', async () => {
      const request = at('https://h.example/v1', { ...full, reference: url });
      assert.equal(request.path, '/video/generations');
      assert.deepEqual(await sent(request), {
        model: 'm',
        prompt: 'A cat',
        duration: 8,
        size: '1280x720',
        width: 1280,
        height: 720,
        image: url.url,
      });
    });

    it('leaves a size in words as it is', async () =>
      assert.deepEqual(await sent(at('https://h.example', { size: '720p' })), { prompt: 'A cat', size: '720p' }));

    it('has shape and resolution below v2', async () => {
      const request = at('https://h.example/v2', { size: '1280x720', reference: file() });
      assert.equal(request.path, '/videos/generations');
      assert.deepEqual(await sent(request), {
        prompt: 'A cat',
        aspect_ratio: '16:9',
        resolution: '720p',
        images: ['data:image/png;base64,UE5H'],
      });
      await failure(() => at('https://h.example/v2', { size: 'large' }), 'unsupported');
    });
  });

  it('reads a file only when the request is sent', () => {
    const unreadable = {
      ...file(),
      blob: new Proxy(new Blob([]), { get: (): never => assert.fail('read too early') }),
    };
    const { body } = create('openrouter', { model: 'm', reference: unreadable });
    const frame = (body as unknown as { value: { frame_images: { image_url: { url: unknown } }[] } }).value
      .frame_images[0];
    assert.ok(frame?.image_url.url instanceof EmbeddedFile);
  });
});

describe('Encoding a job made from another', () => {
  const derive = async (type: string, op: 'remix' | 'edit' | 'extend', input: Partial<DeriveInput> = {}) => {
    const request = dialectRow(type).encode({ op, id: 'a:b/c', input: { prompt: 'Now a dog', ...input } }, {});
    return { to: `${request.method} ${request.path}`, body: await sent(request) };
  };

  it('uses a path for each operation for openai', async () => {
    assert.deepEqual(await derive('openai', 'remix'), {
      to: 'POST /videos/a%3Ab%2Fc/remix',
      body: { prompt: 'Now a dog' },
    });
    assert.deepEqual(await derive('openai', 'edit'), {
      to: 'POST /videos/edits',
      body: { prompt: 'Now a dog', video: { id: 'a:b/c' } },
    });
    assert.deepEqual(await derive('openai', 'extend', { seconds: 4 }), {
      to: 'POST /videos/extensions',
      body: { prompt: 'Now a dog', video: { id: 'a:b/c' }, seconds: '4' },
    });
  });

  it('requires the length of an extension for openai', () => failure(() => derive('openai', 'extend'), 'rejected'));

  it('supports only remix for newapi', async () => {
    assert.deepEqual(await derive('newapi', 'remix'), {
      to: 'POST /videos/a%3Ab%2Fc/remix',
      body: { prompt: 'Now a dog' },
    });
    await failure(() => derive('newapi', 'edit'), 'unsupported');
    await failure(() => derive('newapi', 'extend'), 'unsupported');
  });

  it('is a create that names the source and repeats its fields for opeai', async () => {
    assert.deepEqual(await derive('opeai', 'remix', { source: { model: 'sora-2', seconds: 8, size: '1280x720' } }), {
      to: 'POST /videos',
      body: { model: 'sora-2', prompt: 'Now a dog', seconds: '8', size: '1280x720', remix_video_id: 'a:b/c' },
    });
    await failure(() => derive('opeai', 'edit'), 'unsupported');
  });

  it('is a create with previous_job_id and the same model for openrouter', async () => {
    for (const op of ['remix', 'edit', 'extend'] as const) {
      assert.deepEqual(
        await derive('openrouter', op, { seconds: 4, source: { model: 'm', seconds: 8, size: '1280x720' } }),
        {
          to: 'POST /videos',
          body: { model: 'm', prompt: 'Now a dog', duration: 4, size: '1280x720', previous_job_id: 'a:b/c' },
        },
      );
    }
    await failure(() => derive('openrouter', 'remix'), 'rejected');
  });
});

describe('Encoding a read', () => {
  const to = (type: string, operation: Parameters<ReturnType<typeof dialectRow>['encode']>[0]) => {
    const request = dialectRow(type).encode(operation, {});
    return `${request.method} ${urlOf('', request)}`;
  };

  it('asks for pages of 1 to 100, newest first', () => {
    assert.equal(to('openai', { op: 'list' }), 'GET /videos?limit=20&order=desc');
    assert.equal(to('openai', { op: 'list', after: 'a&b', limit: 5 }), 'GET /videos?after=a%26b&limit=5&order=desc');
    assert.equal(to('openai', { op: 'list', limit: 1000 }), 'GET /videos?limit=100&order=desc');
    assert.equal(to('openai', { op: 'list', limit: -1 }), 'GET /videos?limit=1&order=desc');
  });

  it('asks for content by variant or index', () => {
    const content = { op: 'content', id: 'a', variant: 'video', index: 0 } as const;
    assert.equal(to('openai', content), 'GET /videos/a/content');
    assert.equal(to('openai', { ...content, variant: 'thumbnail' }), 'GET /videos/a/content?variant=thumbnail');
    assert.equal(to('openrouter', { ...content, index: 2 }), 'GET /videos/a/content?index=2');
    assert.equal(to('newapi', content), 'GET /videos/a/content');
    assert.equal(to('opeai', content), 'GET /videos/a/content');
    assert.equal(to('generations', content), 'GET /videos/a/content');
  });

  it('asks for a job where its type has it', () => {
    assert.equal(to('unified', { op: 'get', id: 'sora-2:a&b' }), 'GET /video/query?id=sora-2%3Aa%26b');
    assert.equal(to('generations', { op: 'get', id: 'a/b' }), 'GET /video/generations/a%2Fb');
  });

  it('sends the headers that chainhub and jxincm document, video first', () => {
    const { headers } = dialectRow('newapi').encode({ op: 'content', id: 'a', variant: 'video', index: 0 }, {});
    assert.equal(headers?.['content-type'], 'application/json');
    assert.match(headers?.accept ?? '', /^video\/\*, .*application\/json/);
  });

  it('has no operation where the server has none', async () => {
    await failure(() => to('unified', { op: 'content', id: 'a', variant: 'video', index: 0 }), 'unsupported');
    for (const type of ['newapi', 'opeai', 'openrouter', 'unified', 'generations']) {
      await failure(() => to(type, { op: 'list' }), 'unsupported');
      await failure(() => to(type, { op: 'delete', id: 'a' }), 'unsupported');
    }
    await failure(() => to('openai', { op: 'account' }), 'unsupported');
    await failure(() => to('opeai', { op: 'models' }), 'unsupported');
  });
});
