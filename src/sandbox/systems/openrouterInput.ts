import { type Body, Refusal } from '../http';
import type { JobInput } from '../jobs';
import { scenarios } from '../scenarios';

const resolutions = ['480p', '720p', '768p', '1080p', '1K', '2K', '4K'];
const aspectRatios = ['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3', '21:9', '9:21'];

/** `VideoGenerationRequest`, and `previous_job_id` of the guide. @throws Refusal */
export function checkGeneration({ encoding, fields }: Body): JobInput & { previous?: string } {
  const { model, prompt, duration, size, resolution, aspect_ratio: ratio, previous_job_id: previous } = fields;
  const fits =
    encoding === 'json' &&
    isText(model) &&
    isText(prompt) &&
    (duration === undefined || (Number.isInteger(duration) && (duration as number) >= 1)) &&
    (size === undefined || (isText(size) && /^\d+x\d+$/.test(size))) &&
    (resolution === undefined || resolutions.includes(resolution as string)) &&
    (ratio === undefined || aspectRatios.includes(ratio as string)) &&
    (previous === undefined || isText(previous)) &&
    framesFit(fields.frame_images) &&
    referencesFit(fields.input_references) &&
    (fields['generate_audio'] === undefined || typeof fields['generate_audio'] === 'boolean') &&
    (fields['seed'] === undefined || Number.isInteger(fields['seed']));
  if (!fits) throw new Refusal('invalid', 'Invalid request parameters');
  return {
    model,
    prompt,
    seconds: (duration as number | undefined) ?? 8,
    size: size ?? (ratio as string | undefined) ?? '16:9',
    ...(previous !== undefined && { previous }),
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function framesFit(frames: unknown): boolean {
  if (frames === undefined) return true;
  if (!Array.isArray(frames)) return false;
  return frames.every((frame: { type?: unknown; image_url?: { url?: unknown }; frame_type?: unknown } | null) => {
    const known = frame?.frame_type === 'first_frame' || frame?.frame_type === 'last_frame';
    return frame?.type === 'image_url' && isText(frame.image_url?.url) && known;
  });
}

interface Reference {
  type?: unknown;
  [kind: string]: unknown;
}

/** Images as any address, sounds as https only. @throws Refusal for a sound as data */
function referencesFit(references: unknown): boolean {
  if (references === undefined) return true;
  if (!Array.isArray(references)) return false;
  return references.every((reference: Reference | null) => {
    const type = reference?.type;
    if (type !== 'image_url' && type !== 'video_url' && type !== 'audio_url') return false;
    const { url } = (reference?.[type] ?? {}) as { url?: unknown };
    if (type === 'audio_url' && /^data:/.test(String(url))) throw new Refusal('invalid', 'Only HTTPS URLs are allowed');
    return isText(url);
  });
}

/** Returns the price per second, in US dollars. */
export const perSecond = (size: string): number => (/1080/.test(size) ? 0.08 : 0.05);

/** `VideoModelsListResponse`. */
export function modelList() {
  const data = Object.entries(scenarios).map(([id, { label }]) => ({
    id,
    canonical_slug: id,
    name: label,
    description: label,
    created: 1700000000,
    hugging_face_id: null,
    supported_resolutions: ['720p', '1080p'],
    supported_aspect_ratios: ['16:9', '9:16'],
    supported_sizes: ['1280x720', '720x1280', '1920x1080', '1080x1920'],
    supported_durations: [4, 8, 12],
    supported_frame_images: ['first_frame'],
    generate_audio: true,
    seed: id === 'sandbox-video' ? true : null,
    pricing_skus: { duration_seconds_720p: '0.05', duration_seconds_1080p: '0.08' },
    allowed_passthrough_parameters: id === 'sandbox-video' ? ['negative_prompt', 'cfg_scale'] : [],
    creativity: null,
    upscale_factor: null,
  }));
  return { data };
}
