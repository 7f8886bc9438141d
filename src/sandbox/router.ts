import type { Operation } from './http';
import { type SandboxSystem, sandboxSystems, systems } from './systems';
import type { Route, System } from './systems/system';

export interface Match {
  name: SandboxSystem;
  system: System;
  route?: Route;
  operation?: Operation;
  /** Decoded id, from the place of `{id}` or from the query. */
  id: string;
}

/** Finds the system and route for a request. Segments are compared in encoded form: an id may contain `%2F`. */
export function match(method: string, { pathname: path, searchParams }: URL): Match | undefined {
  const name = sandboxSystems.find((each) => path.startsWith(`${systems[each].base}/`));
  if (name === undefined) return undefined;
  const system = systems[name];
  const segments = path.slice(system.base.length + 1).split('/');
  const route = system.routes.find((each) => each.method === method && fits(each, segments));
  if (!route) return { name, system, id: '' };
  const place = patternOf(route).findIndex((part) => part.startsWith('{id}'));
  const [part = '', segment = ''] = place < 0 ? [] : [patternOf(route)[place], segments[place]];
  const inPath = decode(segment.slice(0, segment.length - suffixOf(part).length));
  const id = route.idInQuery === undefined ? inPath : (searchParams.get(route.idInQuery) ?? '');
  return { name, system, route, operation: route.operation, id };
}

const patternOf = (route: Route): string[] => route.path.slice(1).split('/');

/** Returns the text after a placeholder in its segment: `:download`. */
const suffixOf = (part: string): string => part.replace(/^\{\w+\}/, '');

function fits(route: Route, segments: string[]): boolean {
  const pattern = patternOf(route);
  return pattern.length === segments.length && pattern.every((part, index) => partFits(part, segments[index]!));
}

function partFits(part: string, segment: string): boolean {
  const suffix = suffixOf(part);
  return suffix === part ? part === segment : segment.length > suffix.length && segment.endsWith(suffix);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
