import { VideoJobsError } from '../errors';
import type { Dialect, Operation } from './dialect';

/** Lists method and path of a dialect's operations, overrides included; below the base address, with `{id}` for the job. */
export function operationsOf(dialect: Dialect): { op: string; method: string; path: string }[] {
  const input = { prompt: 'x', model: 'x', seconds: 4 };
  const { capabilities: can } = dialect;
  const operations: Operation[] = [
    { op: 'create', input },
    { op: 'get', id: '{id}' },
    { op: 'content', id: '{id}', variant: 'video', index: 0 },
    ...(['list', 'models'] as const).filter((op) => can[op]).map((op): Operation => ({ op })),
    ...(['remix', 'edit', 'extend'] as const)
      .filter((op) => can[op])
      .map((op): Operation => ({ op, id: '{id}', input })),
    ...(['delete', 'cancel'] as const).filter((op) => can[op]).map((op): Operation => ({ op, id: '{id}' })),
  ];
  return operations.flatMap((operation) => {
    try {
      const { method, path, query = {} } = dialect.encode(operation, { model: 'x' });
      const search = new URLSearchParams(query).toString();
      return [{ op: operation.op, method, path: decodeURIComponent(search ? `${path}?${search}` : path) }];
    } catch (error) {
      if (error instanceof VideoJobsError) return [];
      throw error;
    }
  });
}
