// JSON schema of a form of src/api/shape, for completion and checks in settings.json.
import type { Form } from '../../src/api/shape/shape';

export type JsonSchema = Record<string, unknown>;

/** Text on the field at a path (`overrides.get.path`, or below a named object `call.path`), for the reader of the settings. */
export type TextOf = (path: string) => string | undefined;

/** @returns the schema, and those that it refers to as `#/definitions/<name>` */
export function jsonSchemaOf(
  form: Form,
  textOf: TextOf,
  path: string,
): { schema: JsonSchema; definitions: Record<string, JsonSchema> } {
  const definitions: Record<string, JsonSchema> = {};
  return { schema: schemaOf(form, path), definitions };

  function schemaOf(one: Form, at: string): JsonSchema {
    switch (one.kind) {
      case 'text':
        return {
          type: 'string',
          ...((one.pattern ?? patternOf(one.rule)) && { pattern: one.pattern ?? patternOf(one.rule) }),
          ...(one.max && { maxLength: one.max }),
        };
      case 'number':
        return {
          type: one.integer ? 'integer' : 'number',
          ...(one.min !== undefined && { minimum: one.min }),
          ...(one.max !== undefined && { maximum: one.max }),
        };
      case 'boolean':
        return { type: 'boolean' };
      case 'choice':
        return { enum: one.words };
      case 'json':
        return {};
      case 'list':
        return {
          type: 'array',
          items: schemaOf(one.item, at),
          ...(one.min && { minItems: one.min }),
          ...(one.max && { maxItems: one.max }),
        };
      case 'map':
        return { type: 'object', additionalProperties: orNull(schemaOf(one.value, at)) };
      case 'either':
        return { anyOf: one.forms.map((each) => schemaOf(each, at)) };
      case 'object': {
        const { name } = one;
        if (name === undefined) return objectSchema(one, at);
        definitions[name] ??= (definitions[name] = {}) && objectSchema(one, name);
        return { $ref: `#/definitions/${name}` };
      }
    }
  }

  function objectSchema({ required, optional }: Extract<Form, { kind: 'object' }>, at: string): JsonSchema {
    const fields = { ...required, ...optional };
    return {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(
        Object.entries(fields).map(([name, field]) => {
          const place = `${at}.${name}`;
          const schema = schemaOf(field, place);
          const description = textOf(place);
          const whole = Object.hasOwn(optional, name) ? orNull(schema) : schema;
          return [name, { ...whole, ...(description && { markdownDescription: description }) }];
        }),
      ),
    };
  }
}

/** `null` removes what the type has. It is allowed, and not offered. */
function orNull(schema: JsonSchema): JsonSchema {
  return Object.keys(schema).length === 0 ? schema : { anyOf: [schema, { const: null, doNotSuggest: true }] };
}

const patternOf = (rule: Extract<Form, { kind: 'text' }>['rule']): string | undefined =>
  rule === 'path' ? '^/(?!/)[^?#\\\\\\s]*$' : undefined;
