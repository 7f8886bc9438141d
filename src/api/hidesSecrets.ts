import { VideoJobsError } from './errors';
import type { Redactor } from './redact';
import type { RemoteJob, VideoClient } from './types';

/** Returns a client whose results and errors hold no key: what it returns is kept on disk and shown. */
export function hidesSecrets(client: VideoClient, redactor: Redactor): VideoClient {
  const guard = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw error instanceof VideoJobsError ? safeError(error, redactor) : error;
    }
  };
  const job = (remote: RemoteJob): RemoteJob => ({
    ...remote,
    raw: redactor.value(remote.raw),
    ...(remote.error && { error: redactor.value(remote.error) as RemoteJob['error'] }),
    ...(remote.requestId !== undefined && { requestId: redactor.value(remote.requestId) as string }),
  });
  const guardJob = async (work: Promise<RemoteJob>): Promise<RemoteJob> => job(await guard(work));
  const { upload, status, find } = client;
  return {
    capabilities: client.capabilities,
    ...(upload && { upload: (...input) => guard(upload(...input)) }),
    ...(status && { status: (...input) => guardJob(status(...input)) }),
    ...(find && {
      async find(...input) {
        const remote = await guard(find(...input));
        return remote && job(remote);
      },
    }),
    create: (...input) => guardJob(client.create(...input)),
    get: (...input) => guardJob(client.get(...input)),
    remix: (...input) => guardJob(client.remix(...input)),
    edit: (...input) => guardJob(client.edit(...input)),
    extend: (...input) => guardJob(client.extend(...input)),
    async list(...input) {
      const page = await guard(client.list(...input));
      return { ...page, jobs: page.jobs.map(job) };
    },
    delete: (...input) => guard(client.delete(...input)),
    async cancel(...input) {
      const remote = await guard(client.cancel(...input));
      return remote && job(remote);
    },
    models: (...input) => guard(client.models(...input)),
    account: (...input) => guard(client.account(...input)),
    content: (...input) => guard(client.content(...input)),
    test: (...input) => guard(client.test(...input)),
  };
}

function safeError(error: VideoJobsError, redactor: Redactor): VideoJobsError {
  const { response } = error;
  const safe = error.withTexts((text) => redactor.value(text) as string);
  if (response?.text === undefined) return safe;
  const text = redactor.body(response.text, 'words');
  return text === response.text ? safe : safe.replaceResponse({ ...response, text });
}
