// What a provider would be asked, for the page of providers. Nothing is sent.
import { dialectFor } from '../../src/api/dialects';
import type { Operation } from '../../src/api/dialects/dialect';
import type { Provider } from '../../src/api/provider';
import { EmbeddedFile, type WireRequest } from '../../src/api/wire';

const operations: readonly Operation[] = [
  { op: 'create', input: { prompt: 'A cat', model: 'm', seconds: 8, size: '1280x720' } },
  { op: 'get', id: 'ID' },
  { op: 'content', id: 'ID', variant: 'video', index: 0 },
];

interface ExampleRequest {
  request: WireRequest;
  /** `form: a=b …` or JSON. */
  body?: string;
}

/** Nothing, where the type has no such operation. */
export function requestFor(
  provider: Pick<Provider, 'type' | 'baseUrl' | 'overrides'>,
  op: Operation['op'],
): ExampleRequest | undefined {
  try {
    const request = dialectFor(provider).encode(
      operations.find((each) => each.op === op)!,
      {},
    );
    return { request, ...(request.body && { body: written(request.body) }) };
  } catch {
    return undefined;
  }
}

/** Method and path. */
export function partOf(example: ExampleRequest | undefined): string {
  if (!example) return '–';
  const { method, path, query = {} } = example.request;
  const search = Object.entries(query).map(([name, value]) => `${name}=${value}`);
  return `${method} ${path}${search.length > 0 ? `?${search.join('&')}` : ''}`.replaceAll('ID', '{id}');
}

function written({ kind, value }: NonNullable<WireRequest['body']>): string {
  const fields = Object.entries(value).filter(([, each]) => !(each instanceof EmbeddedFile));
  return kind === 'json'
    ? JSON.stringify(Object.fromEntries(fields))
    : `form: ${fields.map(([name, each]) => `${name}=${String(each)}`).join(', ')}`;
}
