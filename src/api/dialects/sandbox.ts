import * as l10n from '@vscode/l10n';
import type { Dialect } from './dialect';
import { openai } from './openai';

/** Systems of the built-in server for a type with several variants; any other type has one system, of its own name. */
const variants: Readonly<Record<string, readonly string[]>> = {
  newapi: ['chainhub', 'jxincm'],
  gemini: ['gemini', 'interactions'],
};

/** Systems of the built-in server, each with its type. */
export const systemsFor = (types: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(types.flatMap((type) => (variants[type] ?? [type]).map((system) => [system, type])));

/** The built-in server: speaks every dialect, each below a path segment that names the system. */
export function sandboxOf(bySystem: ReadonlyMap<string, Dialect>): Dialect {
  const at = (baseUrl: string): Dialect => {
    const absolute = baseUrl.includes('://') ? baseUrl : `http://${baseUrl}`;
    const system = URL.canParse(absolute) ? new URL(absolute).pathname.split('/')[1] : undefined;
    const dialect = bySystem.get(system ?? '') ?? openai;
    return dialect.at?.(baseUrl) ?? dialect;
  };
  return {
    ...openai,
    label: 'Sandbox',
    description: () => l10n.t('The built-in server that needs no key'),
    builtIn: true,
    at,
    basePath(segments, hostname, auth) {
      const [system = 'openai', ...rest] = segments;
      const dialect = bySystem.get(system);
      return dialect ? [system, ...dialect.basePath(rest, hostname, auth)] : segments;
    },
  };
}
