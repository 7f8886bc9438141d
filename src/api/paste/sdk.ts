import type { PastedRequest } from './curl';
import { readLiteral } from './literal';

type Fields = Readonly<Record<string, unknown>>;

/** Calls of vendors' own clients, in JavaScript and Python. */
interface Client {
  /** Matches the call up to its bracket; the first group is the model, where that is an argument of its own. */
  call: RegExp;
  /** Name of the argument that holds the model's fields; the arguments themselves, if absent. */
  input?: readonly string[];
  /** Where the request goes. */
  url(text: string, model: string | undefined): string;
  /** Variable that the client reads its key from by itself. */
  variable: string;
}

const quotedModel = String.raw`\s*\(\s*["'\`]([^"'\`\n]{1,200})["'\`]`;

const clients: readonly Client[] = [
  {
    call: new RegExp(
      String.raw`\bfal(?:_client|\.queue|_client\.queue)?\.(?:subscribe|run|submit|stream|queue\.submit)(?:_async)?${quotedModel}`,
    ),
    input: ['input', 'arguments'],
    url: (_text, model = '') => `https://queue.fal.run/${model}`,
    variable: 'FAL_KEY',
  },
  {
    call: new RegExp(String.raw`\breplicate\.(?:run|stream|async_run)${quotedModel}`),
    input: ['input'],
    url: () => 'https://api.replicate.com/v1',
    variable: 'REPLICATE_API_TOKEN',
  },
  {
    call: /\breplicate\.predictions\.create\s*\(/,
    input: ['input'],
    url: () => 'https://api.replicate.com/v1',
    variable: 'REPLICATE_API_TOKEN',
  },
  {
    call: /\.videos\.(?:create|create_and_poll|createAndPoll)\s*\(/,
    url: (text) =>
      /\bbase_?url["']?\s{0,20}[:=]\s{0,20}["'`]([^"'`\s]{1,300})["'`]/i.exec(text)?.[1] ?? 'https://api.openai.com/v1',
    variable: 'OPENAI_API_KEY',
  },
];

/** Key that is written into a program, or the variable that it is read from. */
const key = /\b(?:credentials|auth|api_?key|api_?token)["']?\s{0,20}[:=]\s{0,20}["'`]([^"'`\s]{8,8192})["'`]/i;
const variable = /(?:\bprocess\.env\.|\benviron(?:\.get\(|\[)["']|\bgetenv\(["'])(\w+)/;

/** Reads a call of a vendor's own client; undefined for any other text. Nothing is run. */
export function readSdkCall(text: string): PastedRequest | undefined {
  for (const { call, input, url, variable: usual } of clients) {
    const match = call.exec(text);
    if (!match) continue;
    const [whole, named] = match;
    const args = argumentsAt(text, match.index + whole.length - (named === undefined ? 1 : 0));
    const [inner] = (input ?? []).flatMap((name) => (isFields(args[name]) ? [args[name]] : []));
    const model = named ?? [args['model'], args['version']].find((each) => typeof each === 'string');
    const fields = { ...(inner ?? (input ? {} : args)), ...(model !== undefined && { model }) };
    const secret = key.exec(text)?.[1] ?? `$${variable.exec(text)?.[1] ?? usual}`;
    return {
      url: url(text, named),
      headers: [['Authorization', `Bearer ${secret}`]],
      body: { encoding: 'json', fields },
    };
  }
  return undefined;
}

/** Arguments of a call by name: an object, or named arguments of Python. @param at index of the bracket, or after the model */
function argumentsAt(text: string, at: number): Fields {
  const rest = text.slice(at, at + 200);
  const [, before = ''] = /^([(\s,]*)\{/.exec(rest) ?? [];
  if (/^[(\s,]*\{/.test(rest)) return readLiteral(text, at + before.length) ?? {};
  // After the model, what follows are the other named arguments.
  return text[at] === '('
    ? (readLiteral(text, at) ?? {})
    : (readLiteral(`(${text.slice(at).replace(/^\s*,/, '')}`, 0) ?? {});
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
