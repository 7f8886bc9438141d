import type { LiveJobService } from '../../../src/jobs/service';
import { isDerivation, type Operation } from '../../support/sandbox/systems';

/** Costs money. */
export const isPaid = (operation: Operation): boolean => operation === 'create' || isDerivation(operation);

export const isWrite = (operation: Operation): boolean => isPaid(operation) || operation === 'delete';

export const prompt = 'A second clip';
export const provider = 'lab';
export const request = { provider, model: 'sandbox-video', seconds: 4, size: '720x1280' };

/** Does the operation as a command would. `id` is a job that has completed at the server, as yet unknown to the ledger. */
export function perform(window: LiveJobService, operation: Operation, id: string): Promise<unknown> {
  switch (operation) {
    case 'create':
      return window.create({ ...request, prompt });
    case 'remix':
    case 'edit':
    case 'extend':
      return window[operation]({ provider, id, prompt, seconds: 4 });
    case 'get':
      return window.import({ provider, id });
    case 'list':
      return window.refresh(provider);
    case 'delete':
      return window.remove({ provider, id }, 'both');
    case 'content':
    case 'media':
      return window.download({ provider, id });
  }
}
