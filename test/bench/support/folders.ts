import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const temporaryFolder = (): string => mkdtempSync(path.join(tmpdir(), 'vj-bench-'));

export const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
