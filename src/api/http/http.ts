/**
 * HTTP interface that the transport needs, implemented by `undici.ts`, `fetchClient.ts` and fakes. Plain data, no
 * shared classes.
 */

import type { Certificate } from './certificate';

/** Network settings that the user made for the whole editor. */
export interface NetworkSettings {
  /** HTTP client: undici (default), or VS Code's own `fetch`, which supports PAC files, Kerberos and prompts. */
  client?: 'undici' | 'vscode';
  /** URL of a proxy; if empty or absent, `env` decides. */
  proxy?: string;
  /** Value of `Proxy-Authorization`; replaces credentials in the proxy's URL. */
  proxyAuthorization?: string;
  /** Hosts reached without the proxy; unless empty, replaces `NO_PROXY`. */
  noProxy?: readonly string[];
  /** `off` forces direct connections, whatever else is set. */
  proxySupport?: 'off' | 'on' | 'override' | 'fallback';
  /** False accepts certificates that cannot be verified. Default true. */
  strictSSL?: boolean;
  /** True to trust the operating system's certificates besides the bundled ones. Default true. */
  systemCertificates?: boolean;
  /** Additional certificates to trust, in PEM format. */
  ca?: readonly string[];
  /** Environment variables (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`). */
  env?: Readonly<Record<string, string | undefined>>;
}

export type FormPart =
  { name: string; value: string } | { name: string; file: { name: string; contentType: string; blob: Blob } };

export type HttpBody =
  { kind: 'text'; text: string; contentType: string } | { kind: 'form'; parts: readonly FormPart[] };

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  headers: Record<string, string>;
  body?: HttpBody;
  /** File that is the whole body. */
  file?: { contentType: string; blob: Blob };
  signal?: AbortSignal;
  /** True to refuse a name that resolves to this computer or its network, where that can be checked. */
  publicOnly?: boolean;
  /** Longest wait for the status line and headers once the request is written, in ms. */
  headersTimeoutMs: number;
  /** Longest pause within the response's body, in ms. */
  bodyTimeoutMs: number;
  /**
   * Called just before the first byte is written to an open connection. A client that cannot observe this calls it
   * unless it is certain that nothing was sent.
   */
  onSent?: () => void;
}

export interface HttpResponse {
  status: number;
  /** Names in lower case; repeated headers are joined with a comma. */
  headers: Record<string, string>;
  /** Throws if the connection breaks or is idle for too long. */
  body: AsyncIterable<Uint8Array>;
  /** True if `body` is already decompressed, although `headers` describe the compressed body. */
  decompressed?: boolean;
  /** Drops the connection of a body that is not going to be read. */
  discard(): void;
}

/** Sends requests as they are: no redirects, no retries. */
export interface HttpClient {
  send(request: HttpRequest): Promise<HttpResponse>;
  /** Returns the certificate of an https server, trusted or not. Sends no request. */
  certificate?(url: string): Promise<Certificate | undefined>;
  close(): Promise<void>;
}
