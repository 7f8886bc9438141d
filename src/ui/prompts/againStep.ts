import * as vscode from 'vscode';
import type { Capabilities, Provider } from '../../api/types';
import type { CreateRequest } from '../../jobs/ports';
import { inMessage } from '../text';
import { askChoice, back, type Back, type Frame } from './input';
import { providerLabel } from './pickProvider';
import { isUsable } from './referenceStep';

/** An earlier request and the provider that is to have it now. */
export interface Repetition {
  again: Partial<CreateRequest>;
  /** The provider of the earlier request, where it is still configured. */
  before: Provider | undefined;
  provider: Provider;
  able: Capabilities['reference'];
}

/** What of the earlier request cannot be asked of this provider, or not for certain. */
interface Losses {
  image?: string;
  /** Fields of one kind of server alone; another one may refuse them or read something else into them. */
  extra?: Record<string, unknown>;
}

function losses({ again, before, provider, able }: Repetition, chosen: Partial<CreateRequest>): Losses {
  const { reference, extra } = again;
  return {
    ...(reference !== undefined &&
      chosen.reference === undefined &&
      !isUsable(reference, able) && { image: reference }),
    ...(extra && Object.keys(extra).length > 0 && before?.type !== provider.type && { extra }),
  };
}

/** Whether there is something to say before the request is sent. */
export const losesSomething = (repetition: Repetition, chosen: Partial<CreateRequest>): boolean =>
  Object.keys(losses(repetition, chosen)).length > 0;

/** Fields that a request takes over from an earlier one without a question: to the same type of server only. */
export const keptExtra = ({ again, before, provider }: Repetition): CreateRequest['extra'] =>
  before?.type === provider.type ? again.extra : undefined;

/** Says what would be left out, before money is spent on something else than was meant. @throws Dismissed */
export async function askWithout(
  frame: Frame,
  repetition: Repetition,
  chosen: Partial<CreateRequest>,
): Promise<Pick<CreateRequest, 'extra'> | Back> {
  const { image, extra } = losses(repetition, chosen);
  const names = extra ? Object.keys(extra).join(', ') : '';
  const lost = [
    image === undefined ? '' : vscode.l10n.t('the image {0}', image),
    extra ? vscode.l10n.t('the extra fields {0}', names) : '',
  ].filter(Boolean);
  const answer = await askChoice<'without' | 'send'>(frame, {
    placeholder: inMessage(
      vscode.l10n.t('Not taken over for {0}: {1}', providerLabel(repetition.provider), lost.join(', ')),
    ),
    choices: [
      { label: vscode.l10n.t('Create without'), value: 'without' },
      ...(extra
        ? [
            {
              label: vscode.l10n.t('Send the extra fields all the same'),
              detail: vscode.l10n.t('The server may refuse or ignore them.'),
              value: 'send' as const,
            },
          ]
        : []),
    ],
  });
  if (answer === back) return back;
  return { extra: answer === 'send' ? extra : undefined };
}
