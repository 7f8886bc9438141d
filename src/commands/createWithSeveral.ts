import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import { budgetAsks, type Consent } from '../jobs/costs/budget';
import { type Job, type JobRecord, publicJob } from '../jobs/job';
import { parseTargets } from '../jobs/parseRequest';
import type { CreateRequest, FamilyRequest } from '../jobs/requests';
import { sendBatch, type SendOutcome } from '../jobs/sending/sendBatch';
import { formatNumber } from '../ui/format';
import { failureText } from '../ui/prompts/failure';
import { pickProvider } from '../ui/prompts/pickProvider';
import { askSeveral, type SeveralRemembered } from '../ui/prompts/severalForm';
import { planOf } from '../ui/prompts/severalSummary';
import { runCommand, showJobs } from '../ui/run';
import { inMessage } from '../ui/text';
import { formTitleOf, titleOf } from '../ui/titles';
import { selectedText, settingsOf } from './create';
import type { App, Command } from './lib/app';
import { agree } from './lib/budget';
import { type Call, text } from './lib/call';
import { draft, forgetDraft, formDeps } from './lib/formDeps';
import { report } from './lib/progress';
import { jobFor, labelOf } from './lib/target';

const memory = 'videoJobs.several';

/** Sends one prompt to several providers and models as one family, optionally with the settings of a given job. */
const createWithSeveral: Command = async (app, call) => {
  if (call.fields['targets'] !== undefined) return withoutForm(app, call);
  const { memento, providers } = app;
  const title = formTitleOf('createWithSeveral');
  const source = await sourceOf(app, call, title);
  call.byUser = true;
  if (providers.all.length === 0) await pickProvider(title, [], undefined, providers.faults);
  const given = text(call.fields, 'prompt');
  const { state, planned } = await askSeveral(formDeps(app), {
    title,
    prompt: given ?? (source ? undefined : (selectedText() ?? memento.get<string>(draft))),
    again: source && settingsOf(source),
    remembered: memento.get<SeveralRemembered>(memory, {}),
  });
  const { targets, seconds, size, reference, prompt } = state;
  await memento.update(memory, { targets, seconds, size, reference } satisfies SeveralRemembered);
  await memento.update(draft, prompt);
  const requests = planned.map(({ request }) => request);
  const stopped = await checkBudget(app, requests);
  if (stopped && stopped.code !== budgetAsks) throw stopped;
  if (stopped) await agree(stopped);
  const consent = stopped && ({ overBudget: true } satisfies Consent);
  const outcomes = await report(vscode.l10n.t('Sending the requests…'), () => send(app, requests, consent, source));
  if (recorded(app, outcomes).length > 0) await forgetDraft(app);
  tell(app, outcomes);
  return recorded(app, outcomes);
};

/** Returns the job whose settings are used, if one was given. @throws VideoJobsError */
async function sourceOf(app: App, call: Call, title: string): Promise<JobRecord | undefined> {
  const { fields } = call;
  if (text(fields, 'key') === undefined && fields['id'] === undefined) return undefined;
  return jobFor(app, call, { title, none: '' });
}

/** For keybindings and other extensions. @throws VideoJobsError if a request is invalid, or none could be sent */
async function withoutForm(app: App, call: Call): Promise<Job[]> {
  const { targets, ...wish } = parseTargets(call.fields);
  for (const { provider, model } of targets) {
    const { id, model: own } = app.providers.get(provider);
    // Loads what is stored of its catalogue.
    await app.models.modelOf(id, model ?? own);
  }
  const requests = planOf(formDeps(app), { ...wish, targets, out: new Set() }).map(({ request, refusal }) => {
    if (refusal !== undefined) throw new VideoJobsError('unsupported', refusal);
    return request;
  });
  const stopped = await checkBudget(app, requests);
  if (stopped) throw stopped;
  const outcomes = await send(app, requests);
  const jobs = recorded(app, outcomes);
  if (!outcomes.some(({ job }) => job)) throw outcomes[0]!.error!;
  return jobs;
}

const checkBudget = ({ jobs, providers }: App, requests: readonly CreateRequest[]) =>
  jobs.costs.checkBudget(
    requests.map((request) => ({ ...request, model: request.model ?? providers.find(request.provider)?.model })),
  );

async function send(
  { jobs, together }: App,
  requests: readonly FamilyRequest[],
  consent?: Consent,
  source?: JobRecord,
): Promise<SendOutcome[]> {
  const group = together.begin();
  try {
    const outcomes = await sendBatch(requests, {
      create: jobs.create,
      consent,
      madeFrom: source && { key: source.key, relation: 'again' },
      onWritten: (key) => group.add(key),
    });
    for (const { error } of outcomes) if (error?.job !== undefined) group.drop(error.job);
    return outcomes;
  } finally {
    group.close();
  }
}

/** Returns the jobs that are in the list, including those that failed during sending. */
function recorded({ jobs }: App, outcomes: readonly SendOutcome[]): Job[] {
  const found = outcomes.map(
    ({ job, error }) => job ?? (error?.job === undefined ? undefined : jobs.find({ key: error.job })),
  );
  return found.filter((job) => job !== undefined).map(publicJob);
}

/** Shows a single message for all requests. */
function tell(app: App, outcomes: readonly SendOutcome[]): void {
  const failed = outcomes.filter(({ error }) => error);
  const sent = outcomes.length - failed.length;
  for (const { error } of failed) app.log.error('One of several requests failed.', error);
  const show = vscode.l10n.t('Show Jobs');
  const log = titleOf('showLog');
  const reasons = failed.map(
    ({ request, error }) => `${inMessage(labelOf(app, request.provider), 60)}: ${failureText(error)}`,
  );
  const message =
    failed.length === 0
      ? sent === 1
        ? vscode.l10n.t('1 request was sent.')
        : vscode.l10n.t('{0} requests were sent.', formatNumber(sent))
      : [
          vscode.l10n.t('{0} of {1} requests were sent.', formatNumber(sent), formatNumber(outcomes.length)),
          ...new Set(reasons),
        ].join(' ');
  const answer =
    failed.length === 0
      ? vscode.window.showInformationMessage(message, show)
      : vscode.window.showErrorMessage(message, show, log);
  void answer.then((chosen) => {
    if (chosen === show) return showJobs();
    return chosen === log ? runCommand('showLog') : undefined;
  });
}

export const createWithSeveralCommands = { createWithSeveral };
