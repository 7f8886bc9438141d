import type { FormPart } from '../http/http';
import { type CreateCall, splitJson, variable } from './call';

/** For a POSIX shell. Inside single quotes nothing is special but the quote itself. */
export function curl({ url, headers, body }: CreateCall): string {
  const quoted = (text: string): string => `'${text.replaceAll('\0', '').replaceAll("'", `'\\''`)}'`;
  const doubled = (text: string): string => text.replace(/[\\"`$!]/g, '\\$&');
  const lines = [`curl --fail-with-body ${quoted(url)}`];
  for (const [name, value] of headers) {
    lines.push(
      typeof value === 'string'
        ? `-H ${quoted(`${name}: ${value}`)}`
        : `-H "${doubled(`${name}: ${value.before}`)}$${variable}${doubled(value.after)}"`,
    );
  }
  if (body.kind === 'form') {
    for (const part of body.parts) lines.push(curlPart(part, quoted));
    return lines.join(' \\\n  ');
  }
  lines.push(`-H 'content-type: application/json'`);
  const pieces = splitJson(body.value);
  if (pieces.every((piece) => typeof piece === 'string')) {
    lines.push(`--data-raw ${quoted(pieces.join(''))}`);
    return lines.join(' \\\n  ');
  }
  // A file may be too long for an argument, so the body is put together in a pipe.
  const steps = pieces.map((piece) =>
    typeof piece === 'string'
      ? `printf '%s' ${quoted(piece)}`
      : `base64 < ${quoted(shellPath(piece.name))} | tr -d '\\n'`,
  );
  lines.push('--data-binary @-');
  return `{ ${steps.join('; ')}; } |\n${lines.join(' \\\n  ')}`;
}

function curlPart(part: FormPart, quoted: (text: string) => string): string {
  if (!('file' in part)) return `--form-string ${quoted(`${part.name}=${part.value}`)}`;
  const inQuotes = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`;
  const { name, contentType } = part.file;
  return `-F ${quoted(`${part.name}=@${inQuotes(shellPath(name))};type=${contentType}`)}`;
}

/** A name that begins with a dash would be taken for an option. */
const shellPath = (name: string): string => (name.startsWith('-') ? `./${name}` : name);
