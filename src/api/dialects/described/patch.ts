import type { AnswerPath } from '../../answerPlaces';
import { isRecord, pathsOf } from '../../decode/read';
import type { DescriptionPatch, Overrides } from '../../overrides';
import { EmbeddedFile } from '../../wire';
import type { Description } from './description';
import { optionalFields, requiredFields } from './form';

/** Names of the fields of a description that overrides may have. */
export const patchFields: readonly string[] = Object.keys({ ...requiredFields, ...optionalFields });

/** Returns the part of overrides that changes a description. Status words are applied with the rules of reading. */
export function patchOf(overrides: Overrides): DescriptionPatch {
  const own = Object.entries(overrides).filter(([name]) => patchFields.includes(name) && name !== 'statuses');
  return Object.fromEntries(own);
}

/** Applies a patch to a description; places in answers are put in front of those of the type. */
export function patched(description: Description, { answer, ...patch }: DescriptionPatch): Description {
  const merged = mergePatch(description, patch) as Description;
  return answer ? { ...merged, answer: answerWith(description.answer, answer) } : merged;
}

type Answer = NonNullable<Description['answer']>;

/** Parts of an answer that are one value each, not places that are tried in order. */
const single = new Set<string>(['clip', 'clipQuery', 'withheld', 'idIn', 'costUnit', 'ignoreTimes', 'job']);

function answerWith(before: Answer = {}, more: Answer): Answer {
  const parts = Object.entries(more).map(([part, value]) => {
    if (single.has(part)) return [part, value] as const;
    const old = before[part as keyof Answer] as AnswerPath | undefined;
    return [part, [...pathsOf(value as AnswerPath), ...pathsOf(old)]] as const;
  });
  return { ...before, ...(Object.fromEntries(parts) as Answer) };
}

/** Merges as JSON Merge Patch does (RFC 7396): objects field by field, `null` removes, anything else replaces. */
export function mergePatch(base: unknown, patch: unknown): unknown {
  if (!isRecord(patch) || patch instanceof EmbeddedFile) return patch;
  const fields = new Map(isRecord(base) && !(base instanceof EmbeddedFile) ? Object.entries(base) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) fields.delete(name);
    else if (value !== undefined) fields.set(name, mergePatch(fields.get(name), value));
  }
  return Object.fromEntries(fields);
}
