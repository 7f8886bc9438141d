import { createClient } from '../../../src/api/client';
import { capabilitiesOf } from '../../../src/api/dialects';
import type { Provider } from '../../../src/api/provider';
import { createTransport } from '../../../src/api/transport/transport';
import type { TransportOptions } from '../../../src/api/transport/types';
import type { JobSettings } from '../../../src/jobs/ports';
import { createJobService, type LiveJobService } from '../../../src/jobs/service';

interface WindowOptions {
  /** Of the ledger. */
  folder: string;
  provider: Pick<Provider, 'type' | 'baseUrl'>;
  settings?: Partial<JobSettings>;
  createHttpClient?: TransportOptions['createHttpClient'];
}

export const lab = 'lab';

/** The extension's own parts, put together as `composition.ts` does, without VS Code. */
export function openWindow({ folder, provider, settings, createHttpClient }: WindowOptions): LiveJobService {
  const known: Provider = { id: lab, ...provider };
  const transport = createTransport({ network: () => ({}), userAgent: 'bench', createHttpClient });
  const quiet = () => {};
  return createJobService({
    folder,
    providers: {
      all: [known],
      find: (id) => (id === lab ? known : undefined),
      connect: async () => ({ provider: known, baseUrl: known.baseUrl, key: 'sk-bench' }),
      onDidChange: () => ({ dispose: quiet }),
    },
    clientFor: (connection) => createClient(connection, transport),
    capabilitiesOf,
    settings: () => ({
      libraryFolder: folder,
      fileNameTemplate: '{id}',
      autoDownload: false,
      minPollSeconds: 4,
      maxPollSeconds: 30,
      ...settings,
    }),
    log: { debug: quiet, info: quiet, warn: console.warn, error: console.error },
  });
}
