import type { JobService } from './jobs/jobService';
import type { Logger } from './jobs/ports';
import type { Providers } from './platform/providers';
import { sandboxProvider } from './platform/sandbox';

/** One job for each state that a list can show, the one that takes longest first. */
const shown: readonly { model: string; prompt: string; size?: string }[] = [
  { model: 'sandbox-slow', prompt: 'A paper boat drifts down a rainy street at dusk, street lamps in the puddles' },
  { model: 'sandbox-stuck', prompt: 'Clouds over a mountain ridge, time lapse' },
  { model: 'sandbox-fails', prompt: 'A glass city folding into itself' },
  { model: 'sandbox-moderated-late', prompt: 'A crowd in front of a stage' },
  { model: 'sandbox-expires', prompt: 'Frost growing on a window' },
  { model: 'sandbox-many', prompt: 'A heron takes off from a misty lake' },
  { model: 'sandbox-fast', prompt: 'Petals falling past a red gate', size: '720x1280' },
  { model: 'sandbox-video', prompt: 'Northern lights over a frozen bay' },
];

/** Fills a sandbox with jobs in every state, so that a developer of the extension sees all of the view at once. */
export async function prepareDemo(jobs: JobService, providers: Providers, log: Logger): Promise<void> {
  const provider = sandboxProvider('openai');
  if (!providers.find(provider.id)) await providers.save(provider);
  if (jobs.list.count({ provider: provider.id }) > 0) return;
  for (const { model, prompt, size = '1280x720' } of shown) {
    try {
      await jobs.create({ provider: provider.id, model, prompt, seconds: 4, size });
    } catch (error) {
      log.warn('A job of the demonstration could not be made.', error);
    }
  }
}
