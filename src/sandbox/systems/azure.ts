import { type Answer, json, Refusal } from '../http';
import { openai } from './openai';
import { bearer, requiredText, type Route, type System } from './system';

const base = '/azure/openai/v1';
const versions = ['preview', 'v1'];
const missing = ['edit', 'extend', 'models'];

/** Azure OpenAI: OpenAI's protocol with `api-key` (or a Microsoft Entra token), `api-version`, and a deployment as the model. */
export const azure: System = {
  ...openai,
  base,
  baseUrlPath: base,
  requestIdHeader: 'apim-request-id',
  keys: (headers) => [headers['api-key'] as string | undefined, bearer(headers)],
  routes: openai.routes.filter(({ operation }) => !missing.includes(operation)).map(versioned),
  refuse(refusal): Answer {
    const { status, ...answer } = openai.refuse(refusal);
    const { error } = JSON.parse(answer.body.toString()) as { error: { code: string | null; message: string } };
    return json({ error: { code: error.code ?? String(status), message: error.message } }, status);
  },
};

function versioned(route: Route): Route {
  return {
    ...route,
    handle(call, world) {
      if (!versions.includes(call.query.get('api-version') ?? '')) throw new Refusal('noRoute', 'Resource not found');
      if (route.operation === 'create') requiredText(call, 'model');
      return route.handle(call, world);
    },
  };
}
