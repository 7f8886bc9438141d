import * as vscode from 'vscode';
import { tools } from '../../agents';
import { readCreate } from '../../agents/createTool';
import type { ToolName } from '../../agents/names';
import type { Ports } from '../../agents/tool';
import type { VideoJobsError } from '../../api/errors';
import type { Logger } from '../../jobs/ports';
import type { CreateRequest } from '../../jobs/requests';
import { costWords } from '../words/costWords';
import { inputPath, place } from './workspacePorts';

interface ToolDoorDeps extends Pick<Ports, 'jobs' | 'models'> {
  providers: Pick<Ports['providers'], 'all'>;
  settings: { readonly defaultProvider: string | undefined };
  log: Logger;
}

/** The tools as VS Code's language models call them. */
export class ToolDoor {
  readonly #ports: Ports;
  readonly #log: Logger;

  constructor({ jobs, models, providers, settings, log }: ToolDoorDeps) {
    this.#log = log;
    this.#ports = {
      jobs,
      models,
      inputPath,
      place,
      mayExceed,
      providers: {
        get all() {
          return providers.all;
        },
        get usual() {
          return settings.defaultProvider;
        },
      },
    };
  }

  /** Describes a call before it runs, from what is known without a request. Never throws. */
  async prepare(
    name: ToolName,
    { input }: vscode.LanguageModelToolInvocationPrepareOptions<object>,
  ): Promise<vscode.PreparedToolInvocation | undefined> {
    if (name === 'videojobs_wait') return { invocationMessage: vscode.l10n.t('Waiting for videos') };
    if (name === 'videojobs_place') return { invocationMessage: vscode.l10n.t('Copying a clip into the workspace') };
    if (name !== 'videojobs_create') return undefined;
    const invocationMessage = vscode.l10n.t('Creating a video');
    try {
      const { request } = await readCreate(input, this.#ports);
      const message = await this.#card(request);
      return { invocationMessage, confirmationMessages: { title: vscode.l10n.t('Create a video?'), message } };
    } catch {
      // The call says what is wrong.
      return { invocationMessage };
    }
  }

  /** Runs a tool. @throws Error for an input that the model can correct */
  async invoke(
    name: ToolName,
    { input }: vscode.LanguageModelToolInvocationOptions<object>,
    token: vscode.CancellationToken,
  ): Promise<vscode.LanguageModelToolResult> {
    const abort = new AbortController();
    const subscription = token.onCancellationRequested(() => abort.abort());
    const began = Date.now();
    let outcome = 'failed';
    try {
      const result = await tools[name].run(input, { ports: this.#ports, client: undefined, signal: abort.signal });
      outcome = 'state' in result ? String(result.state) : 'done';
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(JSON.stringify(result))]);
    } finally {
      subscription.dispose();
      this.#log.info(`An agent called ${name}: ${outcome}, ${Date.now() - began} ms.`);
    }
  }

  async #card(request: CreateRequest): Promise<vscode.MarkdownString> {
    const { provider, prompt, seconds, size, reference, extra } = request;
    const own = this.#ports.providers.all.find(({ id }) => id === provider);
    const model = request.model ?? own?.model;
    const cost = await this.#ports.jobs.costs.estimate({ provider, model, seconds, size, reference, extra });
    const price = cost ? costWords(cost) : vscode.l10n.t('Cost unknown');
    const facts = [own?.label ?? provider, model, seconds && vscode.l10n.t('{0} s', seconds), size, price];
    const card = new vscode.MarkdownString();
    card.appendText(facts.filter(Boolean).join(' · '));
    if (reference !== undefined) card.appendText(`\n${vscode.l10n.t('First frame: {0}', reference.slice(0, 300))}`);
    card.appendCodeblock(prompt.slice(0, 2000), 'text');
    return card;
  }
}

/** Asks in a dialog that no level of approval skips. */
async function mayExceed({ prompt, model, provider }: CreateRequest, refusal: VideoJobsError): Promise<boolean> {
  const create = vscode.l10n.t('Create Video');
  const limit = vscode.l10n.t('Set a Daily Limit…');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('An agent wants to create a video.'),
    {
      modal: true,
      detail: [refusal.message, [provider, model].filter(Boolean).join(' · '), prompt.slice(0, 500)].join('\n\n'),
    },
    create,
    limit,
  );
  if (chosen === limit) {
    void vscode.commands.executeCommand('workbench.action.openSettings', '@id:videoJobs.agents.budget');
  }
  return chosen === create;
}
