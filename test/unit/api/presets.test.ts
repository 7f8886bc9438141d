import assert from 'node:assert/strict';
import { normaliseBaseUrl } from '../../../src/api/baseUrl';
import { createClient } from '../../../src/api/client';
import { dialectFor, providerTypes } from '../../../src/api/dialects';
import { guessPreset, guessType, presets } from '../../../src/api/presets';
import type { Provider } from '../../../src/api/provider';
import type { CreateInput } from '../../../src/api/types';
import { overridesFault } from '../../../src/platform/settings/overridesEntry';
import { transportFor } from './support/connect';
import { type Received, TestServer } from './support/server';

const input: CreateInput = { prompt: 'A cat', model: 'm', seconds: 8, size: '1280x720' };

/** What each sends for the same wish, and one of its documented answers, as it is understood. */
interface Row {
  sends: string;
  /** JSON, or the fields of a form. */
  body: Record<string, unknown>;
  form?: true;
  answer: unknown;
  understood: Record<string, unknown>;
}

const plain = { model: 'm', prompt: 'A cat', seconds: '8', size: '1280x720' };
const openaiJob = { id: 'video_1', object: 'video', status: 'completed', progress: 100, seconds: '8', model: 'm' };
const completed = { id: 'video_1', status: 'completed', progress: 100 };

const rows: Readonly<Record<string, Row>> = {
  openrouter: {
    sends: 'POST /api/v1/videos',
    body: { model: 'm', prompt: 'A cat', duration: 8, size: '1280x720' },
    answer: { id: 'job-abc', polling_url: '/api/v1/videos/job-abc', status: 'completed', unsigned_urls: ['/a.mp4'] },
    understood: { id: 'job-abc', status: 'completed' },
  },
  fal: {
    sends: 'POST /m',
    body: { prompt: 'A cat', duration: '8', aspect_ratio: '16:9', resolution: '720p' },
    answer: {
      status: 'IN_QUEUE',
      request_id: '80e732af',
      response_url: 'https://queue.fal.run/m/requests/80e732af',
      queue_position: 0,
    },
    understood: { id: 'm/requests/80e732af', status: 'queued', queuePosition: 0 },
  },
  replicate: {
    sends: 'POST /v1/predictions',
    body: { version: 'm', input: { prompt: 'A cat', duration: 8, aspect_ratio: '16:9', resolution: '720p' } },
    answer: { id: 'qz7mfx', model: 'm', version: 'hidden', output: null, error: null, status: 'starting' },
    understood: { id: 'qz7mfx', status: 'queued', model: 'm' },
  },
  luma: {
    sends: 'POST /v1/generations',
    body: {
      model: 'm',
      type: 'video',
      prompt: 'A cat',
      aspect_ratio: '16:9',
      video: { resolution: '720p', duration: '8s' },
    },
    answer: { id: '182bd5e5', type: 'video', state: 'queued', model: 'm', output: [] },
    understood: { id: '182bd5e5', status: 'queued', model: 'm' },
  },
  runway: {
    sends: 'POST /v1/text_to_video',
    body: { model: 'm', promptText: 'A cat', duration: 8, ratio: '1280:720' },
    answer: { id: '17f20503', estimatedCost: { credits: 60 } },
    understood: { id: '17f20503', status: 'queued' },
  },
  opeai: {
    sends: 'POST /v1/videos',
    body: plain,
    answer: { id: 'video_690d', status: 'SUCCESS', model: 'sora-2', created_at: 1762499410, object: 'video' },
    understood: { id: 'video_690d', status: 'completed', createdAt: 1762499410_000 },
  },
  saygm: { sends: 'POST /v1/videos', body: plain, answer: openaiJob, understood: completed },
  openai: { sends: 'POST /v1/videos', body: plain, answer: openaiJob, understood: completed },
  merge: {
    sends: 'POST /v1/videos',
    body: { ...plain, seconds: 8 },
    answer: { id: 'vid_1', object: 'video', status: 'queued', seconds: 4, size: '768P' },
    understood: { id: 'vid_1', status: 'queued', seconds: 4, size: '768P' },
  },
  laozhang: { sends: 'POST /v1/videos', body: plain, form: true, answer: openaiJob, understood: completed },
  chainhub: {
    sends: 'POST /v1/videos',
    body: plain,
    form: true,
    answer: { id: 'video_55cb', object: 'video', model: 'veo_3_1', status: 'queued', progress: 0, size: '16x9' },
    understood: { id: 'video_55cb', status: 'queued', size: '16x9' },
  },
  jxincm: {
    sends: 'POST /v1/videos',
    body: plain,
    form: true,
    answer: {
      id: 'sora-2:task_1',
      detail: { pending_info: { progress_pct: 0.93, status: 'processing' } },
      status: 'pending',
    },
    understood: { id: 'sora-2:task_1', status: 'in_progress', progress: 93 },
  },
  litellm: {
    sends: 'POST /v1/videos',
    body: plain,
    answer: { ...openaiJob, id: `video_${'bGl0ZWxsbQ'.repeat(12)}` },
    understood: { id: `video_${'bGl0ZWxsbQ'.repeat(12)}`, status: 'completed' },
  },
  bifrost: { sends: 'POST /v1/videos', body: plain, answer: openaiJob, understood: completed },
  'vllm-omni': {
    sends: 'POST /v1/videos',
    body: { model: 'm', prompt: 'A cat', seconds: '8', width: '1280', height: '720' },
    form: true,
    answer: { id: 'video_gen_1f', object: 'video', status: 'in_progress', progress: 50 },
    understood: { id: 'video_gen_1f', status: 'in_progress', progress: 50 },
  },
  sglang: {
    sends: 'POST /v1/videos',
    body: { ...plain, seconds: 8 },
    answer: { id: 'a', object: 'video', status: 'deleted' },
    understood: { id: 'a', status: 'cancelled' },
  },
};

const known = presets().filter(({ baseUrl }) => baseUrl !== '');

describe('The rows of known servers', () => {
  let server: TestServer;
  const transport = transportFor();
  before(async () => (server = await TestServer.start()));
  after(async () => {
    await transport.close();
    await server.stop();
  });

  it('are complete, and usable as they are', () => {
    for (const { id, type, baseUrl, label, note, source, overrides = {}, example } of presets()) {
      assert.match(id, /^[a-z\d-]+$/);
      assert.ok(providerTypes.includes(type) && label && note && source, id);
      assert.equal(overridesFault(overrides), undefined, id);
      if (baseUrl === '') continue;
      assert.equal(normaliseBaseUrl(type, baseUrl), baseUrl);
      assert.equal(example === true, new URL(baseUrl).hostname === 'localhost', `${id}: whose address it is`);
    }
    assert.equal(new Set(presets().map(({ id }) => id)).size, presets().length);
    assert.match(presets().find(({ id }) => id === 'openai')!.note, /2026-09-24/);
  });

  it('stand together by group, as the list shows them', () => {
    const groups = presets().map(({ group }) => group);
    assert.deepEqual(
      groups.filter((group, i) => group !== groups[i - 1]),
      [...new Set(groups)],
    );
  });

  for (const { id, type, auth, baseUrl, overrides } of known) {
    const row = rows[id];
    // Types with tests of their own need no row; a server of type `openai` differs from it in data only.
    if (!row && type !== 'openai') continue;
    it(`${id}: a create as it leaves, and an answer as it is understood`, async () => {
      assert.ok(row, 'has a row here');
      server.reset();
      server.on('POST *', { json: row.answer });
      const { pathname } = new URL(baseUrl);
      const provider: Provider = { id, type, auth, baseUrl: `${server.origin}${pathname}`, overrides };
      const client = createClient({ provider, baseUrl: provider.baseUrl, key: 'k' }, transport);
      const job = (await client.create(input)) as unknown as Record<string, unknown>;
      const request = server.last;
      assert.equal(`${request.method} ${request.url}`, row.sends);
      const { keyScheme = 'Bearer' } = dialectFor(provider);
      assert.equal(request.headers.authorization, auth === 'none' ? undefined : `${keyScheme} k`);
      assert.match(request.headers['content-type'] ?? '', row.form ? /^multipart\/form-data/ : /^application\/json/);
      assert.deepEqual(row.form ? await fieldsOf(request) : JSON.parse(request.body), row.body);
      for (const [name, value] of Object.entries(row.understood)) assert.deepEqual(job[name], value, name);
    });
  }

  it('are guessed from a pasted address', () => {
    const table: [address: string, type: string, id?: string][] = [
      ['https://openrouter.ai/api/v1', 'openrouter', 'openrouter'],
      ['openrouter.ai', 'openrouter', 'openrouter'],
      ['api-platform.ope.ai', 'opeai', 'opeai'],
      ['https://api.chainhub.tech', 'newapi', 'chainhub'],
      ['https://api.jxincm.cn/v1', 'newapi', 'jxincm'],
      ['https://api.laozhang.ai/v1/videos', 'openai', 'laozhang'],
      ['api.saygm.com', 'openai', 'saygm'],
      ['https://res.openai.azure.com', 'azure', 'azure'],
      ['res.cognitiveservices.azure.com/openai/v1', 'azure', 'azure'],
      ['https://res.services.ai.azure.com/api/projects/p', 'azure', 'azure'],
      ['https://generativelanguage.googleapis.com/v1beta/models/veo-3.1:predictLongRunning', 'gemini', 'gemini'],
      ['https://aiplatform.googleapis.com/v1', 'openai'],
      ['https://api.together.ai/v1', 'together', 'together'],
      ['https://api.x.ai', 'xai', 'xai'],
      ['https://queue.fal.run/fal-ai/veo3.1', 'fal', 'fal'],
      ['https://fal.ai/models/fal-ai/veo3.1', 'fal', 'fal'],
      ['https://api.replicate.com/v1/models/google/veo-3.1/predictions', 'replicate', 'replicate'],
      ['https://agents.lumalabs.ai', 'luma', 'luma'],
      ['https://api.dev.runwayml.com', 'runway', 'runway'],
      ['https://ark.cn-beijing.volces.com/api/v3', 'ark', 'ark'],
      ['ark.ap-southeast.bytepluses.com', 'ark', 'modelark'],
      ['https://api.minimax.io/v1', 'minimax', 'minimax'],
      ['https://api.minimaxi.com', 'minimax', 'minimax-cn'],
      ['https://dashscope.aliyuncs.com/api/v1', 'dashscope', 'dashscope-cn'],
      ['https://ws.eu-central-1.maas.aliyuncs.com/api/v1/tasks/1', 'dashscope', 'dashscope'],
      ['api-singapore.klingai.com', 'kling', 'kling'],
      ['api-beijing.klingai.com', 'kling', 'kling-cn'],
      ['https://api.wavespeed.ai/api/v3/bytedance/seedance-v1.5-pro', 'wavespeed', 'wavespeed'],
      ['https://api.atlascloud.ai/api/v1/model/generateVideo', 'atlas', 'atlascloud'],
      ['https://api.kie.ai/api/v1/jobs/createTask', 'kie', 'kie'],
      ['https://platform.higgsfield.ai/requests/1/status', 'higgsfield', 'higgsfield'],
      ['https://api.novita.ai/v3/async/task-result', 'novita', 'novita'],
      ['https://api.ltx.video/v2/text-to-video', 'ltx', 'ltx'],
      ['https://api.vidu.com/ent/v2/text2video', 'vidu', 'vidu'],
      ['api.vidu.cn', 'vidu', 'vidu-cn'],
      ['https://api.z.ai/api/paas/v4/videos/generations', 'zai', 'zai'],
      ['https://open.bigmodel.cn/api/paas/v4', 'zai', 'zhipu'],
      ['https://api.siliconflow.com/v1/video/submit', 'siliconflow', 'siliconflow'],
      ['https://api.siliconflow.cn/v1', 'siliconflow', 'siliconflow-cn'],
      ['https://notopenrouter.ai', 'openai'],
      ['https://opentouter.ai', 'openai'],
      ['https://example.com', 'openai'],
      ['localhost:4000', 'openai'],
      ['', 'openai'],
    ];
    for (const [address, type, id] of table) {
      assert.equal(guessType(address), type, address);
      assert.equal(guessPreset(address)?.id, id, address);
    }
  });
});

/** new-api#7194: what rc.30 answers for a finished task, with neither an ID nor an address. */
describe('new-api rc.30', () => {
  const task = {
    created_at: 1789000000,
    fail_reason: '',
    finished_at: 1789000100,
    platform: '1',
    progress: '100%',
    status: 'SUCCESS',
    task_id: 'task_1',
  };
  const provider = { type: 'newapi', baseUrl: 'https://h.example/v1' };

  it('is understood as it is: the clip is asked of the content endpoint', () => {
    const { decode, encode } = dialectFor(provider);
    const { raw: _, ...job } = decode(task, { baseUrl: provider.baseUrl, id: 'task_1' });
    assert.deepEqual(job, {
      id: 'task_1',
      status: 'completed',
      providerStatus: 'SUCCESS',
      progress: 100,
      createdAt: 1789000000_000,
      completedAt: 1789000100_000,
    });
    assert.equal(
      encode({ op: 'content', id: 'task_1', variant: 'video', index: 0 }, {}).path,
      '/videos/task_1/content',
    );
  });

  it('gives its clip where an override says that it is', () => {
    const overrides = { paths: { content: '/tasks/{id}/artifacts/video/content' } };
    const { encode } = dialectFor({ ...provider, overrides });
    const { path } = encode({ op: 'content', id: 'task_1', variant: 'video', index: 0 }, {});
    assert.equal(path, '/tasks/task_1/artifacts/video/content');
  });
});

async function fieldsOf({ body, headers }: Received) {
  const form = await new Response(body, { headers: { 'content-type': headers['content-type']! } }).formData();
  return Object.fromEntries(form.entries());
}
