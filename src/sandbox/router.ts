import type { Operation } from './http';
import { sandboxSystems, systems, type SandboxSystem } from './systems';
import type { Route, System } from './systems/system';

export interface Match {
  name: SandboxSystem;
  system: System;
  route?: Route;
  operation?: Operation;
  /** Decoded, from the place of `{id}`, or from the query. */
  id: string;
}

/** Finds whose request it is, and which of its routes. Segments are compared as they came: an id may hold `%2F`. */
export function match(method: string, { pathname: path, searchParams }: URL): Match | undefined {
  const name = sandboxSystems.find((each) => path.startsWith(`${systems[each].base}/`));
  if (name === undefined) return undefined;
  const system = systems[name];
  const segments = path.slice(system.base.length + 1).split('/');
  const route = system.routes.find((each) => each.method === method && fits(each, segments));
  if (!route) return { name, system, id: '' };
  const place = patternOf(route).indexOf('{id}');
  const inPath = place < 0 ? '' : decode(segments[place]!);
  const id = route.idInQuery ? (searchParams.get('id') ?? '') : inPath;
  return { name, system, route, operation: route.operation, id };
}

const patternOf = (route: Route): string[] => route.path.slice(1).split('/');

function fits(route: Route, segments: string[]): boolean {
  const pattern = patternOf(route);
  return (
    pattern.length === segments.length &&
    pattern.every((part, index) => part === segments[index] || (part === '{id}' && segments[index] !== ''))
  );
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
