import * as l10n from '@vscode/l10n';
import {
  type CreateInput,
  type InputRole,
  inputRoles,
  type InputRules,
  type MediaInput,
  type MediaKind,
  type Reference,
} from '../types';
import { EmbeddedFile, type FileReference } from '../wire';
import { cannotExpress } from './dialect';

export type WithMedia = Pick<CreateInput, 'reference' | 'inputs'>;

/** Inputs of a create by role, the old spelling of one included. */
export function inputsOf({ reference, inputs = [] }: WithMedia): readonly MediaInput[] {
  const all = reference ? [{ role: roleOf(reference), media: reference }, ...inputs] : inputs;
  return inputRoles.flatMap((role) => all.filter((each) => each.role === role));
}

function roleOf(reference: Reference): InputRole {
  const kind = reference.kind === 'file' ? reference.contentType.split('/')[0] : 'image';
  return kind === 'video' || kind === 'audio' ? kind : 'first';
}

interface InputsByRole {
  first?: Reference;
  last?: Reference;
  references: readonly MediaInput[];
  videos: readonly MediaInput[];
  audios: readonly MediaInput[];
}

export function inputsByRole(input: WithMedia): InputsByRole {
  const all = inputsOf(input);
  const of = (role: InputRole): MediaInput[] => all.filter((each) => each.role === role);
  return {
    first: of('first')[0]?.media,
    last: of('last')[0]?.media,
    references: of('reference'),
    videos: of('video'),
    audios: of('audio'),
  };
}

export const kindOfRole = (role: InputRole): MediaKind => (role === 'video' || role === 'audio' ? role : 'image');

/** File in a body. @throws VideoJobsError `unsupported` for one of another kind than the role requires */
export function fileOf(label: string, role: InputRole, file: FileReference, form?: EmbeddedFile['form']): EmbeddedFile {
  const kind = kindOfRole(role);
  if (file.contentType.startsWith(`${kind}/`)) return new EmbeddedFile(file, form);
  if (kind === 'image') throw cannotExpress(label, 'reference', l10n.t('it only accepts an image.'));
  throw cannotExpress(
    label,
    `${role}: ${file.name}`,
    kind === 'video' ? l10n.t('this is not a video.') : l10n.t('this is not a sound.'),
  );
}

/** Address of a medium, or the file in a body. @throws VideoJobsError `unsupported` as `fileOf` */
export function addressOrFile(label: string, { role, media }: MediaInput): string | EmbeddedFile {
  return media.kind === 'url' ? media.url : fileOf(label, role, media);
}

/** Frame as an address or a file in a body. */
export function frameOf(label: string, media: Reference | undefined): string | EmbeddedFile | undefined {
  return media && addressOrFile(label, { role: 'first', media });
}

/** Rules of a type that takes one picture as the first frame. */
export const onlyFirst: InputRules = { roles: { first: 1 }, settings: [] };
