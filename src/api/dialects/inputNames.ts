import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../errors';
import type { InputRole, MediaInput } from '../types';

/** Texts by which a server's prompts refer to inputs. `{n}` counts those of the role from 1, `{i}` from 0. */
export type Tokens = Readonly<Partial<Record<InputRole, string>>>;

const mention = /\{([\p{L}\p{N}_][\p{L}\p{N}_ -]{0,60})\}/gu;

/** True for a name that a prompt can mention. */
export const isInputName = (name: unknown): name is string =>
  typeof name === 'string' && /^[\p{L}\p{N}_][\p{L}\p{N}_ -]{0,60}$/u.test(name) && name.trim() === name;

/**
 * Replaces the names of inputs in a prompt by the server's tokens; by the name alone where it has none. Braces in a
 * prompt whose inputs have no names mean nothing.
 * @throws VideoJobsError `rejected` for a name that no input has, or two inputs have
 */
export function withTokens(prompt: string, inputs: readonly MediaInput[], tokens: Tokens): string {
  const byName = new Map<string, string>();
  for (const role of new Set(inputs.map((input) => input.role))) {
    inputs
      .filter((input) => input.role === role)
      .forEach(({ name }, i) => {
        if (name === undefined) return;
        if (byName.has(name)) {
          throw new VideoJobsError('rejected', l10n.t('Two inputs are called "{0}". Rename one of them.', name));
        }
        byName.set(name, tokens[role]?.replaceAll('{n}', String(i + 1)).replaceAll('{i}', String(i)) ?? name);
      });
  }
  if (byName.size === 0) return prompt;
  return prompt.replace(mention, (_match, name: string) => {
    const token = byName.get(name);
    if (token !== undefined) return token;
    throw new VideoJobsError(
      'rejected',
      l10n.t(
        'The prompt mentions {0}, but no input has that name. Name an input so, or correct the prompt.',
        `{${name}}`,
      ),
    );
  });
}
