import * as l10n from '@vscode/l10n';
import type { Auth } from './types';

/** A server that a user may start from; everything in it can be changed afterwards. */
export interface Preset {
  id: string;
  label: string;
  type: string;
  /** Empty where only the user knows it. */
  baseUrl: string;
  auth: Auth;
  /** One sentence on what to expect. */
  note: string;
}

/** The known servers, those that work first; labels and notes in the user's language. */
export function presets(): Preset[] {
  return [
    {
      id: 'openrouter',
      label: 'OpenRouter',
      type: 'openrouter',
      baseUrl: 'https://openrouter.ai/api/v1',
      auth: 'bearer',
      note: l10n.t('Many models behind one key. Jobs cannot be listed or deleted there, and the cost is reported.'),
    },
    {
      id: 'opeai',
      label: 'ope.ai',
      type: 'opeai',
      baseUrl: 'https://api-platform.ope.ai/v1',
      auth: 'bearer',
      note: l10n.t(
        'Takes an API key; or, with auth "token", the token of its web page. Jobs cannot be listed or deleted there.',
      ),
    },
    {
      id: 'chainhub',
      label: 'chainhub',
      type: 'newapi',
      baseUrl: 'https://api.chainhub.tech/v1',
      auth: 'bearer',
      note: l10n.t('A new-api gateway for Veo and Sora models. Jobs cannot be listed or deleted there.'),
    },
    {
      id: 'jxincm',
      label: 'jxincm',
      type: 'newapi',
      baseUrl: 'https://api.jxincm.cn/v1',
      auth: 'bearer',
      note: l10n.t('A new-api gateway for Sora models. Jobs cannot be listed or deleted there.'),
    },
    {
      id: 'custom',
      label: l10n.t('Another server that speaks the OpenAI Videos API'),
      type: 'openai',
      baseUrl: '',
      auth: 'bearer',
      note: l10n.t(
        'A gateway or a server of your own, such as LiteLLM, Azure, vLLM-Omni or SGLang. Enter its base address.',
      ),
    },
    {
      id: 'openai',
      label: 'OpenAI',
      type: 'openai',
      baseUrl: 'https://api.openai.com/v1',
      auth: 'bearer',
      note: l10n.t('OpenAI shut down its Videos API on 2026-09-24. Servers that speak the same protocol still work.'),
    },
  ];
}

const hosts: readonly [RegExp, string][] = [
  [/(^|\.)openrouter\.ai$/, 'openrouter'],
  [/(^|\.)ope\.ai$/, 'opeai'],
  [/(^|\.)(chainhub\.tech|jxincm\.cn)$/, 'newapi'],
];

/** The type of the server at a base address, by its host name; `openai`, the protocol that most speak, where it says nothing. */
export function guessType(baseUrl: string): string {
  const address = baseUrl.trim();
  const absolute = address.includes('://') ? address : `https://${address}`;
  const host = URL.canParse(absolute) ? new URL(absolute).hostname : '';
  return hosts.find(([pattern]) => pattern.test(host))?.[1] ?? 'openai';
}
