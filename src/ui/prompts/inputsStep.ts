import path from 'node:path';
import * as vscode from 'vscode';
import { isInputName } from '../../api/dialects/inputNames';
import { isAddress } from '../../api/dialects/refusal';
import { type Input, type InputRole, inputRoles, type InputRules } from '../../api/types';
import { kindOf } from '../../jobs/sending/reference';
import { inMessage } from '../text';
import { inputWords } from '../words/inputWords';
import { askChoice, askText, type Back, back, type Choice, type Frame } from './input';

interface InputsQuestion {
  rules: InputRules;
  current: readonly Input[];
  /** Copies a file that is not on the extension's machine to it, and returns the path. */
  bring(file: vscode.Uri): Promise<string>;
  /** Lets the user drop, paste or crop an image; undefined if the tab was closed. */
  draw(): Promise<string | undefined>;
  /** Reason why the server would not take these inputs. */
  refusal(inputs: readonly Input[]): string | undefined;
  /** Prompt as the server gets it, names replaced by its tokens. */
  sent(inputs: readonly Input[]): string | undefined;
}

type Action = 'done' | 'files' | 'url' | 'draw' | { edit: number };

/** Roles that a model takes, in the order in which requests state them. */
export const rolesOf = ({ roles }: InputRules): InputRole[] => inputRoles.filter((role) => (roles[role] ?? 0) > 0);

/** Asks for several inputs: adds, names, orders and removes them until the user is done. @throws Dismissed */
export async function askInputs(frame: Frame, question: InputsQuestion): Promise<readonly Input[] | Back> {
  const inner: Frame = { ...frame, canGoBack: true };
  for (let inputs = question.current; ;) {
    const action = await askAction(inner, question, inputs);
    if (action === back) return back;
    if (action === 'done') return inputs;
    if (typeof action === 'object') {
      inputs = await edited(inner, question, inputs, action.edit);
      continue;
    }
    const sources = await sourcesFor(inner, question, action);
    for (const source of sources) {
      const role = roleFor(source, inputs, question.rules);
      if (role) inputs = [...inputs, { role, source }];
    }
  }
}

/** Name of a file or an address, for a label. */
const shortName = (source: string): string => path.basename(source.replace(/[?#].*$/, '')) || source;

function askAction(
  frame: Frame,
  { rules, refusal, sent }: InputsQuestion,
  inputs: readonly Input[],
): Promise<Action | Back> {
  const fault = inputs.length > 0 ? refusal(inputs) : undefined;
  const prompt = inputs.some(({ name }) => name !== undefined) ? sent(inputs) : undefined;
  const done: Choice<Action> = {
    label: inputs.length === 0 ? vscode.l10n.t('No inputs') : vscode.l10n.t('Use These Inputs'),
    detail: inMessage(fault ?? (prompt && vscode.l10n.t('Prompt as it is sent: {0}', prompt)) ?? '') || undefined,
    value: 'done',
  };
  const rows = inputs.map(({ role, source, name }, edit): Choice<Action> => {
    const ignored = rules.mayIgnore?.includes(role) ? vscode.l10n.t('the server may ignore it') : undefined;
    return {
      label: `${inputWords[role]()}: ${shortName(source)}`,
      description: [name && `{${name}}`, ignored].filter(Boolean).join(' · ') || undefined,
      value: { edit },
      group: vscode.l10n.t('Inputs'),
    };
  });
  const group = vscode.l10n.t('Add');
  const add: Choice<Action>[] = [
    { label: vscode.l10n.t('Choose Files…'), value: 'files', group },
    { label: vscode.l10n.t('Drop or paste an image…'), value: 'draw', group },
    { label: vscode.l10n.t('Enter a URL…'), value: 'url', group },
  ];
  return askChoice(frame, {
    placeholder: fault ? inMessage(fault) : vscode.l10n.t('Inputs. Select one to change its role, name or place'),
    choices: [done, ...rows, ...add],
    first: (value) => (inputs.length === 0 || fault ? value === 'files' : value === 'done'),
  });
}

async function sourcesFor(frame: Frame, question: InputsQuestion, way: 'files' | 'url' | 'draw'): Promise<string[]> {
  if (way === 'files') return chooseFiles(question);
  if (way === 'draw') return [await question.draw()].filter((file) => file !== undefined);
  const address = await askText(frame, {
    prompt: vscode.l10n.t('URL of an image, a video or a sound'),
    placeholder: 'https://',
    check: (text) =>
      isAddress(text) && URL.canParse(text) ? undefined : vscode.l10n.t('Enter a URL that starts with https://.'),
  });
  return address === back ? [] : [address];
}

const extensions = {
  image: ['png', 'jpg', 'jpeg', 'webp', 'gif'],
  video: ['mp4', 'mov', 'webm', 'm4v'],
  audio: ['mp3', 'wav', 'm4a'],
} as const;

async function chooseFiles({ rules, bring }: InputsQuestion): Promise<string[]> {
  const kinds = [...new Set(rolesOf(rules).map(kindOf))];
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Choose Inputs'),
    openLabel: vscode.l10n.t('Use'),
    canSelectMany: true,
    filters: { [vscode.l10n.t('Media')]: kinds.flatMap((kind) => extensions[kind]) },
  });
  return Promise.all((chosen ?? []).map(async (file) => (file.scheme === 'file' ? file.fsPath : bring(file))));
}

/** Role that a new input most likely has: images are a first frame, then a last one, unless there are references. */
function roleFor(source: string, inputs: readonly Input[], rules: InputRules): InputRole | undefined {
  const extension = path
    .extname(source.replace(/[?#].*$/, ''))
    .slice(1)
    .toLowerCase();
  const free = rolesOf(rules).filter(
    (role) => inputs.filter((input) => input.role === role).length < (rules.roles[role] ?? 0),
  );
  const isOf = (kind: 'video' | 'audio'): boolean => (extensions[kind] as readonly string[]).includes(extension);
  for (const kind of ['video', 'audio'] as const) if (isOf(kind)) return free.find((role) => role === kind) ?? kind;
  const usual: InputRole[] = inputs.some(({ role }) => kindOf(role) !== 'image' || role === 'reference')
    ? ['reference', 'first', 'last']
    : ['first', 'last', 'reference'];
  return usual.find((role) => free.includes(role)) ?? rolesOf(rules).find((role) => kindOf(role) === 'image');
}

type Change = 'name' | 'up' | 'down' | 'remove' | 'show' | { role: InputRole };

/** Inputs after the user changed one of them. */
async function edited(
  frame: Frame,
  { rules }: InputsQuestion,
  inputs: readonly Input[],
  at: number,
): Promise<readonly Input[]> {
  const input = inputs[at];
  if (!input) return inputs;
  const roles = rolesOf(rules).filter((role) => role !== input.role && kindOf(role) === kindOf(input.role));
  const choices: Choice<Change>[] = [
    ...roles.map((role): Choice<Change> => ({
      label: vscode.l10n.t('Use as: {0}', inputWords[role]()),
      value: { role },
    })),
    {
      label: vscode.l10n.t('Name…'),
      description: input.name && `{${input.name}}`,
      detail: vscode.l10n.t('A name in braces in the prompt refers to this input, such as {0}.', '{lamp}'),
      value: 'name',
    },
    ...(at > 0 ? [{ label: vscode.l10n.t('Move Up'), value: 'up' as const }] : []),
    ...(at < inputs.length - 1 ? [{ label: vscode.l10n.t('Move Down'), value: 'down' as const }] : []),
    { label: vscode.l10n.t('Show'), value: 'show' },
    { label: vscode.l10n.t('Remove'), value: 'remove' },
  ];
  const change = await askChoice(frame, {
    placeholder: `${inputWords[input.role]()}: ${shortName(input.source)}`,
    choices,
  });
  if (change === back) return inputs;
  const replaced = (other: Input): Input[] => inputs.map((each, i) => (i === at ? other : each));
  const moved = (to: number): Input[] => {
    const rest = inputs.filter((_each, i) => i !== at);
    return [...rest.slice(0, to), input, ...rest.slice(to)];
  };
  switch (change) {
    case 'up':
      return moved(at - 1);
    case 'down':
      return moved(at + 1);
    case 'remove':
      return inputs.filter((_each, i) => i !== at);
    case 'show':
      await show(input.source);
      return inputs;
    case 'name': {
      const name = await askName(frame, inputs, at);
      if (name === back) return inputs;
      const { role, source } = input;
      return replaced(name === '' ? { role, source } : { role, source, name });
    }
    default:
      return replaced({ ...input, role: change.role });
  }
}

function askName(frame: Frame, inputs: readonly Input[], at: number): Promise<string | Back> {
  return askText(frame, {
    prompt: vscode.l10n.t('Name by which the prompt refers to this input. Empty for none'),
    placeholder: 'lamp',
    value: inputs[at]?.name,
    check: (text) => {
      if (text !== '' && !isInputName(text)) {
        return vscode.l10n.t('Use letters, digits, spaces, "-" and "_" only.');
      }
      return inputs.some(({ name }, i) => i !== at && name !== undefined && name === text)
        ? vscode.l10n.t('Another input has this name.')
        : undefined;
    },
  });
}

/** Opens an input beside the form, in the editor or the browser. */
async function show(source: string): Promise<void> {
  const uri = isAddress(source) ? vscode.Uri.parse(source, true) : vscode.Uri.file(source);
  if (isAddress(source)) await vscode.env.openExternal(uri);
  else await vscode.commands.executeCommand('vscode.open', uri, { preview: true, preserveFocus: true });
}
