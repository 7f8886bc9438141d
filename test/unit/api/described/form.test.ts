import assert from 'node:assert/strict';
import { descriptions } from '../../../../src/api/dialects';
import type { Template } from '../../../../src/api/dialects/described';
import type { descriptionForm } from '../../../../src/api/dialects/described/form';
import { patchFields } from '../../../../src/api/dialects/described/patch';
import type { Overrides, ServerDescription } from '../../../../src/api/overrides';
import type { plainFields } from '../../../../src/api/overridesForm';
import { presets } from '../../../../src/api/presets';
import type { Shape, TypeOf } from '../../../../src/api/shape/shape';
import { overridesFault } from '../../../../src/platform/settings/overridesEntry';

/** Type without `readonly` and intersections, so that two spellings of one type are the same. */
type Plain<T> = [Template] extends [T]
  ? 'template'
  : T extends string | number | boolean | null | undefined
    ? T
    : { -readonly [K in keyof T]: Plain<T[K]> };
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only where form and interface say the same, field by field. */
const isSame = <A, B>(_same: Same<Plain<A>, Plain<B>>): void => {};

describe('The form of a description', () => {
  it('has the fields of the type, each of the same type', () => {
    type Form = TypeOf<typeof descriptionForm>;
    isSame<Form['create'], ServerDescription['create']>(true);
    isSame<Form, ServerDescription>(true);
    type Plainly = { [K in keyof typeof plainFields]?: TypeOf<(typeof plainFields)[K]> };
    isSame<keyof Plainly, Exclude<keyof Overrides, keyof ServerDescription>>(true);
    isSame<NonNullable<Plainly['capabilities']>, NonNullable<Overrides['capabilities']>>(true);
    isSame<NonNullable<Plainly['paths']>, NonNullable<Overrides['paths']>>(true);
    const differs: Same<Plain<Shape<1>>, Plain<Shape<2>>> = false;
    assert.equal(differs, false);
  });

  it('fits each type that is data', () => {
    assert.ok(Object.keys(descriptions).length > 8);
    for (const [type, description] of Object.entries(descriptions)) {
      const own = Object.fromEntries(Object.entries(description).filter(([name]) => patchFields.includes(name)));
      const { usual: _, ...auth } = description.auth ?? {};
      assert.deepEqual(overridesFault({ ...own, ...(description.auth && { auth }) }, 'custom'), undefined, type);
    }
  });

  it('fits each preset', () => {
    for (const { id, type, baseUrl, overrides = {} } of presets()) {
      assert.deepEqual(overridesFault(overrides, type, baseUrl), undefined, id);
    }
  });
});
