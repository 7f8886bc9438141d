// schemas/settings.json: what `overrides` of a provider takes, for completion and checks in settings.json. VS Code reads it
// when such a file is opened, and not when it starts.
import { customType } from '../../src/api/dialects';
import { exampleProvider } from '../../src/api/dialects/described/example';
import { requiredFields } from '../../src/api/dialects/described/form';
import { overridesForm } from '../../src/api/overridesForm';
import { jsonSchemaOf } from './jsonSchema';

/** @param texts by place: `overrides.get`, `call.path` */
export function settingsSchema(texts: Readonly<Record<string, string>>): object {
  const { schema, definitions } = jsonSchemaOf(overridesForm, (path) => texts[path], 'overrides');
  const whole = {
    required: Object.keys(requiredFields),
    properties: Object.fromEntries(
      Object.entries(requiredFields).map(([name, { required: parts }]) => [name, { required: Object.keys(parts) }]),
    ),
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    properties: {
      'videoJobs.providers': {
        items: {
          defaultSnippets: [{ label: texts['snippet'], body: exampleProvider }],
          properties: { overrides: schema },
          if: { required: ['type'], properties: { type: { const: customType } } },
          then: { required: ['overrides'], properties: { overrides: whole } },
        },
      },
    },
    definitions,
  };
}
