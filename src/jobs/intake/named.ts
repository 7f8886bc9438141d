import { VideoJobsError } from '../../api/errors';
import type { RemoteJob, VideoClient } from '../../api/types';
import { isMissing } from '../gateway';

/**
 * Reads a job that the user named by its ID. One whose result the provider no longer has is read without it: it was made
 * and paid all the same.
 * @throws VideoJobsError
 */
export async function readNamed(client: Pick<VideoClient, 'get' | 'status'>, id: string): Promise<RemoteJob> {
  try {
    return await client.get(id);
  } catch (error) {
    if (!client.status || !(error instanceof VideoJobsError) || !isMissing(error)) throw error;
    return client.status(id);
  }
}
