import { VideoJobsError } from '../api/errors';
import type { Connection, VideoClient } from '../api/types';
import type { Providers } from './providers';

export interface TestOutcome {
  ok: boolean;
  message: string;
  error?: VideoJobsError;
}

/**
 * Asks a provider the cheapest question that proves address and key.
 * @throws VideoJobsError `notFound` for an unknown provider, `cancelled`
 */
export async function testConnection(
  id: string,
  providers: Providers,
  clientFor: (connection: Connection) => VideoClient,
  signal?: AbortSignal,
): Promise<TestOutcome> {
  providers.get(id);
  try {
    const message = await clientFor(await providers.connect(id)).test(signal);
    return { ok: true, message };
  } catch (error) {
    if (!(error instanceof VideoJobsError) || error.kind === 'cancelled') throw error;
    return { ok: false, message: error.message, error };
  }
}
