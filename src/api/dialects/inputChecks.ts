import * as l10n from '@vscode/l10n';
import { isRecord } from '../decode/read';
import { VideoJobsError } from '../errors';
import {
  type Capabilities,
  type CreateInput,
  createSettings,
  type InputRole,
  inputRoles,
  type InputRules,
  type MediaInput,
} from '../types';
import { EmbeddedFile, type WireRequest } from '../wire';
import { cannotExpress, type Dialect, type EncodeContext } from './dialect';
import { dimensions, partsOf } from './dimensions';
import { withTokens } from './inputNames';
import { inputsOf, kindOfRole, onlyFirst } from './inputs';

/**
 * Dialect that refuses inputs and settings which its server would refuse or ignore, and replaces the names of inputs in
 * the prompt by the server's tokens. Nothing that was stated is left out silently.
 */
export function checkingInputs(dialect: Dialect): Dialect {
  return {
    ...dialect,
    encode(operation, context) {
      if (operation.op !== 'create') return dialect.encode(operation, context);
      const { input } = operation;
      const rules = rulesOf(dialect, input, context);
      assertTaken(dialect.label, input, rules, dialect.capabilities);
      const named = { ...input, prompt: promptOf(dialect, input, context) };
      const request = dialect.encode({ op: 'create', input: named }, context);
      assertNoConflict(dialect, named, context, request);
      return request;
    },
  };
}

export const rulesOf = (dialect: Dialect, { model }: Pick<CreateInput, 'model'>, context: EncodeContext): InputRules =>
  dialect.takes?.(model ?? context.model, context) ?? onlyFirst;

/** Prompt as it is sent. @throws VideoJobsError `rejected` for a name without an input */
export const promptOf = (dialect: Dialect, input: CreateInput, { model }: EncodeContext): string =>
  withTokens(input.prompt, inputsOf(input), dialect.tokens?.(input.model ?? model) ?? {});

/** @throws VideoJobsError `unsupported`, naming the input and the way out */
function assertTaken(
  label: string,
  input: CreateInput,
  rules: InputRules,
  { reference: imageForms }: Pick<Capabilities, 'reference'>,
): void {
  const all = inputsOf(input);
  const of = (role: InputRole): MediaInput[] => all.filter((each) => each.role === role);
  const refuse = (role: InputRole, why: string): VideoJobsError => {
    const { media, name } = of(role).at(-1) as MediaInput;
    return cannotExpress(label, `${role}: ${name ?? (media.kind === 'file' ? media.name : placeOf(media.url))}`, why);
  };
  for (const role of inputRoles) {
    const count = of(role).length;
    if (count === 0) continue;
    const most = rules.roles[role] ?? 0;
    if (most === 0) {
      throw refuse(role, l10n.t('this model takes no such input. Leave it out, or choose another model or provider.'));
    }
    if (most > 0 && count > most) {
      throw refuse(role, l10n.t('this model takes at most {0} of them, not {1}. Remove some.', most, count));
    }
  }
  if (of('last').length > 0 && of('first').length === 0) {
    throw refuse('last', l10n.t('a last frame requires a first frame. Add one.'));
  }
  const groups = (rules.apart ?? []).filter((group) => group.some((role) => of(role).length > 0));
  const [one, other] = groups.map((group) => group.find((role) => of(role).length > 0) as InputRole);
  if (one !== undefined && other !== undefined) {
    throw refuse(other, l10n.t('it cannot be combined with "{0}". Leave one of the two out.', one));
  }
  if (rules.total !== undefined && all.length > rules.total) {
    const { role } = all.at(-1) as MediaInput;
    throw refuse(role, l10n.t('a request may have {0} inputs in all, not {1}. Remove some.', rules.total, all.length));
  }
  if (rules.audioNeedsPicture && of('audio').length === all.length && all.length > 0) {
    throw refuse('audio', l10n.t('a sound requires an image or a video beside it. Add one.'));
  }
  for (const { role, media } of input.inputs ?? []) {
    const kind = kindOfRole(role);
    const forms = kind === 'image' ? imageForms : (rules.forms?.[kind] ?? ['url']);
    if (forms.includes(media.kind)) continue;
    throw refuse(
      role,
      media.kind === 'file'
        ? l10n.t('it only takes addresses here. Enter one that starts with https://.')
        : l10n.t('it only takes files here. Download it and choose the file.'),
    );
  }
  assertSettings(label, input, rules);
  if (of('reference').length > 0) assertWithReferences(label, input, rules);
}

function assertSettings(label: string, input: CreateInput, { settings }: InputRules): void {
  const refused = createSettings.find((name) => input[name] !== undefined && settings && !settings.includes(name));
  if (refused) throw cannotExpress(label, refused, l10n.t('this model has no such setting. Leave it out.'));
}

function assertWithReferences(
  label: string,
  { seconds, size }: CreateInput,
  { withReferences = {} }: InputRules,
): void {
  const { maxSeconds, resolutions } = withReferences;
  if (maxSeconds !== undefined && seconds !== undefined && seconds > maxSeconds) {
    throw cannotExpress(
      label,
      'seconds',
      l10n.t('with reference images a video has at most {0} seconds. Shorten it.', maxSeconds),
    );
  }
  if (!resolutions || size === undefined) return;
  const parsed = dimensions(label, size);
  const { resolution } = parsed.size ? partsOf(parsed.size) : parsed;
  if (resolution !== undefined && !resolutions.includes(resolution.toLowerCase())) {
    const words = resolutions.join(', ');
    throw cannotExpress(label, 'size', l10n.t('with reference images it must be one of: {0}.', words));
  }
}

/** Address without its query, which may be a signature. */
const placeOf = (url: string): string => (URL.canParse(url) ? new URL(url).pathname.split('/').at(-1) || url : url);

/** @throws VideoJobsError `rejected` if an additional field would replace what an input or a setting says */
function assertNoConflict(dialect: Dialect, input: CreateInput, context: EncodeContext, request: WireRequest): void {
  const { extra, inputs, sound, seed, negativePrompt, ...plain } = input;
  const isStated = inputs !== undefined || [sound, seed, negativePrompt].some((value) => value !== undefined);
  if (!isStated || !extra || Object.keys(extra).length === 0) return;
  const valuesOf = (other: Omit<CreateInput, 'prompt'>): Map<string, string> | undefined => {
    try {
      const { body } = dialect.encode({ op: 'create', input: { ...other, prompt: input.prompt } }, context);
      return leaves(body?.value ?? {});
    } catch {
      return undefined;
    }
  };
  const sent = leaves(request.body?.value ?? {});
  const before = valuesOf(plain);
  const stated = valuesOf({ ...plain, inputs, sound, seed, negativePrompt });
  if (!before || !stated) return;
  for (const [path, value] of stated) {
    if (before.get(path) === value || sent.get(path) === value) continue;
    throw new VideoJobsError(
      'rejected',
      l10n.t(
        'The additional field "{0}" would replace what an input or a setting says. Leave one of the two out.',
        path,
      ),
    );
  }
}

/** Values of a body by their dotted path; lists as a whole. */
function leaves(value: unknown, path = '', into = new Map<string, string>()): Map<string, string> {
  if (isRecord(value) && !(value instanceof EmbeddedFile)) {
    for (const [name, each] of Object.entries(value)) leaves(each, path ? `${path}.${name}` : name, into);
  } else if (value !== undefined) {
    into.set(
      path,
      JSON.stringify(value, (_key, each: unknown) => (each instanceof EmbeddedFile ? each.file.name : each)),
    );
  }
  return into;
}
