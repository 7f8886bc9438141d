import { type Sandbox, type SandboxOptions, startSandbox } from '../../../src/sandbox';
import { Faults } from './faults';
import { type RecordedRequest, recorder } from './recorder';

export { onExchange, type Exchange } from './exchanges';
export type { Fault } from './faults';

/** A sandbox that records its requests and fails on demand. */
export interface TestSandbox extends Sandbox {
  readonly faults: Faults;
  /** The newest ten thousand, oldest first. */
  readonly requests: readonly RecordedRequest[];
}

/** @throws Error if the port is taken */
export async function startTestSandbox(options: SandboxOptions): Promise<TestSandbox> {
  const faults = new Faults();
  const requests: RecordedRequest[] = [];
  const middleware = [...(options.middleware ?? []), recorder(requests), faults.middleware];
  const sandbox = await startSandbox({ ...options, middleware });
  return { ...sandbox, faults, requests };
}
