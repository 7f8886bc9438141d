// The text of docs/providers.md, made of the tables that the extension itself works with.
import { readFileSync } from 'node:fs';
import { customType, dialectFor, dialectRow, isBuiltIn, providerTypes } from '../../src/api/dialects';
import { exampleProvider } from '../../src/api/dialects/described/example';
import { dataOnly } from '../../src/api/dialects/described/form';
import type { Preset, PresetGroup } from '../../src/api/presetRows';
import { presets } from '../../src/api/presets';
import type { ActiveStatus, CancelTerms, Capabilities, Limits } from '../../src/api/types';
import { partOf, requestFor } from './exampleRequest';

const groups: Readonly<Record<PresetGroup, string>> = {
  hosted: 'Providers',
  gateway: 'Gateways to several providers',
  own: 'Servers of your own',
};

/** Markdown, as Prettier would leave it. */
export function providersPage(): string {
  const types = providerTypes.filter((type) => !isBuiltIn(type) && type !== customType);
  const known = presets().filter(({ id }) => id !== 'custom');
  return `# Providers

This page is made from the extension's own tables by \`npm run docs\`; a test fails where it is out of date.

## Types

A type is a way to speak to a server.

${table(
  [
    'Type',
    'Server',
    'Create',
    'A create of `prompt`, `model`, `seconds` 8 and `size` 1280x720 sends',
    'Follow',
    'Clip',
  ],
  types.map((type) => {
    const { label } = dialectRow(type);
    const provider = { type, baseUrl: '' };
    const create = requestFor(provider, 'create');
    return [
      code(type),
      label,
      ...[partOf(create), create?.body ?? '–', partOf(requestFor(provider, 'get'))].map(codeOf),
      clipOf(type),
    ];
  }),
)}

${abilities(types.map((type) => [code(type), dialectRow(type).capabilities]))}

## Servers that are known

${known.length} servers can be chosen by name. Each is a row of data in \`src/api/presetRows.ts\`, with the document that it was read in.

${(Object.keys(groups) as PresetGroup[])
  .map((group) =>
    section(
      groups[group],
      known.filter((preset) => preset.group === group),
    ),
  )
  .join('\n\n')}

## Overrides

How one server differs from its type, as data: the field \`overrides\` of a provider in \`settings.json\`. What they do not say is as the type has it. The rows above use the same fields.

${table(
  ['Field', 'What it says', 'For example'],
  overrides.map(([name, what, example]) => [code(name), what, code(JSON.stringify(example))]),
)}

### Parts of a description

A type that is data (Ark, Model Studio, fal, Kling, Luma, MiniMax, Replicate, Runway) is a description, and \`overrides\` may have any part of one. It is merged on top of the type's as a JSON Merge Patch ([RFC 7396](https://www.rfc-editor.org/rfc/rfc7396)): objects field by field, \`null\` removes, anything else, lists too, replaces. Places in \`answer\` are an exception: yours are tried first, the type's after them. The fields of the table above are applied after that.

Types that are programs take the same parts but ${dataOnly.map(code).join(', ')}: calls are merged on top of the request that the type sends, places are tried in front of those it reads.

${table(
  ['Field', 'What it says'],
  partsOf(texts).map(([name, what]) => [code(name), what]),
)}

Where a call, \`formats\`, a variant or an answer is due:

${table(
  ['Field', 'What it says'],
  Object.entries(texts)
    .filter(([name]) => /^(call|formats|variant|derive|answer)\\./.test(name))
    .map(([name, what]) => [code(name), what]),
)}

\`settings.json\` completes and checks all of this. An entry with a fault is left out, the others work; the view says where the fault is.

## A server of your own

With \`"type": "custom"\`, \`overrides\` is the whole description of a server: at least \`create\` and \`get\`. **Add Provider** → **Describe a Server of Your Own…** starts one, from a pasted \`curl\` command if you have one; **Diagnose** then shows how each response was read, and **Fix How Responses Are Read…** writes what you choose into the same place. The key stays in VS Code's secret storage: a description has no placeholder for it, paths are always below the base URL, and headers that hold keys are refused.

Leonardo, from its documents:

\`\`\`json
${JSON.stringify(exampleProvider, null, 2)}
\`\`\`
`;
}

const texts = JSON.parse(readFileSync('schemas/texts.json', 'utf8')) as Readonly<Record<string, string>>;

/** Parts of a description with their texts; the older fields have a table of their own. */
const partsOf = (all: Readonly<Record<string, string>>): [string, string][] =>
  Object.entries(all).flatMap(([place, what]) => {
    const [first, ...name] = place.split('.');
    const isPart = first === 'overrides' && !overrides.some(([known]) => known === name[0]);
    return isPart ? [[name.join('.'), what] as [string, string]] : [];
  });

const overrides: readonly [name: string, what: string, example: unknown][] = [
  ['encoding', 'How the body of a create without a file is written: `json` or `multipart`', 'multipart'],
  ['seconds', 'Whether the field `seconds` is a `string` or a `number`', 'number'],
  ['apiVersion', 'For `azure`: the `api-version` of each request, `preview` unless said; empty leaves it out', 'v1'],
  [
    'paths',
    'Where operations are, below the base address (`/../` leads out of its version). What the type does not know is asked for as the OpenAI Videos API has it',
    { create: '/video/create', get: '/video/query?id={id}', cancel: 'POST /tasks/{id}/cancel' },
  ],
  [
    'fields',
    'Fields of a request, as the type sends them, that have another name here; `null` leaves one out, two names take a size apart',
    { seconds: 'duration', size: ['width', 'height'], model: null },
  ],
  ['defaults', 'Fields that each create has unless it says otherwise', { watermark: false }],
  [
    'answer',
    'Where an answer has its `id`, `status`, `progress`, `address`, `thumbnail` and `error`, looked at before the usual places',
    { address: 'data.result.link' },
  ],
  ['statuses', 'What the server’s words mean', { GENERATED: 'completed' }],
  ['capabilities', 'What the server can do, where that is not what its type can', { list: false, variants: ['video'] }],
];

function section(title: string, rows: readonly Preset[]): string {
  return `### ${title}

${table(
  ['Server', 'Type', 'Base address', 'Key', 'Differences', 'Further fields', 'Source'],
  rows.map(({ label, type, baseUrl, example, auth, overrides: own, parameters, source }) => [
    label,
    code(type),
    example ? `yours, such as ${code(baseUrl)}` : baseUrl ? code(baseUrl) : 'yours',
    code(auth),
    own ? code(JSON.stringify(own)) : '–',
    parameters?.map(code).join(', ') ?? '–',
    source,
  ]),
)}

${abilities(rows.map((preset) => [preset.label, dialectFor(preset).capabilities]))}`;
}

function abilities(rows: readonly [name: string, able: Capabilities][]): string {
  const yes = (is: boolean): string => (is ? 'yes' : '–');
  return table(
    [
      '',
      'list',
      'remix',
      'edit, extend',
      'delete',
      'cancel',
      'models',
      'several clips',
      'thumbnail',
      'reference image',
      'sizes, seconds',
    ],
    rows.map(([name, can]) => {
      const { list, remix, edit, extend, delete: remove, cancelTerms, models, index, variants, reference, takes } = can;
      return [
        name,
        ...[list, remix].map(yes),
        edit === extend ? yes(edit) : edit ? 'edit' : 'extend',
        yes(remove),
        cancelOf(can.cancel ? cancelTerms : undefined),
        ...[models, index, variants.includes('thumbnail')].map(yes),
        reference.map((kind) => (kind === 'url' ? 'address' : kind)).join(', ') || '–',
        takenOf(takes),
      ];
    }),
  );
}

/** When a job can be canceled, and what is known of its charge. */
function cancelOf(terms: CancelTerms | undefined): string {
  if (!terms) return '–';
  const { when, refund = [], billed = [] } = terms;
  const charge = (status: ActiveStatus): string =>
    refund.includes(status) ? 'free' : billed.includes(status) ? 'charged' : 'charge unknown';
  return when.map((status) => `${status === 'queued' ? 'queued' : 'running'}: ${charge(status)}`).join('; ');
}

/** What each model there takes, where its document says so. */
function takenOf({ sizes = [], resolutions = [], aspectRatios = [], seconds = [] }: Limits = {}): string {
  return (
    [sizes, resolutions, aspectRatios, seconds]
      .filter(({ length }) => length)
      .map((list) => list.join(', '))
      .join('; ') || '–'
  );
}

function clipOf(type: string): string {
  const { clipsAt } = dialectRow(type);
  if (clipsAt === 'address') return 'at the address that the job names';
  const content = partOf(requestFor({ type, baseUrl: '' }, 'content'));
  return clipsAt === 'both' ? `at the address that the job names, or ${codeOf(content)}` : codeOf(content);
}

const code = (text: string): string => `\`${text}\``;
const codeOf = (text: string): string => (text === '–' ? text : code(text));

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
