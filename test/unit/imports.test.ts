import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

const src = resolve('src');

/** Files below `src` with the files of `src` that each imports, types included. */
function importGraph(): Map<string, string[]> {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(src, name));
  const known = new Set(files);
  const resolved = (from: string, specifier: string): string[] => {
    const base = resolve(dirname(from), specifier);
    return [`${base}.ts`, join(base, 'index.ts'), `${base}.d.ts`].filter((file) => known.has(file)).slice(0, 1);
  };
  const importsOf = (file: string): string[] =>
    ts
      .preProcessFile(readFileSync(file, 'utf8'), true, true)
      .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
      .flatMap(({ fileName }) => resolved(file, fileName));
  return new Map(files.map((file) => [file, importsOf(file)]));
}

/** The first cycle of a graph, as the nodes on it; undefined where there is none. */
function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (node: string): string[] | undefined => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return undefined;
    path.push(node);
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next);
      if (cycle) return cycle;
    }
    path.pop();
    done.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const cycle = visit(node);
    if (cycle) return cycle;
  }
  return undefined;
}

describe('imports in src', () => {
  it('no file imports itself through others, type imports included', () => {
    const graph = importGraph();
    assert.ok(graph.size > 300, `only ${graph.size} files were read`);
    const cycle = findCycle(graph)?.map((file) => relative(src, file));
    assert.equal(
      cycle?.join(' → '),
      undefined,
      'Move what both files need (often a type) to the file lower in the order, or to a file of its own.',
    );
  });

  it('finds a cycle where there is one', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', []],
      ['d', ['b']],
    ]);
    assert.deepEqual(findCycle(graph), ['b', 'd', 'b']);
  });
});
