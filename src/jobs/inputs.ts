import type { Input } from '../api/types';
import { withoutUndefined } from './objects';

interface WithInputs {
  /** Old spelling of one first frame. */
  reference?: string;
  inputs?: readonly Input[];
}

/** Inputs of a request, the old spelling of one included. */
export const inputsOfRequest = ({ reference, inputs = [] }: WithInputs): readonly Input[] =>
  reference === undefined ? inputs : [{ role: 'first', source: reference }, ...inputs];

/** Request with these inputs: a single first frame without a name in the old spelling, which every reader knows. */
export function withInputs<T extends WithInputs>(request: T, inputs: readonly Input[]): T {
  const [only, ...others] = inputs;
  const isPlain = only?.role === 'first' && only.name === undefined && others.length === 0;
  return withoutUndefined({
    ...request,
    reference: isPlain ? only.source : undefined,
    inputs: isPlain || inputs.length === 0 ? undefined : inputs,
  });
}

/** Address without credentials and query, which may be a signature; a path as it is. */
export const shownSource = (source: string): string =>
  source.replace(/^(https?:\/\/)(?:[^/@]*@)?([^?#]*).*$/is, '$1$2');
