import { isRecord } from '../decode/read';
import type { Template } from '../dialects/described';
import type { Overrides } from '../overrides';

type Fields = Readonly<Record<string, unknown>>;

/** Placeholder that stands for a field of a request, by its name and the form of its value. */
const placeholders: readonly [name: RegExp, placeholder: string, fits: (value: unknown) => boolean][] = [
  [/^(prompt|prompt_?text|text|text_prompt|description)$/i, '{prompt}', (value) => typeof value === 'string'],
  [/^(model|model_?(name|id))$/i, '{model}', (value) => typeof value === 'string'],
  [
    /^(seconds|duration|length|duration_?seconds|video_?length)$/i,
    '{seconds}',
    (value) => /^\d{1,3}s?$/.test(String(value)),
  ],
  [/^(aspect_?ratio|ratio)$/i, '{ratio}', (value) => /^\d{1,2}:\d{1,2}$/.test(String(value))],
  [/^(size|ratio|resolution|dimensions)$/i, '{size}', (value) => /^\d{2,5}[x*:]\d{2,5}$/.test(String(value))],
  [/^(resolution|quality|size)$/i, '{resolution}', (value) => /^(\d{3,4}p|\d{1,2}k)$/i.test(String(value))],
  [/^width$/i, '{width}', (value) => typeof value === 'number'],
  [/^height$/i, '{height}', (value) => typeof value === 'number'],
  [
    /^(image|image_?(url|uri)|(first|start)_?(frame|image)(_?(url|image))?|prompt_?image)$/i,
    '{first}',
    (value) => typeof value === 'string',
  ],
];

/**
 * Describes a server of unknown kind from one create in its documents: fields become placeholders where their name and
 * value say what they are, the others stay as they are. How it is polled is a guess that the user corrects.
 * @param path of the create below the base URL
 */
export function describeServer(path: string, body: Fields): Overrides {
  const used = new Map<string, unknown>();
  const template = (value: unknown, name = '', depth = 0): Template => {
    const [, placeholder] =
      placeholders.find(([names, each, fits]) => names.test(name) && fits(value) && !used.has(each)) ?? [];
    if (placeholder !== undefined) {
      used.set(placeholder, value);
      return placeholder;
    }
    if (depth > 12) return null;
    if (Array.isArray(value)) return value.map((item) => template(item, '', depth + 1));
    if (!isRecord(value)) return (value ?? null) as Template;
    return Object.fromEntries(Object.entries(value).map(([each, one]) => [each, template(one, each, depth + 1)]));
  };
  const found = template(body) as Record<string, Template>;
  const filled = used.has('{prompt}') ? found : { ...found, prompt: '{prompt}' };
  const formats = formatsOf(used);
  return {
    create: { method: 'POST', path, body: filled },
    get: { method: 'GET', path: `${path.replace(/\/$/, '')}/{id}` },
    answer: { id: 'id', status: 'status', address: 'output' },
    ...(Object.keys(formats).length > 0 && { formats }),
    ...(used.has('{first}') && { reference: ['file', 'url'] }),
  };
}

function formatsOf(used: ReadonlyMap<string, unknown>): NonNullable<Overrides['formats']> {
  const seconds = used.get('{seconds}');
  const [, mark] = /^\d+([x*:])\d+$/.exec(String(used.get('{size}'))) ?? [];
  return {
    ...(typeof seconds === 'string' && { seconds: seconds.endsWith('s') ? ('suffix' as const) : ('text' as const) }),
    ...((mark === '*' || mark === ':') && { size: mark }),
    ...(/^\d+[PK]$/.test(String(used.get('{resolution}'))) && { resolution: 'upper' as const }),
  };
}
