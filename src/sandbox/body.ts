import type { IncomingMessage } from 'node:http';
import { type Body, Refusal } from './http';

const largest = 50 * 1024 * 1024;

/** @throws Refusal if the body is too large. */
export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largest) throw new Refusal('tooLarge', 'Request body is larger than 50 MiB.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** @throws Refusal for a body that is not what its content type says. */
export async function decodeBody(bytes: Buffer, contentType: string): Promise<Body> {
  if (bytes.length === 0) return { encoding: 'none', fields: {}, files: {} };
  if (/^application\/json\b/i.test(contentType)) return decodeJson(bytes);
  if (/^multipart\/form-data\b/i.test(contentType)) return decodeMultipart(bytes, contentType);
  return { encoding: 'other', fields: {}, files: {} };
}

function decodeJson(bytes: Buffer): Body {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch {
    throw new Refusal('invalid', 'We could not parse the JSON body of your request.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal('invalid', 'The JSON body of your request must be an object.');
  }
  return { encoding: 'json', fields: value as Record<string, unknown>, files: {} };
}

/** Node's own multipart reader. A part is a file if, and only if, it has a file name: RFC 7578 §4.2. */
async function decodeMultipart(bytes: Buffer, contentType: string): Promise<Body> {
  const body: Body = { encoding: 'multipart', fields: {}, files: {} };
  let form: FormData;
  try {
    form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } }).formData();
  } catch {
    throw new Refusal('invalid', 'We could not parse the multipart body of your request.');
  }
  for (const [name, value] of form) {
    if (typeof value === 'string') setField(body.fields, name, value);
    else {
      const contents = Buffer.from(await value.arrayBuffer());
      body.files[name] = { name: value.name, contentType: value.type, bytes: contents };
    }
  }
  return body;
}

/** `input_reference[image_url]` is how form fields spell `{ input_reference: { image_url } }`. */
function setField(fields: Record<string, unknown>, name: string, value: string): void {
  const [, outer, inner] = /^([^[\]]+)\[([^[\]]+)\]$/.exec(name) ?? [];
  if (outer === undefined || inner === undefined) fields[name] = value;
  else fields[outer] = { ...(fields[outer] as object | undefined), [inner]: value };
}
