import type { CreateRequest } from '../../jobs/requests';
import type { CreateFormDeps, Remembered } from '../../ui/prompts/createForm';
import { ensureKey } from '../keys';
import type { App } from './app';

export const memory = (provider: string) => `videoJobs.last.${provider}`;
/** Key of the prompt whose request did not become a job, so that the user need not type it again. */
export const draft = 'videoJobs.draft';
const historyLength = 50;

/** Discards the draft of a prompt that was sent. Errors are only logged: they must not look like a failed request. */
export async function forgetDraft({ memento, log }: App): Promise<void> {
  try {
    await memento.update(draft, undefined);
  } catch (error) {
    log.warn('The prompt of a request that was sent could not be forgotten', error);
  }
}

/** Extra fields sent with a request, by model; key '' for the provider's default model. */
export type Parameters = Record<string, CreateRequest['extra']>;
export const parameters = (provider: string) => `videoJobs.parameters.${provider}`;

/** Returns the services of the forms that create requests. */
export function formDeps(app: App): CreateFormDeps {
  const { providers, settings, memento } = app;
  return {
    providers: providers.all,
    defaultProvider: settings.defaultProvider,
    capabilities: (provider) => app.jobs.capabilities(provider),
    models: (provider) => app.models.of(provider),
    known: (provider) => app.models.known(provider),
    cost: ({ provider = '', ...asked }, told) => {
      const model = asked.model ?? providers.find(provider)?.model;
      return app.jobs.costs.estimateWith({ ...asked, model, provider }, told);
    },
    costMatters: (provider) => app.jobs.costs.concerns(provider),
    parameters: (provider, model) => memento.get<Parameters>(parameters(provider), {})[model ?? ''],
    history: (provider) => app.jobs.list.page({ provider }, historyLength),
    remembered: (provider) => memento.get<Remembered>(memory(provider), {}),
    ready: async (provider) => {
      await ensureKey(app, provider);
      if (app.jobs.capabilities(provider).account) void app.accounts.look(providers.get(provider));
    },
    left: (provider) => app.accounts.known(providers.get(provider)),
    fit: (task) => app.fit(task),
    bring: (image) => app.references.bring(image),
    drafted: (prompt) => memento.update(draft, prompt),
  };
}
