import type { Provider } from '../api/provider';
import type { ModelInfo } from '../api/types';
import { BadInput, Fields } from './fields';
import { type Ports, type Tool } from './tool';

const fields = ['provider', 'search', 'limit'] as const;

/** Longest list of lengths or sizes in a result. */
const mostValues = 16;

/** Lists what videos can be made with. */
export const modelsTool: Tool = {
  description:
    'Lists the video providers of this user and their models, with lengths in seconds, sizes and prices where known. Costs nothing. Call it if the user did not name a model, or if create answered needs_choice.',
  schema: {
    type: 'object',
    properties: {
      provider: { type: 'string', description: 'ID of a provider; all if absent.' },
      search: { type: 'string', description: 'Part of the name of a model.' },
      limit: { type: 'integer', minimum: 1, maximum: 30, description: 'Most models in all; 12 if absent.' },
    },
    additionalProperties: false,
  },
  async run(input, { ports }) {
    const read = new Fields(input, fields);
    const wanted = providersFor(ports, read.text('provider', 200));
    const search = read.text('search', 200)?.toLowerCase();
    const limit = read.number('limit', [1, 30], { whole: true }) ?? 12;
    const found = await Promise.all(
      wanted.map(async (provider) => {
        const known = await ports.models(provider);
        const models = known.length > 0 ? known : provider.model === undefined ? [] : [{ id: provider.model }];
        return models
          .filter(
            ({ id, name, video }) => video !== false && (!search || `${id} ${name}`.toLowerCase().includes(search)),
          )
          .map((model) => modelResult(provider, model));
      }),
    );
    const models = found.flat();
    return {
      providers: wanted
        .slice(0, 30)
        .map(({ id, type, model }) => ({ provider: id, type, ...(model && { default: model }) })),
      default: ports.providers.usual,
      models: within(models.slice(0, limit)),
      ...(models.length > limit && { more: models.length - limit }),
      ...(wanted.length === 0 && {
        note: 'There is no provider yet. Ask the user to run "Video Jobs: Add Provider…".',
      }),
    };
  },
};

/** Largest list of models, in characters of JSON. */
const mostText = 3000;

/** The models that fit into a result, whole ones. */
function within<T>(models: readonly T[]): T[] {
  let rest = mostText;
  return models.filter((model) => (rest -= JSON.stringify(model).length) > 0);
}

/** @throws BadInput for an unknown provider */
export function providersFor(ports: Ports, id: string | undefined): readonly Provider[] {
  const { all } = ports.providers;
  if (id === undefined) return all;
  const found = all.find((provider) => provider.id === id);
  if (found) return [found];
  throw new BadInput(`There is no provider "${id}". There are: ${all.map((one) => one.id).join(', ') || 'none'}.`);
}

function modelResult(
  provider: Provider,
  { id, seconds, sizes, aspectRatios, resolutions, sound, frames, prices }: ModelInfo,
) {
  const some = (values: readonly (string | number)[] | undefined) => values?.slice(0, mostValues);
  return {
    provider: provider.id,
    model: id,
    seconds: some(seconds),
    sizes: some(sizes ?? resolutions),
    ratios: sizes ? undefined : some(aspectRatios),
    sound,
    image: frames && frames.includes('first_frame'),
    price: prices?.slice(0, 3).map(({ amount, currency, per }) => `${amount} ${currency} per ${per}`),
  };
}
