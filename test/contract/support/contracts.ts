import { existsSync } from 'node:fs';
import path from 'node:path';
import { getHttpOperationsFromSpec, type IHttpRequest, type IHttpResponse } from '@stoplight/prism-http';
import route from '@stoplight/prism-http/dist/router';
import { validateInput, validateOutput, validateSecurity } from '@stoplight/prism-http/dist/validator';
import { DiagnosticSeverity, type IHttpOperation } from '@stoplight/types';
import type { Exchange } from '../../support/sandbox';

/** Where the providers' OpenAPI documents are; they are not part of this repository. */
export const contractsFolder = process.env.VIDEO_JOBS_CONTRACTS ?? path.resolve('../shared/contracts');

const missing = existsSync(contractsFolder)
  ? undefined
  : `the providers' OpenAPI documents are not in ${contractsFolder}; VIDEO_JOBS_CONTRACTS names another folder`;

/** Tests that need the documents: skipped, and their title says why, where there are none. */
export function describeWithContracts(title: string, tests: () => void): void {
  describe(missing === undefined ? title : `${title} (skipped: ${missing})`, () => {
    before(function () {
      if (missing !== undefined) this.skip();
    });
    tests();
  });
}

/** A document, and where the sandbox has what it describes. */
const documents = [
  { file: 'openai-videos.openapi.json', base: '/openai/v1' },
  { file: 'openrouter-videos.openapi.json', base: '/openrouter/api/v1' },
  { file: 'openrouter-content.openapi.json', base: '/openrouter/api/v1' },
  { file: 'chainhub-content.openapi.json', base: '/chainhub' },
  { file: 'jxincm-content.openapi.json', base: '/jxincm' },
];

interface Finding {
  /** Method and path as the document has them; `undefined` where no document knows the request. */
  operation?: string;
  /** What does not fit, in Prism's words. */
  request: string[];
  answer: string[];
}

export class Contracts {
  readonly #loaded: { base: string; operations: IHttpOperation[] }[];

  private constructor(loaded: { base: string; operations: IHttpOperation[] }[]) {
    this.#loaded = loaded;
  }

  static async load(): Promise<Contracts> {
    const load = async ({ file, base }: (typeof documents)[number]) => ({
      base,
      operations: await getHttpOperationsFromSpec(path.join(contractsFolder, file)),
    });
    return new Contracts(await Promise.all(documents.map(load)));
  }

  /** Holds an exchange against every document that has its operation. */
  check(exchange: Exchange): Finding {
    const finding: Finding = { request: [], answer: [] };
    for (const { base, operations } of this.#loaded) {
      const { pathname } = exchange.url;
      if (!pathname.startsWith(`${base}/`)) continue;
      const request = requestOf(exchange, pathname.slice(base.length));
      const found = route({ resources: operations, input: request });
      if (found._tag === 'Left') continue;
      const resource = found.right;
      finding.operation = `${resource.method} ${resource.path}`;
      finding.request.push(...errorsOf(validateInput({ resource, element: request })));
      finding.request.push(...errorsOf(validateSecurity({ resource, element: request })));
      finding.answer.push(...errorsOf(validateOutput({ resource, element: answerOf(exchange) })));
    }
    return finding;
  }
}

function requestOf({ method, url, headers, body }: Exchange, relativePath: string): IHttpRequest {
  const type = headers['content-type'] ?? '';
  return {
    method: method.toLowerCase() as IHttpRequest['method'],
    url: { path: relativePath, query: Object.fromEntries(url.searchParams) },
    headers,
    ...(body.length > 0 && { body: decoded(body, type) }),
  };
}

function answerOf({ answer: { status, headers, body } }: Exchange): IHttpResponse {
  return { statusCode: status, headers, body: decoded(body, headers['content-type'] ?? '') };
}

/** Prism wants JSON parsed, and all else (forms, media) as text. */
function decoded(body: Buffer, contentType: string): unknown {
  return contentType.startsWith('application/json')
    ? (JSON.parse(body.toString()) as unknown)
    : body.toString('latin1');
}

type Validated =
  ReturnType<typeof validateInput> | ReturnType<typeof validateOutput> | ReturnType<typeof validateSecurity>;

/** A refusal whose status the document leaves out is a warning only. */
function errorsOf(result: Validated): string[] {
  if (result._tag === 'Right') return [];
  return result.left.filter(({ severity }) => severity === DiagnosticSeverity.Error).map(({ message }) => message);
}
