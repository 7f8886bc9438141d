import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createClient } from '../../../src/api/client';
import type { VideoClient } from '../../../src/api/types';
import type { SandboxSystem } from '../../../src/sandbox';
import { clipNames } from '../../../src/sandbox/clips';
import { startTestSandbox, type TestSandbox } from '../../support/sandbox';
import { typeOf } from '../../support/sandbox/systems';
import { transportFor } from '../../unit/api/support/connect';

const clipsFolder = path.resolve('media/sandbox');
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const shipped = new Set(clipNames.map((name) => sha256(readFileSync(path.join(clipsFolder, `${name}.mp4`)))));

/** True for the bytes of one of the sandbox's clips. */
export const isClip = (bytes: Uint8Array): boolean => shipped.has(sha256(bytes));

/** Fetches a clip without a key, as anyone may. */
export async function isShipped(url: string): Promise<boolean> {
  return isClip(new Uint8Array(await (await fetch(url)).arrayBuffer()));
}

/** The sandbox and our client of one system, for a test of the vendor's own client. */
export interface Stage {
  sandbox: TestSandbox;
  ours: VideoClient;
  /** Lets time pass at the sandbox. In ms. */
  pass(ms: number): void;
}

/** Starts a stage before each test, and ends it after. */
export function onStage(system: SandboxSystem): () => Stage {
  const transport = transportFor();
  let stage: Stage;
  beforeEach(async () => {
    let time = Date.now();
    const sandbox = await startTestSandbox({ clipsFolder, now: () => time });
    const baseUrl = sandbox.baseUrl(system);
    const provider = { id: system, type: typeOf(system), baseUrl };
    const ours = createClient({ provider, baseUrl, key: sandbox.key }, transport);
    stage = { sandbox, ours, pass: (ms) => void (time += ms) };
  });
  afterEach(() => stage.sandbox.close());
  after(() => transport.close());
  return () => stage;
}
