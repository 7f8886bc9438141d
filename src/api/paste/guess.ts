import { providerTypes } from '../dialects';
import { guessType } from '../presets';
import type { PastedRequest } from './curl';

/** Rules that identify a type of server of unknown host: by the endpoint's path, then by fields of the body. */
const rows: readonly { type: string; path: RegExp; fields?: RegExp }[] = [
  { type: 'azure', path: /\/openai\/deployments\// },
  // The unified format of gateways, and new-api's own (router/video-router.go).
  { type: 'unified', path: /\/video\/(create|query)$/ },
  { type: 'generations', path: /\/videos?\/generations(\/|$)/ },
  { type: 'gemini', path: /\/v1beta\/openai(\/|$)/ },
  // Fields of OpenRouter's VideoGenerationRequest, at an unknown host.
  {
    type: 'openrouter',
    path: /\/api\/v1\/videos$/,
    fields: /^(duration|resolution|aspect_ratio|frame_images|input_references)$/,
  },
  // Fields that chainhub and jxincm document for their create.
  { type: 'newapi', path: /\/videos$/, fields: /^(watermark|private|character_url|character_timestamps)$/ },
];

/** Returns the type of server that a request is meant for; `openai` by default. */
export function typeOf(url: URL, body: PastedRequest['body']): string {
  const byHost = guessType(url.href);
  if (byHost !== 'openai') return byHost;
  const names = Object.keys(body?.fields ?? {});
  const row = rows.find(
    ({ type, path, fields }) =>
      providerTypes.includes(type) && path.test(url.pathname) && (!fields || names.some((name) => fields.test(name))),
  );
  return row?.type ?? byHost;
}
