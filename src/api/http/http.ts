/** What the transport asks of an HTTP library; `undici.ts` and `fetchDoor.ts` answer it, and so can a fake. Plain data, no class shared. */

import type { Certificate } from './certificate';

/** Where requests go through, as the user set it for the whole editor. */
export interface NetworkSettings {
  /** Whose connections: undici's (default), or those of VS Code's own `fetch`, which knows PAC files, Kerberos and prompts. */
  client?: 'undici' | 'vscode';
  /** Address of a proxy; an empty or absent one leaves it to `env`. */
  proxy?: string;
  /** What a proxy gets as `Proxy-Authorization`, in place of the sign-in in its address. */
  proxyAuthorization?: string;
  /** Hosts reached without the proxy; when not empty it replaces `NO_PROXY`. */
  noProxy?: readonly string[];
  /** `off` means direct connections, whatever else is set. */
  proxySupport?: 'off' | 'on' | 'override' | 'fallback';
  /** False accepts certificates that cannot be verified. Default true. */
  strictSSL?: boolean;
  /** Whether certificates of the operating system are trusted besides the bundled ones. Default true. */
  systemCertificates?: boolean;
  /** More certificates to trust, in PEM form. */
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
  signal?: AbortSignal;
  /** Whether a name that leads to an address of this computer or its network is refused, where that can be known. */
  publicOnly?: boolean;
  /** Longest wait for the status line and headers, once the request is written. */
  headersTimeoutMs: number;
  /** Longest silence in the middle of the answer's body. */
  bodyTimeoutMs: number;
  /** Called just before the first byte goes out on an open connection; where that cannot be known, unless it is certain that none has. */
  onSent?: () => void;
}

export interface HttpResponse {
  status: number;
  /** Names in lower case; repeated headers joined with a comma. */
  headers: Record<string, string>;
  /** Throws when the connection breaks or falls silent. */
  body: AsyncIterable<Uint8Array>;
  /** Whether `body` is decompressed already, and `headers` speak of what it was. */
  decompressed?: boolean;
  /** Drops the connection of a body that will not be read. */
  discard(): void;
}

/** Sends requests as they are: follows no redirect, repeats nothing. */
export interface HttpClient {
  send(request: HttpRequest): Promise<HttpResponse>;
  /** The certificate met at an https address, whether it is trusted or not. Nothing is sent there. */
  certificate?(url: string): Promise<Certificate | undefined>;
  close(): Promise<void>;
}
