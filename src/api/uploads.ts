import * as l10n from '@vscode/l10n';
import { badResponse, readJson } from './answer';
import { asText, firstText, isRecord, pathsOf, valueAt } from './decode/read';
import type { Dialect } from './dialects/dialect';
import { kindOfRole } from './dialects/inputs';
import type { Upload } from './dialects/upload';
import type { FailureContext } from './failures';
import { isFetchable } from './http/address';
import type { Connection } from './provider';
import type { Transport } from './transport/transport';
import type { MediaInput } from './types';
import { EmbeddedFile, type FileReference, urlOf } from './wire';

interface Tools {
  connection: Connection;
  transport: Transport;
  dialect: Pick<Dialect, 'upload'>;
  context: FailureContext;
}

export interface UploadOptions {
  signal?: AbortSignal;
  /** Called before each file. */
  onFile?(name: string, number: number, of: number): void;
}

/** True for a file that a request of this server names by address, because it is too large for the body. */
function isUploaded({ upload }: Pick<Dialect, 'upload'>, { role, media }: MediaInput): boolean {
  return media.kind === 'file' && upload !== undefined && media.blob.size > upload.above[kindOfRole(role)];
}

/**
 * Uploads the inputs that are too large for a request, one after another. Nothing is billed for it, so that it may be
 * cancelled and repeated.
 * @returns the inputs, uploaded ones as addresses
 * @throws VideoJobsError
 */
export async function uploadInputs(
  tools: Tools,
  inputs: readonly MediaInput[],
  { signal, onFile }: UploadOptions,
): Promise<MediaInput[]> {
  const { upload } = tools.dialect;
  const large = inputs.filter((input) => isUploaded(tools.dialect, input));
  const ready: MediaInput[] = [];
  for (const input of inputs) {
    if (!upload || input.media.kind !== 'file' || !large.includes(input)) {
      ready.push(input);
      continue;
    }
    onFile?.(input.media.name, large.indexOf(input) + 1, large.length);
    ready.push({ ...input, media: { kind: 'url', url: await uploadFile(tools, upload, input.media, signal) } });
  }
  return ready;
}

async function uploadFile(
  { connection, transport, context }: Tools,
  upload: Upload,
  file: FileReference,
  signal: AbortSignal | undefined,
): Promise<string> {
  const about = { operation: 'upload' };
  const { baseUrl } = connection;
  const request = upload.start({ name: file.name, type: file.contentType, bytes: file.blob.size });
  const isWhole = upload.file !== undefined;
  const body = isWhole
    ? { kind: 'form' as const, value: { ...request.body?.value, [upload.file as string]: new EmbeddedFile(file) } }
    : request.body;
  const response = await transport.send(
    connection,
    { ...request, ...(body && { body }), url: urlOf(baseUrl, request), about },
    signal,
  );
  const answer = readJson(response, context);
  const { send } = upload;
  if (send) {
    const url = asText(valueAt(answer, send.to)) ?? '';
    if (!isFetchable(url, baseUrl)) throw badResponse(l10n.t('an address for the upload'), response, context);
    const fields = send.fields === undefined ? undefined : valueAt(answer, send.fields);
    await transport.send(
      connection,
      fields === undefined
        ? { method: 'PUT', url, file, about }
        : {
            method: 'POST',
            url,
            body: { kind: 'form', value: { ...(isRecord(fields) && fields), file: new EmbeddedFile(file) } },
            about,
          },
      signal,
    );
  }
  const address = firstText(answer, pathsOf(upload.address));
  if (address === undefined) throw badResponse(l10n.t('the address of the uploaded file'), response, context);
  return address;
}
