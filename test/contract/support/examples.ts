import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { contractsFolder } from './contracts';

/** An example of a body that a document shows. */
export interface Example {
  file: string;
  method: string;
  path: string;
  /** Of the answer; absent for the body of a request. */
  status?: number;
  contentType: string;
  value: unknown;
}

type Media = Record<string, { example?: unknown; examples?: Record<string, { value?: unknown }> }>;

interface Operation {
  requestBody?: { content?: Media };
  responses?: Record<string, { content?: Media }>;
}

/** All examples of bodies in the documents. */
export async function loadExamples(): Promise<Example[]> {
  const files = (await readdir(contractsFolder)).filter((file) => file.endsWith('.openapi.json')).sort();
  return (await Promise.all(files.map(examplesOf))).flat();
}

async function examplesOf(file: string): Promise<Example[]> {
  const text = await readFile(path.join(contractsFolder, file), 'utf8');
  const { paths } = JSON.parse(text) as { paths: Record<string, Record<string, Operation>> };
  return Object.entries(paths).flatMap(([where, item]) =>
    Object.entries(item).flatMap(([method, { requestBody, responses = {} }]) => {
      const common = { file, method, path: where };
      const asked = bodies(requestBody?.content).map((body) => ({ ...common, ...body }));
      const answered = Object.entries(responses).flatMap(([status, { content }]) =>
        bodies(content).map((body) => ({ ...common, ...body, status: Number(status) })),
      );
      return [...asked, ...answered];
    }),
  );
}

function bodies(content: Media = {}): { contentType: string; value: unknown }[] {
  return Object.entries(content).flatMap(([contentType, { example, examples = {} }]) => {
    const values = [example, ...Object.values(examples).map(({ value }) => value)];
    return values.filter((value) => value !== undefined).map((value) => ({ contentType, value }));
  });
}
