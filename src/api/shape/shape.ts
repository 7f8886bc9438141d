/** Rule for a text beyond its pattern. */
type TextRule =
  /** Template: names only placeholders that exist. */
  | 'template'
  /** Template of a path. */
  | 'path'
  /** Regular expression. */
  | 'expression'
  /** Dotted path in an answer. */
  | 'place';

/** Form of a JSON value, as data. */
export type Form =
  | { kind: 'text'; pattern?: string; rule?: TextRule; max?: number }
  | { kind: 'number'; integer?: true; min?: number; max?: number }
  | { kind: 'boolean' }
  | { kind: 'choice'; words: readonly (string | number | boolean | null)[] }
  | { kind: 'json'; rule?: 'template' }
  | { kind: 'list'; item: Form; min?: number; max?: number }
  | { kind: 'map'; value: Form; names?: 'header' }
  | {
      kind: 'object';
      required: Readonly<Record<string, Form>>;
      optional: Readonly<Record<string, Form>>;
      name?: string;
    }
  | { kind: 'either'; forms: readonly Form[] };

declare const typeOf: unique symbol;

/** Form whose values have the type `T`, so that the compiler can compare forms with interfaces. */
export type Shape<T> = Form & { readonly [typeOf]?: T };
export type TypeOf<S> = S extends { readonly [typeOf]?: infer T } ? Exclude<T, undefined> : never;

type Shapes = Readonly<Record<string, Shape<unknown>>>;
type TypesOf<S extends Shapes> = { [K in keyof S]: TypeOf<S[K]> };

// The phantom type is the only thing that these casts add.
export const text = (rules: Omit<Extract<Form, { kind: 'text' }>, 'kind'> = {}): Shape<string> => ({
  kind: 'text',
  ...rules,
});
export const number = (rules: Omit<Extract<Form, { kind: 'number' }>, 'kind'> = {}): Shape<number> => ({
  kind: 'number',
  ...rules,
});
export const boolean: Shape<boolean> = { kind: 'boolean' };

export const choice = <const W extends string | number | boolean | null>(...words: W[]): Shape<W> => ({
  kind: 'choice',
  words,
});

export const json = <T>(rule?: 'template'): Shape<T> => ({ kind: 'json', ...(rule && { rule }) });

export const list = <T>(item: Shape<T>, size: { min?: number; max?: number } = {}): Shape<T[]> => ({
  kind: 'list',
  item,
  ...size,
});

export const pair = <T>(item: Shape<T>): Shape<[T, T]> => ({ kind: 'list', item, min: 2, max: 2 });

export const map = <T>(value: Shape<T>, names?: 'header'): Shape<Record<string, T>> => ({
  kind: 'map',
  value,
  ...(names && { names }),
});

export const either = <S extends Shape<unknown>[]>(...forms: S): Shape<TypeOf<S[number]>> => ({
  kind: 'either',
  forms,
});

/** @param name under which a JSON schema refers to it, if it is used in several places */
export const object = <R extends Shapes, O extends Shapes>(
  required: R,
  optional: O,
  name?: string,
): Shape<TypesOf<R> & Partial<TypesOf<O>>> & { required: R; optional: O } => ({
  kind: 'object',
  required,
  optional,
  ...(name && { name }),
});
