import { randomUUID } from 'node:crypto';
import { baseUrlOf } from '../baseUrl';
import { dialectFor } from '../dialects';
import type { Connection } from '../provider';
import { createRedactor } from '../redact';
import { ownHeaders } from '../transport/credentials';
import type { CreateInput } from '../types';
import { formParts, urlOf } from '../wire';
import type { CreateCall, HeaderValue } from './call';
import { curl } from './curl';
import { javascript } from './javascript';
import { python } from './python';

export const copyLanguages = ['curl', 'python', 'javascript'] as const;
export type CopyLanguage = (typeof copyLanguages)[number];

/**
 * Code that creates the same job: made from the request that the dialect itself would send, so that the two cannot
 * differ. The key is an environment variable, `VIDEO_API_KEY`; a reference file is read from where its name says.
 * @throws VideoJobsError where the job could not be created either
 */
export function copyAs(connection: Omit<Connection, 'key'>, input: CreateInput, language: CopyLanguage): string {
  const { provider } = connection;
  const baseUrl = baseUrlOf({ ...provider, baseUrl: connection.baseUrl });
  const request = dialectFor(provider).encode({ op: 'create', input }, { model: provider.model });
  const key = randomUUID();
  const hidden = createRedactor().headers(provider.headers ?? {});
  const headers = Object.entries(ownHeaders({ provider: { ...provider, headers: hidden }, baseUrl, key })).map(
    ([name, value]): [string, HeaderValue] => {
      const [before = '', after] = value.split(key);
      return [name, after === undefined ? value : { before, after }];
    },
  );
  const { kind = 'json', value = {} } = request.body ?? {};
  const body: CreateCall['body'] = kind === 'form' ? { kind, parts: formParts(value) } : { kind, value };
  return { curl, python, javascript }[language]({ url: urlOf(baseUrl, request), headers, body });
}
