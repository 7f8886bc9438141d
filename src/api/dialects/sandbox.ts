import { newapi } from './newapi';
import { openai } from './openai';
import { opeai } from './opeai';
import { openrouter } from './openrouter';
import type { Dialect } from './dialect';

/** The built-in server speaks each dialect below a first segment of its name. */
const byFirstSegment = new Map<string, Dialect>([
  ['openai', openai],
  ['openrouter', openrouter],
  ['opeai', opeai],
  ['chainhub', newapi],
  ['jxincm', newapi],
]);

/** What the sandbox speaks at this base address. */
export function sandboxDialect(baseUrl: string): Dialect {
  const absolute = baseUrl.includes('://') ? baseUrl : `http://${baseUrl}`;
  const name = URL.canParse(absolute) ? new URL(absolute).pathname.split('/')[1] : undefined;
  return byFirstSegment.get(name ?? '') ?? openai;
}

export const sandbox: Dialect = {
  ...openai,
  label: 'Sandbox',
  basePath(segments, hostname, auth) {
    const [name = 'openai', ...rest] = segments;
    const dialect = byFirstSegment.get(name);
    return dialect ? [name, ...dialect.basePath(rest, hostname, auth)] : segments;
  },
};
