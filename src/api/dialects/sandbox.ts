import { generations } from './generations';
import { azure } from './azure';
import { gemini } from './gemini';
import { newapi } from './newapi';
import { openai } from './openai';
import { opeai } from './opeai';
import { openrouter } from './openrouter';
import { unified } from './unified';
import { together } from './together';
import { xai } from './xai';
import type { Dialect } from './dialect';

/** The built-in server speaks each dialect below a path segment of its name. */
const byFirstSegment = new Map<string, Dialect>([
  ['openai', openai],
  ['azure', azure],
  ['gemini', gemini],
  ['together', together],
  ['xai', xai],
  ['openrouter', openrouter],
  ['opeai', opeai],
  ['chainhub', newapi],
  ['jxincm', newapi],
  ['unified', unified],
  ['generations', generations],
]);

/** Returns the dialect for a base address. */
function sandboxDialect(baseUrl: string): Dialect {
  const absolute = baseUrl.includes('://') ? baseUrl : `http://${baseUrl}`;
  const name = URL.canParse(absolute) ? new URL(absolute).pathname.split('/')[1] : undefined;
  const dialect = byFirstSegment.get(name ?? '') ?? openai;
  return dialect.at?.(baseUrl) ?? dialect;
}

export const sandbox: Dialect = {
  ...openai,
  label: 'Sandbox',
  at: sandboxDialect,
  basePath(segments, hostname, auth) {
    const [name = 'openai', ...rest] = segments;
    const dialect = byFirstSegment.get(name);
    return dialect ? [name, ...dialect.basePath(rest, hostname, auth)] : segments;
  },
};
