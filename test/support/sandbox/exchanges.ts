import type { Middleware } from '../../../src/sandbox';
import type { Answer } from '../../../src/sandbox/http';

/** A request and its response as they were on the wire, keys included. */
export interface Exchange {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: Buffer;
  answer: Answer;
}

/** Shows each exchange to the listener. */
export const onExchange =
  (listener: (exchange: Exchange) => void): Middleware =>
  async (request, next) => {
    const answer = await next(request);
    const { method, url, bytes: body } = request;
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    listener({ method, url, headers, body, answer });
    return answer;
  };
