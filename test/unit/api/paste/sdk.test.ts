import assert from 'node:assert/strict';
import { dialectFor } from '../../../../src/api/dialects';
import { exampleIn, type PastedExample } from '../../../../src/api/paste/example';
import { readPasted } from '../../../../src/api/paste/pasted';
import { readSdkCall } from '../../../../src/api/paste/sdk';
import type { Preset } from '../../../../src/api/presetRows';
import type { Provider } from '../../../../src/api/provider';
import { overridesFault } from '../../../../src/platform/settings/overridesEntry';

interface Row {
  what: string;
  text: string;
  provider: Partial<Provider>;
  key?: string;
  example?: PastedExample;
}

const rows: Row[] = [
  {
    what: 'fal’s client in JavaScript',
    text: `import { fal } from "@fal-ai/client";

const result = await fal.subscribe("fal-ai/veo3.1/text-to-video", {
  input: {
    prompt: "A lamp, \\"alive\\", looks around", // what is seen
    duration: "8s",
    aspect_ratio: '16:9',
    generate_audio: true,
    seed: 7,
  },
  logs: true,
  onQueueUpdate: (update) => { console.log(update.logs.map((log) => log.message)); },
});`,
    provider: {
      id: 'fal',
      type: 'fal',
      baseUrl: 'https://queue.fal.run',
      model: 'fal-ai/veo3.1/text-to-video',
      apiKeyEnv: 'FAL_KEY',
    },
    example: {
      prompt: 'A lamp, "alive", looks around',
      model: 'fal-ai/veo3.1/text-to-video',
      seconds: 8,
      size: '16:9',
      extra: { generate_audio: true, seed: 7 },
    },
  },
  {
    what: 'fal’s client in Python',
    text: `import fal_client
result = fal_client.subscribe(
    "fal-ai/kling-video/v3/pro/text-to-video",
    arguments={"prompt": "A cat", "duration": "5", "negative_prompt": None, "cfg_scale": 0.5},
    with_logs=True,
)`,
    provider: { type: 'fal', model: 'fal-ai/kling-video/v3/pro/text-to-video', apiKeyEnv: 'FAL_KEY' },
    example: {
      prompt: 'A cat',
      model: 'fal-ai/kling-video/v3/pro/text-to-video',
      seconds: 5,
      extra: { negative_prompt: null, cfg_scale: 0.5 },
    },
  },
  {
    what: 'fal’s queue, with the key in the text',
    text: `fal.config({ credentials: "R4nd0mR4nd0mR4nd0m:s3cr3ts3cr3t" });
const { request_id } = await fal.queue.submit('fal-ai/sora-2/text-to-video', { input: { prompt: \`A cat\` } });`,
    provider: { type: 'fal', model: 'fal-ai/sora-2/text-to-video' },
    key: 'R4nd0mR4nd0mR4nd0m:s3cr3ts3cr3t',
    example: { prompt: 'A cat', model: 'fal-ai/sora-2/text-to-video' },
  },
  {
    what: 'Replicate’s client in JavaScript',
    text: `const replicate = new Replicate({ auth: process.env.MY_REPLICATE });
const output = await replicate.run("google/veo-3.1", { input: { prompt: "A cat", duration: 8, resolution: "1080p" } });`,
    provider: {
      id: 'replicate',
      type: 'replicate',
      baseUrl: 'https://api.replicate.com/v1',
      model: 'google/veo-3.1',
      apiKeyEnv: 'MY_REPLICATE',
    },
    example: { prompt: 'A cat', model: 'google/veo-3.1', seconds: 8, size: '1080p' },
  },
  {
    what: 'Replicate’s client in Python, with a version',
    text: `output = replicate.run(
    "owner/name:5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa",
    input={'prompt': 'A cat', 'loop': False},
)`,
    provider: {
      type: 'replicate',
      model: 'owner/name:5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa',
      apiKeyEnv: 'REPLICATE_API_TOKEN',
    },
    example: {
      prompt: 'A cat',
      model: 'owner/name:5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa',
      extra: { loop: false },
    },
  },
  {
    what: 'openai’s client in Python, for another server',
    text: `client = OpenAI(base_url="https://video.example/v1", api_key=os.environ["STUDIO_KEY"])
video = client.videos.create(model="sora-2", prompt="A cat "
    "on a piano", seconds="8", size="1280x720")`,
    provider: { type: 'openai', baseUrl: 'https://video.example/v1', model: 'sora-2', apiKeyEnv: 'STUDIO_KEY' },
    example: { prompt: 'A cat on a piano', model: 'sora-2', seconds: 8, size: '1280x720' },
  },
  {
    what: 'openai’s client in JavaScript',
    text: `const openai = new OpenAI();
let video = await openai.videos.create({ model: 'sora-2', prompt: 'A cat', input_reference: fs.createReadStream('a.png') });`,
    provider: { id: 'openai', baseUrl: 'https://api.openai.com/v1', model: 'sora-2', apiKeyEnv: 'OPENAI_API_KEY' },
    example: { prompt: 'A cat', model: 'sora-2' },
  },
];

describe('A pasted call of a client', () => {
  for (const { what, text, provider, key, example } of rows) {
    it(`is read: ${what}`, () => {
      const found = readPasted(text);
      for (const [name, value] of Object.entries(provider)) {
        assert.deepEqual(found.provider[name as keyof Provider], value, name);
      }
      assert.equal(found.key, key);
      assert.deepEqual(found.example, example);
    });
  }

  it('is read in any state, and quickly', () => {
    for (const text of [
      'fal.subscribe("m"',
      'fal.subscribe("m", { input: { prompt: "',
      `fal.subscribe("m", ${'{ a: '.repeat(5000)}`,
      `replicate.run("a/b", { input: { prompt: ${'f('.repeat(9000)} } })`,
      `client.videos.create(${','.repeat(50_000)})`,
      'fal.subscribe("m", { input: { __proto__: { prompt: "x" }, prompt: "A cat" } })',
    ]) {
      const started = performance.now();
      assert.ok(readSdkCall(text), text.slice(0, 40));
      assert.ok(performance.now() - started < 5000);
    }
    assert.equal(({} as Record<string, unknown>)['prompt'], undefined);
  });

  it('is no call where it only looks like one', () => {
    assert.equal(readSdkCall('https://fal.run/models'), undefined);
    assert.equal(readSdkCall('we use fal and replicate'), undefined);
    assert.equal(exampleIn({ model: 'm' }), undefined);
  });
});

describe('A server described from a pasted command', () => {
  const own: Preset = {
    id: 'described',
    label: '',
    group: 'own',
    type: 'custom',
    baseUrl: '',
    auth: 'bearer',
    source: '',
    note: '',
  };
  const text = `curl https://api.video.example/v2/text2video/tasks -H "Authorization: Bearer $VIDEO_KEY" -d '{
    "model_name": "v-3", "input": { "prompt": "A cat", "image_url": "https://x.example/a.png" },
    "parameters": { "duration": "5s", "size": "1280*720", "watermark": false } }'`;

  it('keeps what it does not know, and has placeholders for the rest', async () => {
    const { provider } = readPasted(text, own);
    assert.deepEqual(
      [provider.type, provider.baseUrl, provider.apiKeyEnv],
      ['custom', 'https://api.video.example', 'VIDEO_KEY'],
    );
    assert.equal(overridesFault(provider.overrides, 'custom'), undefined);
    const { create, get, formats, reference } = provider.overrides!;
    assert.deepEqual([create?.path, get?.path], ['/v2/text2video/tasks', '/v2/text2video/tasks/{id}']);
    assert.deepEqual([formats, reference], [{ seconds: 'suffix', size: '*' }, ['file', 'url']]);
    const { body } = dialectFor({ ...provider, baseUrl: provider.baseUrl }).encode(
      { op: 'create', input: { prompt: 'A dog', model: 'v-4', seconds: 8, size: '1920x1080' } },
      {},
    );
    assert.deepEqual(body?.value, {
      model_name: 'v-4',
      input: { prompt: 'A dog' },
      parameters: { duration: '8s', size: '1920*1080', watermark: false },
    });
  });
});

describe('A request id of fal', () => {
  it('becomes a job with its model', () => {
    const { idWith } = dialectFor({ type: 'fal', baseUrl: 'https://queue.fal.run' });
    assert.equal(idWith?.('u-1', 'fal-ai/veo3.1/text-to-video'), 'fal-ai/veo3.1/requests/u-1');
    assert.equal(idWith?.('u-1', 'workflows/me/mine'), 'workflows/me/mine/requests/u-1');
    assert.equal(dialectFor({ type: 'openai', baseUrl: 'https://h.example' }).idWith, undefined);
  });
});
