import { optionalFields, requiredFields } from './dialects/described/form';
import { boolean, choice, either, json, list, map, object, pair, text } from './shape/shape';
import { variants } from './types';

const place = text({ pattern: '^((GET|POST|DELETE) +)?/' });
const field = text({ pattern: '.' });

/** Fields of overrides that are no part of a description; see `overrides.ts`. */
export const plainFields = {
  encoding: choice('json', 'multipart'),
  seconds: choice('string', 'number'),
  apiVersion: text({ pattern: '^[\\w.-]{0,40}$' }),
  paths: object(
    {},
    {
      create: place,
      get: place,
      content: place,
      models: place,
      list: place,
      remix: place,
      edit: place,
      extend: place,
      delete: place,
      cancel: place,
    },
  ),
  fields: map(either(field, choice(null), pair(field))),
  defaults: map(json<unknown>()),
  capabilities: object(
    {},
    {
      list: boolean,
      remix: boolean,
      edit: boolean,
      extend: boolean,
      delete: boolean,
      cancel: boolean,
      models: boolean,
      index: boolean,
      variants: list(choice(...variants)),
      reference: list(choice('file', 'url')),
    },
  ),
};

/** Form of `overrides` of a provider in the settings. */
export const overridesForm = object({}, { ...plainFields, ...requiredFields, ...optionalFields });
