// The files that `npm run docs` writes from the tables of src/api: docs/providers.md, and what the settings editor shows
// for the types of providers.
import { readdirSync, readFileSync } from 'node:fs';
import { tools } from '../../src/agents';
import { descriptionOf, providerTypes } from '../../src/api/dialects';
import { providersPage } from './providersPage';
import { settingsSchema } from './settingsSchema';

interface GeneratedFile {
  path: string;
  /** A Markdown page still has to be formatted. */
  text: string;
}

type Texts = Record<string, string>;

const keyOf = (type: string): string => `setting.providers.type.${type}`;
const isTypeKey = (key: string): boolean => key.startsWith(keyOf(''));

export function generatedFiles(): GeneratedFile[] {
  return [
    { path: 'docs/providers.md', text: providersPage() },
    { path: 'package.json', text: manifest() },
    ...['', ...languages().map((language) => `.${language}`)].map((suffix) => ({
      path: `schemas/settings${suffix}.json`,
      text: schema(suffix),
    })),
    { path: 'package.nls.json', text: texts('package.nls.json', {}) },
    ...languages().map((language) => {
      const translations = readJson(`l10n/bundle.l10n.${language}.json`) as Texts;
      const path = `package.nls.${language}.json`;
      return { path, text: texts(path, translations) };
    }),
  ];
}

interface Manifest {
  contributes: {
    languageModelTools: object[];
    configuration: {
      properties: {
        'videoJobs.providers': { items: { properties: { type: { enum: string[]; enumDescriptions: string[] } } } };
      };
    };
  };
}

function manifest(): string {
  const value = readJson('package.json') as Manifest;
  const { type } = value.contributes.configuration.properties['videoJobs.providers'].items.properties;
  type.enum = [...providerTypes];
  type.enumDescriptions = providerTypes.map((name) => `%${keyOf(name)}%`);
  value.contributes.languageModelTools = languageModelTools();
  return toText(value);
}

/** The tools for agents; what models read is English, what users read has a translation. */
function languageModelTools(): object[] {
  return Object.entries(tools).map(([name, { description, schema }]) => ({
    name,
    displayName: `%tool.${name}.name%`,
    userDescription: `%tool.${name}.description%`,
    modelDescription: description,
    toolReferenceName: name.replace('videojobs_', 'video-'),
    canBeReferencedInPrompt: true,
    icon: '$(device-camera-video)',
    inputSchema: schema,
    tags: ['video'],
  }));
}

/** Texts without a translation are in English. */
function schema(suffix: string): string {
  const own = readJson(`schemas/texts${suffix}.json`) as Texts;
  return toText(settingsSchema({ ...(readJson('schemas/texts.json') as Texts), ...own }));
}

/** The file with a text for each type, where the first of them was; in English where a translation is missing. */
function texts(path: string, translations: Texts): string {
  const own = providerTypes.map((type): [string, string] => {
    const description = descriptionOf(type);
    return [keyOf(type), translations[description] ?? description];
  });
  const entries = Object.entries(readJson(path) as Texts);
  const at = entries.findIndex(([key]) => isTypeKey(key));
  const others = entries.filter(([key]) => !isTypeKey(key));
  return toText(Object.fromEntries(at < 0 ? [...others, ...own] : others.toSpliced(at, 0, ...own)));
}

const languages = (): string[] =>
  readdirSync('l10n').flatMap((name) => /^bundle\.l10n\.([\w-]+)\.json$/.exec(name)?.[1] ?? []);

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const toText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
