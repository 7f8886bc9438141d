import { hasClip } from './jobs/due';
import type { JobService } from './jobs/jobService';
import type { Logger } from './jobs/ports';
import type { Providers } from './platform/providers';
import { sandboxProvider } from './platform/sandbox';
import { runCommand, showJobs } from './ui/run';

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

/** Model of the job whose clip is played as soon as it is on disk. */
const played = 'sandbox-fast';

/** Fills a sandbox with jobs in every state, opens the view, and plays a clip, so that a developer of the extension sees all of it at once. */
export async function prepareDemo(jobs: JobService, providers: Providers, log: Logger): Promise<void> {
  const provider = sandboxProvider('openai');
  if (!providers.find(provider.id)) await providers.save(provider);
  await showJobs();
  if (jobs.list.count({ provider: provider.id }) > 0) return;
  for (const { model, prompt, size = '1280x720' } of shown) {
    try {
      const { key } = await jobs.create({ provider: provider.id, model, prompt, seconds: 4, size });
      if (model === played) previewOnDisk(jobs, key);
    } catch (error) {
      log.warn('A job of the demonstration could not be made.', error);
    }
  }
}

function previewOnDisk(jobs: JobService, key: string): void {
  const listener = jobs.onDidChange(() => {
    const job = jobs.find({ key });
    if (!job || !hasClip(job)) return;
    listener.dispose();
    void runCommand('preview', { key });
  });
}
