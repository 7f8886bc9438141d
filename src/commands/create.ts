import * as vscode from 'vscode';
import { isAddress, uploadsTo } from '../api/dialects/refusal';
import { VideoJobsError } from '../api/errors';
import type { Provider } from '../api/provider';
import type { Consent } from '../jobs/costs/budget';
import { inputsOfRequest } from '../jobs/inputs';
import { type Job, type JobRecord, publicJob } from '../jobs/job';
import { parsePartialRequest, parseRequest } from '../jobs/parseRequest';
import type { CreateRequest, FamilyRequest } from '../jobs/requests';
import { formatNumber } from '../ui/format';
import { askCreate, type CreateFormStart, type Remembered } from '../ui/prompts/createForm';
import { pickProvider } from '../ui/prompts/pickProvider';
import { formTitleOf } from '../ui/titles';
import type { App, Command } from './lib/app';
import { withinBudget } from './lib/budget';
import { type Call, text } from './lib/call';
import { draft, forgetDraft, formDeps, memory, type Parameters, parameters } from './lib/formDeps';
import { cancellable, report } from './lib/progress';
import { jobFor, labelOf } from './lib/target';

const mostParameters = 50;

const create: Command = async (app, call) => {
  const { fields } = call;
  if (text(fields, 'provider') !== undefined && text(fields, 'prompt') !== undefined) {
    call.provider = text(fields, 'provider');
    return publicJob(await app.jobs.create(parseRequest(fields)));
  }
  return publicJob(
    await createByForm(app, call, {
      title: formTitleOf('create'),
      given: parsePartialRequest(fields),
      prompt: selectedText() ?? app.memento.get<string>(draft),
    }),
  );
};

/**
 * Prompts for missing fields, remembers the choices, and sends the request.
 * @param madeFrom the job that it continues, or whose settings it uses
 * @throws VideoJobsError, Dismissed
 */
export async function createByForm(
  app: App,
  call: Call,
  start: CreateFormStart,
  madeFrom?: FamilyRequest['madeFrom'],
): Promise<JobRecord> {
  const { providers, memento } = app;
  call.byUser = true;
  if (providers.all.length === 0) await pickProvider(start.title, [], undefined, providers.faults);
  if (start.given.provider !== undefined) providers.get(start.given.provider);
  const request = await askCreate(formDeps(app), start);
  call.provider = request.provider;
  const { model, seconds, size, reference } = request;
  await memento.update(memory(request.provider), { model, seconds, size, reference } satisfies Remembered);
  await memento.update(draft, request.prompt);
  await rememberParameters(memento, request);
  const complete = { ...parseRequest(request), ...(madeFrom && { madeFrom }) };
  const job = await withinBudget((consent) => send(app, complete, consent));
  await forgetDraft(app);
  return job;
}

/** Sends a request. Uploads of large inputs can be cancelled, until the request itself leaves. */
function send(app: App, request: FamilyRequest, consent: Consent | undefined): Promise<JobRecord> {
  const title = vscode.l10n.t('Sending the request…');
  const hasFiles = inputsOfRequest(request).some(({ source }) => !isAddress(source));
  if (!hasFiles || !uploadsTo(app.providers.get(request.provider))) {
    return report(title, () => app.jobs.create(request, { consent }));
  }
  return cancellable(title, (signal, say) => {
    const onFile = (name: string, number: number, of: number): void =>
      say(vscode.l10n.t('Uploading {0} ({1} of {2})…', name, number, of));
    return app.jobs.create(request, { consent, upload: { signal, onFile } });
  });
}

/** Remembers the extra fields for the next clip, unless they are so long that they must contain images. */
async function rememberParameters(
  memento: App['memento'],
  { provider, model = '', extra }: CreateRequest,
): Promise<void> {
  const { [model]: before, ...others } = memento.get<Parameters>(parameters(provider), {});
  const kept = extra && JSON.stringify(extra).length < 4000 ? extra : undefined;
  if (!kept && !before) return;
  const entries = Object.entries({ ...others, ...(kept && { [model]: kept }) }).slice(-mostParameters);
  await memento.update(parameters(provider), Object.fromEntries(entries));
}

/** Longest selection offered as a prompt, in UTF-16 code units: more than any model accepts. */
const longestSelection = 100_000;

/** Returns the selected text verbatim, or undefined if it is blank or too long for a prompt. */
export function selectedText(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor || editor.selection.isEmpty) return undefined;
  const text = editor.document.getText(editor.selection).trim();
  if (text.length <= longestSelection) return text || undefined;
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      'The selection is too long for a prompt ({0} characters), so it is not used.',
      formatNumber(text.length),
    ),
  );
  return undefined;
}

/** Opens the create form with the settings of another job, for any provider. */
const createAgain: Command = async (app, call) => {
  const title = formTitleOf('createAgain');
  const job = await jobFor(app, call, {
    title,
    ability: 'createAgain',
    none: vscode.l10n.t('There is no job with a prompt in the list.'),
  });
  return createFrom(app, call, job, { title });
};

/** Opens the create form with the settings of a job, and sends the request. @throws VideoJobsError, Dismissed */
async function createFrom(
  app: App,
  call: Call,
  job: JobRecord,
  start: Pick<CreateFormStart, 'title' | 'fits' | 'note'>,
): Promise<Job> {
  const madeFrom = { key: job.key, relation: 'again' as const };
  return publicJob(await createByForm(app, call, { ...start, given: {}, again: settingsOf(job) }, madeFrom));
}

/** Returns the known settings of a job, as defaults for another one. */
export const settingsOf = ({ provider, model, seconds, size, prompt, request }: JobRecord): Partial<CreateRequest> => ({
  model,
  seconds,
  size,
  ...request,
  prompt: prompt ?? request?.prompt,
  provider,
});

/** Opens the create form for another provider: the job's own may be gone, or have refused the request. */
const moveTo: Command = async (app, call) => {
  const title = formTitleOf('moveTo');
  const job = await jobFor(app, call, {
    title,
    ability: 'moveTo',
    none: vscode.l10n.t('No job has failed, and no job’s provider is gone.'),
  });
  const fits = ({ id }: Provider) => id !== job.provider || !isAt(app, job);
  if (app.providers.all.length > 0 && !app.providers.all.some(fits)) {
    throw new VideoJobsError(
      'unsupported',
      vscode.l10n.t('There is no other provider yet. Add one, then move the job.'),
    );
  }
  const note = vscode.l10n.t('Which provider should create it instead of {0}?', labelOf(app, job.provider));
  return createFrom(app, call, job, { title, fits, note });
};

/** Returns true if the job's provider still points to the server that the job was sent to. */
function isAt({ providers }: App, { provider, origin }: { provider: string; origin: string }): boolean {
  const found = providers.find(provider);
  return found !== undefined && (!URL.canParse(found.baseUrl) || new URL(found.baseUrl).origin === origin);
}

export const createCommands = { create, createAgain, moveTo };
