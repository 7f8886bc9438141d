import * as vscode from 'vscode';
import { type JobRecord, publicJob } from '../jobs/job';
import { parseDerive } from '../jobs/parseRequest';
import type { DeriveRequest } from '../jobs/requests';
import { freeSeconds } from '../ui/prompts/createChoices';
import { askText, back } from '../ui/prompts/input';
import { runSteps, type Step } from '../ui/prompts/steps';
import { formTitleOf } from '../ui/titles';
import { ensureKey } from './keys';
import type { App, Command } from './lib/app';
import { withinBudget } from './lib/budget';
import { type Call, text } from './lib/call';
import { report } from './lib/progress';
import { idOf, jobFor } from './lib/target';

interface Derivation {
  operation: 'remix' | 'edit' | 'extend';
  title: string;
  /** Title of the prompt's input box. */
  question: string;
  /** Message if no job can be the source. */
  none: string;
  /** Prompts for the length, too. */
  length?: true;
}

/** Creates a job from a finished one: remix, edit and extend differ only in texts. @throws VideoJobsError, Dismissed */
async function derive(app: App, call: Call, derivation: Derivation): Promise<unknown> {
  const { operation, title, none } = derivation;
  const { fields } = call;
  if (text(fields, 'provider') !== undefined && fields['id'] !== undefined && text(fields, 'prompt') !== undefined) {
    call.provider = text(fields, 'provider');
    return publicJob(await app.jobs[operation](parseDerive(fields)));
  }
  const source = await jobFor(app, call, { title, none, ability: operation });
  const ref = idOf(source);
  call.byUser = true;
  await ensureKey(app, ref.provider);
  const answers = await ask(derivation, source, text(fields, 'prompt'));
  const sending = vscode.l10n.t('Sending the request…');
  const request = parseDerive({ ...answers, ...ref });
  return publicJob(await withinBudget((consent) => report(sending, () => app.jobs[operation](request, consent))));
}

type Answers = Pick<DeriveRequest, 'prompt' | 'seconds'>;

function ask({ title, question, length }: Derivation, source: JobRecord, given: string | undefined): Promise<Answers> {
  const askPrompt: Step<Answers> = async (state, frame) => {
    const answer = await askText(frame, {
      prompt: question,
      value: state.prompt,
      multiline: true,
      check: (prompt) => (prompt === '' ? vscode.l10n.t('Enter a prompt.') : undefined),
    });
    return answer === back ? back : { ...state, prompt: answer };
  };
  const askSeconds: Step<Answers> = async (state, frame) => {
    const answer = await askText(frame, {
      prompt: vscode.l10n.t('By how many seconds? Leave empty to let the provider decide'),
      value: state.seconds === undefined ? '' : String(state.seconds),
      check: (typed) =>
        typed === '' || freeSeconds(typed) ? undefined : vscode.l10n.t('Enter a number of seconds greater than zero.'),
    });
    return answer === back ? back : { ...state, seconds: freeSeconds(answer)?.value };
  };
  const start: Answers = { prompt: given ?? source.prompt ?? '', seconds: length ? source.seconds : undefined };
  return runSteps(title, start, () => [...(given === undefined ? [askPrompt] : []), ...(length ? [askSeconds] : [])]);
}

const remix: Command = (app, call) =>
  derive(app, call, {
    operation: 'remix',
    title: formTitleOf('remix'),
    question: vscode.l10n.t('What should be different? Everything else stays the same'),
    none: vscode.l10n.t('There is no finished job to remix.'),
  });

const edit: Command = (app, call) =>
  derive(app, call, {
    operation: 'edit',
    title: formTitleOf('edit'),
    question: vscode.l10n.t('What should change in the video?'),
    none: vscode.l10n.t('There is no finished job whose provider supports edits.'),
  });

const extend: Command = (app, call) =>
  derive(app, call, {
    operation: 'extend',
    title: formTitleOf('extend'),
    question: vscode.l10n.t('How should the video continue?'),
    none: vscode.l10n.t('There is no finished job whose provider supports extensions.'),
    length: true,
  });

export const deriveCommands = { edit, extend, remix };
