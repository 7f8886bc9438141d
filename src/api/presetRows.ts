import * as l10n from '@vscode/l10n';
import type { Overrides } from './overrides';
import type { Auth } from './provider';
import type { Capabilities } from './types';

/** Minimum of the protocol: create, get and content. */
const bare: Partial<Capabilities> = {
  list: false,
  remix: false,
  edit: false,
  extend: false,
  delete: false,
  variants: ['video'],
};

/** Rows of known servers. To add one, add a row here and one to the table in `test/unit/api/presets.test.ts`, then `npm run docs`. */
export const presetRows = (): readonly Preset[] => [
  {
    id: 'openrouter',
    label: 'OpenRouter',
    group: 'hosted',
    type: 'openrouter',
    baseUrl: 'https://openrouter.ai/api/v1',
    auth: 'bearer',
    source: 'openrouter.ai/docs, its OpenAPI document',
    note: l10n.t('Many models with one key. Cannot list or delete jobs. Reports costs.'),
  },
  {
    id: 'opeai',
    label: 'ope.ai',
    group: 'hosted',
    type: 'opeai',
    baseUrl: 'https://api-platform.ope.ai/v1',
    auth: 'bearer',
    source: 'p-docs.ope.ai',
    note: l10n.t('Requires an API key or, with auth "token", the token of its website. Cannot list or delete jobs.'),
  },
  {
    id: 'gemini',
    label: 'Google Gemini',
    group: 'hosted',
    type: 'gemini',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    domains: ['generativelanguage.googleapis.com'],
    auth: 'api-key',
    parameters: ['response_format', 'generation_config', 'store'],
    source: 'ai.google.dev/gemini-api/docs/omni; @google/genai',
    note: l10n.t('Gemini Omni, and what Veo made. Cannot list jobs. Keeps clips for two days.'),
  },
  {
    id: 'xai',
    label: 'xAI',
    group: 'hosted',
    type: 'xai',
    baseUrl: 'https://api.x.ai/v1',
    auth: 'bearer',
    parameters: ['reference_images'],
    source: 'docs.x.ai, “Video Generation”',
    note: l10n.t('Grok Imagine. Cannot list or delete jobs. Reports costs.'),
  },
  {
    id: 'together',
    label: 'Together AI',
    group: 'hosted',
    type: 'together',
    baseUrl: 'https://api.together.xyz/v2',
    domains: ['together.xyz', 'together.ai'],
    auth: 'bearer',
    parameters: ['fps', 'steps', 'seed', 'guidance_scale', 'negative_prompt', 'output_format', 'output_quality'],
    source: 'github.com/togethercomputer/together-typescript, resources/videos.ts',
    note: l10n.t('Many models with one key. Cannot list or delete jobs. Reports costs.'),
  },
  {
    id: 'fal',
    label: 'fal',
    group: 'hosted',
    type: 'fal',
    baseUrl: 'https://queue.fal.run',
    domains: ['fal.run', 'fal.ai'],
    auth: 'bearer',
    parameters: ['seed', 'negative_prompt', 'generate_audio', 'end_image_url', 'cfg_scale'],
    source: 'fal.ai/docs, “Queue API”; @fal-ai/client',
    note: l10n.t('Many models with one key; a model is named by its path, such as fal-ai/veo3.1. Cannot list jobs.'),
  },
  {
    id: 'replicate',
    label: 'Replicate',
    group: 'hosted',
    type: 'replicate',
    baseUrl: 'https://api.replicate.com/v1',
    domains: ['replicate.com'],
    auth: 'bearer',
    parameters: ['seed', 'negative_prompt', 'generate_audio', 'last_frame_image', 'reference_images'],
    source: 'replicate.com/docs/reference/http, its OpenAPI document',
    note: l10n.t('Many models with one key. Removes jobs and clips after an hour, so clips are downloaded at once.'),
  },
  {
    id: 'luma',
    label: 'Luma',
    group: 'hosted',
    type: 'luma',
    baseUrl: 'https://agents.lumalabs.ai/v1',
    domains: ['lumalabs.ai'],
    auth: 'bearer',
    model: 'ray-3.2',
    parameters: ['loop', 'hdr', 'exr_export', 'keyframes', 'keyframe_indexes'],
    source: 'docs.agents.lumalabs.ai; luma-agents-typescript',
    note: l10n.t('Ray, through the Agents API. Cannot list, cancel or delete jobs.'),
  },
  {
    id: 'runway',
    label: 'Runway',
    group: 'hosted',
    type: 'runway',
    baseUrl: 'https://api.dev.runwayml.com/v1',
    domains: ['dev.runwayml.com'],
    auth: 'bearer',
    parameters: ['seed', 'audio', 'negativePrompt', 'contentModeration', 'outputFormat', 'references'],
    source: 'docs.dev.runwayml.com/api; @runwayml/sdk',
    note: l10n.t('Requires a key of the developer portal, whose credits are its own. Cannot list jobs. Reports costs.'),
  },
  {
    id: 'azure',
    label: 'Azure OpenAI',
    group: 'hosted',
    type: 'azure',
    baseUrl: '',
    domains: ['openai.azure.com', 'cognitiveservices.azure.com', 'services.ai.azure.com'],
    auth: 'api-key',
    source: 'learn.microsoft.com, “Video generation with Sora 2”',
    note: l10n.t('Your own resource with a video model. Enter its URL and the deployment name.'),
  },
  {
    id: 'saygm',
    label: 'SayGM',
    group: 'hosted',
    type: 'openai',
    baseUrl: 'https://api.saygm.com/v1',
    auth: 'bearer',
    model: 'minimax/h3',
    overrides: { capabilities: bare },
    source: 'dev.to/poppymogmachine, “Sora API replacement”',
    note: l10n.t('The OpenAI Videos API with other models. Sizes and lengths depend on the model.'),
  },
  {
    id: 'openai',
    label: 'OpenAI',
    group: 'hosted',
    type: 'openai',
    baseUrl: 'https://api.openai.com/v1',
    auth: 'bearer',
    source: 'the OpenAI Videos API, its OpenAPI document',
    note: l10n.t('OpenAI shut down its Videos API on 2026-09-24. Servers with the same protocol still work.'),
  },
  {
    id: 'merge',
    label: 'Merge Gateway',
    group: 'gateway',
    type: 'openai',
    baseUrl: 'https://api-gateway.merge.dev/v1',
    auth: 'bearer',
    overrides: { seconds: 'number', capabilities: { ...bare, list: true, delete: true, reference: [] } },
    parameters: ['customer', 'vendor', 'user'],
    source: 'docs.merge.dev/merge-gateway/api-overview/videos',
    note: l10n.t(
      'Many vendors with one key. Requires a model; sizes such as 768P or 1280x720, depending on the model.',
    ),
  },
  {
    id: 'laozhang',
    label: 'laozhang.ai',
    group: 'gateway',
    type: 'openai',
    baseUrl: 'https://api.laozhang.ai/v1',
    auth: 'bearer',
    overrides: { encoding: 'multipart', capabilities: { ...bare, reference: ['file'] } },
    source: 'docs.laozhang.ai/en/api-capabilities/sora2/async-api',
    note: l10n.t('Accepts forms, and reference images as files only. Cannot list or delete jobs.'),
  },
  {
    id: 'chainhub',
    label: 'chainhub',
    group: 'gateway',
    type: 'newapi',
    baseUrl: 'https://api.chainhub.tech/v1',
    auth: 'bearer',
    parameters: ['watermark'],
    source: 'apifox, “chainhub.tech”, its OpenAPI document',
    note: l10n.t('A new-api gateway for Veo and Sora models. Cannot list or delete jobs.'),
  },
  {
    id: 'jxincm',
    label: 'jxincm',
    group: 'gateway',
    type: 'newapi',
    baseUrl: 'https://api.jxincm.cn/v1',
    auth: 'bearer',
    parameters: ['watermark', 'private', 'character_url', 'character_timestamps'],
    source: 'apifox, “jxincm.cn”, its OpenAPI document',
    note: l10n.t('A new-api gateway for Sora models. Cannot list or delete jobs.'),
  },
  {
    id: 'litellm',
    label: 'LiteLLM',
    group: 'own',
    type: 'openai',
    baseUrl: 'http://localhost:4000/v1',
    example: true,
    auth: 'bearer',
    overrides: { capabilities: { delete: false, variants: ['video'] } },
    parameters: ['custom_llm_provider'],
    source: 'docs.litellm.ai/docs/videos',
    note: l10n.t('Your own proxy for several providers. Can list jobs, but not delete them.'),
  },
  {
    id: 'bifrost',
    label: 'Bifrost',
    group: 'own',
    type: 'openai',
    baseUrl: 'http://localhost:8080/v1',
    example: true,
    auth: 'bearer',
    overrides: { capabilities: { edit: false, extend: false, variants: ['video'] } },
    source: 'docs.getbifrost.ai/api-reference/videos',
    note: l10n.t('Your own gateway. Model names include their provider, such as openai/sora-2.'),
  },
  {
    id: 'vllm-omni',
    label: 'vLLM-Omni',
    group: 'own',
    type: 'openai',
    baseUrl: 'http://localhost:8091/v1',
    example: true,
    auth: 'none',
    overrides: {
      encoding: 'multipart',
      fields: { size: ['width', 'height'] },
      capabilities: { ...bare, list: true, delete: true },
    },
    parameters: ['num_frames', 'fps', 'num_inference_steps', 'guidance_scale', 'seed', 'negative_prompt'],
    source: 'docs.vllm.ai/projects/vllm-omni, “Videos API”',
    note: l10n.t('A model on your own GPU. Accepts forms, width and height; deleting a job stops it.'),
  },
  {
    id: 'sglang',
    label: 'SGLang',
    group: 'own',
    type: 'openai',
    baseUrl: 'http://localhost:30000/v1',
    example: true,
    auth: 'none',
    overrides: { encoding: 'json', seconds: 'number', capabilities: { ...bare, list: true, delete: true } },
    parameters: ['num_frames', 'fps', 'num_inference_steps', 'guidance_scale', 'seed', 'negative_prompt'],
    source: 'docs.sglang.io/diffusion/api/openai_api.html',
    note: l10n.t('A model on your own GPU. Accepts JSON for text, and a form with an image.'),
  },
  {
    id: 'custom',
    label: l10n.t('Another server that implements the OpenAI Videos API'),
    group: 'own',
    type: 'openai',
    baseUrl: '',
    auth: 'bearer',
    source: 'the OpenAI Videos API, its OpenAPI document',
    note: l10n.t('Your own gateway or server. Enter its base URL.'),
  },
];

/** Kind of server: a vendor's own, a gateway to several vendors, or self-hosted. */
export type PresetGroup = 'hosted' | 'gateway' | 'own';

/** Template for a provider; the user can change everything afterwards. */
export interface Preset {
  /** Letters, digits and `-`. */
  id: string;
  /** Proper name, not translated; `custom` has a localised description instead. */
  label: string;
  group: PresetGroup;
  type: string;
  /** With the version path. Empty or an example (`example`) if only the user knows it. */
  baseUrl: string;
  /** Set if `baseUrl` is only the default of such a server, and the user has to confirm it. */
  example?: true;
  /** Domains of its hosts, if they differ from the domain of the base address. */
  domains?: readonly string[];
  auth: Auth;
  model?: string;
  /** Differences from its type, in the format of the setting. */
  overrides?: Overrides;
  /** Extra fields that a create takes, in the server's spelling. */
  parameters?: readonly string[];
  /** Source of this data. */
  source: string;
  /** One sentence for the user on what to expect. */
  note: string;
}
