import type { CreateRequest, FamilyRequest } from '../jobs/requests';
import * as vscode from 'vscode';
import { publicJob, type JobRecord } from '../jobs/job';
import { parsePartialRequest, parseRequest } from '../jobs/parseRequest';
import { askCreate, type CreateFormStart, type Remembered } from '../ui/prompts/createForm';
import { pickProvider } from '../ui/prompts/pickProvider';
import type { App, Command } from './app';
import { withinBudget } from './budget';
import { text, type Call } from './call';
import { draft, forgetDraft, formDeps, memory, parameters, type Parameters } from './formDeps';
import { report } from './progress';

const mostParameters = 50;

export const create: Command = async (app, call) => {
  const { fields } = call;
  if (text(fields, 'provider') !== undefined && text(fields, 'prompt') !== undefined) {
    call.provider = text(fields, 'provider');
    return publicJob(await app.jobs.create(parseRequest(fields)));
  }
  return publicJob(
    await createByForm(app, call, {
      title: vscode.l10n.t('Create Video'),
      given: parsePartialRequest(fields),
      prompt: selectedText() ?? app.memento.get<string>(draft),
    }),
  );
};

/**
 * Asks for what is missing, remembers what was chosen, and sends it.
 * @param madeFrom the job that it goes on from, or whose settings it takes
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
  const sending = vscode.l10n.t('Sending the request…');
  const job = await withinBudget((consent) => report(sending, () => app.jobs.create(complete, { consent })));
  await forgetDraft(app);
  return job;
}

/** What is longer holds images, and is not meant for the next clip. */
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

/** As much of it as could be a prompt. */
export function selectedText(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor || editor.selection.isEmpty) return undefined;
  return editor.document.getText(editor.selection).replace(/\s+/g, ' ').trim().slice(0, 4000) || undefined;
}
