import { diagnose, type Diagnosis } from '../api/diagnosis/diagnosis';
import { VideoJobsError } from '../api/errors';
import type { Connection } from '../api/provider';
import type { Transport } from '../api/transport/transport';
import type { VideoClient } from '../api/types';
import type { Providers } from './providers';

interface TestTools {
  providers: Pick<Providers, 'get' | 'address' | 'connect'>;
  clientFor(connection: Connection): VideoClient;
  transport: Pick<Transport, 'examine' | 'exchanges'>;
}

export type TestProvider = (id: string, signal?: AbortSignal) => Promise<Diagnosis>;

/** Returns a function that tests a provider and reports what is wrong with it. It throws `notFound` and `cancelled` only. */
export function createTest({ providers, clientFor, transport }: TestTools): TestProvider {
  return async (id, signal) => {
    providers.get(id);
    try {
      const address = await providers.address(id);
      return await diagnose(address, async () => clientFor(await providers.connect(id)), transport, signal);
    } catch (error) {
      if (!(error instanceof VideoJobsError) || error.kind === 'cancelled') throw error;
      return { ok: false, cause: 'other', message: error.message, error };
    }
  };
}
