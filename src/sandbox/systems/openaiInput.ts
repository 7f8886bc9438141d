import { imageSize } from 'image-size';
import { type Body, Refusal, type UploadedFile } from '../http';
import type { JobInput } from '../jobs';
import { describe } from './system';

/** The document's four sizes, and the two that the guide adds for the larger model. */
const sizes = ['720x1280', '1280x720', '1024x1792', '1792x1024', '1080x1920', '1920x1080'];
/** The document's three lengths, and the two that its text adds for extensions. */
const lengths = ['4', '8', '12', '16', '20'];
const imageTypes = ['image/jpeg', 'image/png', 'image/webp'];
const longestPrompt = 32000;

/** A create request's fields, checked as the server checks them. @throws Refusal */
export function checkCreate(body: Body): JobInput {
  const { fields, files } = body;
  if (body.encoding !== 'json' && body.encoding !== 'multipart') {
    throw invalid('', 'Unsupported content type: expected application/json or multipart/form-data.');
  }
  const prompt = text(fields.prompt, 'prompt');
  if (prompt === undefined || prompt === '') {
    throw invalid('prompt', "Missing required parameter: 'prompt'.", 'missing_required_parameter');
  }
  if (prompt.length > longestPrompt) {
    throw invalid(
      'prompt',
      `Invalid 'prompt': expected at most ${longestPrompt} characters.`,
      'string_above_max_length',
    );
  }
  const size = oneOf(fields.size, 'size', sizes) ?? '720x1280';
  if (files.input_reference) checkImage(files.input_reference, size);
  else if (fields.input_reference !== undefined) checkReference(fields.input_reference, body.encoding, size);
  return { prompt, model: text(fields.model, 'model') ?? 'sora-2', seconds: checkSeconds(fields.seconds), size };
}

/** Length in seconds, from the text the server insists on. @throws Refusal */
export function checkSeconds(value: unknown): number {
  return Number(oneOf(value, 'seconds', lengths) ?? '4');
}

/** Id of the video that an edit or extension starts from; `undefined` where a file was uploaded. @throws Refusal */
export function sourceVideo({ fields, files }: Body): string | undefined {
  if (files.video) return undefined;
  const id = (fields.video as { id?: unknown } | undefined)?.id;
  if (typeof id === 'string' && id !== '') return id;
  throw invalid('video', "Missing required parameter: 'video'.", 'missing_required_parameter');
}

function oneOf(value: unknown, name: string, allowed: string[]): string | undefined {
  const list = allowed.map((item) => `'${item}'`).join(', ');
  if (value === undefined) return undefined;
  if (typeof value !== 'string') {
    const got = describe(value);
    throw invalid(name, `Invalid type for '${name}': expected one of ${list}, but got ${got} instead.`, 'invalid_type');
  }
  if (allowed.includes(value)) return value;
  throw invalid(name, `Invalid value: '${value}'. Supported values are: ${list}.`, 'invalid_value');
}

function text(value: unknown, name: string): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw invalid(
    name,
    `Invalid type for '${name}': expected a string, but got ${describe(value)} instead.`,
    'invalid_type',
  );
}

/** The object form, `{ image_url }` or `{ file_id }`. A form part without a file name arrives here as a text. */
function checkReference(value: unknown, encoding: Body['encoding'], size: string): void {
  const name = 'input_reference';
  if (typeof value !== 'object' || value === null) {
    const expected = encoding === 'multipart' ? 'a file' : 'an object';
    const got = describe(value);
    throw invalid(name, `Invalid type for '${name}': expected ${expected}, but got ${got} instead.`, 'invalid_type');
  }
  const { image_url: url, file_id: file } = value as Record<string, unknown>;
  if ((url === undefined) === (file === undefined)) {
    throw invalid(name, "Provide exactly one of 'image_url' or 'file_id'.");
  }
  const [, contentType, data] = /^data:([\w/+-]+);base64,(.*)$/s.exec(typeof url === 'string' ? url : '') ?? [];
  if (contentType === undefined || data === undefined) return;
  checkImage({ name: 'reference', contentType, bytes: Buffer.from(data, 'base64') }, size);
}

function checkImage({ contentType, bytes }: UploadedFile, size: string): void {
  if (!imageTypes.includes(contentType)) {
    const list = imageTypes.map((type) => `'${type}'`).join(', ');
    throw invalid(
      'input_reference',
      `Invalid file: unsupported mimetype ('${contentType}'). Supported file formats are ${list}.`,
      'unsupported_file_mimetype',
    );
  }
  const { width, height } = dimensions(bytes);
  if (`${width}x${height}` !== size) throw invalid(null, 'Inpaint image must match the requested width and height');
}

function dimensions(bytes: Buffer): { width: number; height: number } {
  try {
    return imageSize(bytes);
  } catch {
    throw invalid('input_reference', 'Invalid image file or mode for image.', 'invalid_image_file');
  }
}

function invalid(param: string | null, message: string, code?: string): Refusal {
  return new Refusal('invalid', message, { ...(param && { param }), ...(code !== undefined && { code }) });
}
