import fc from 'fast-check';
import {
  array,
  f32,
  type GpuStruct,
  type GpuType,
  i32,
  mat3x3f,
  struct,
  u32,
  vec2f,
  vec2i,
  vec2u,
  vec3f,
  vec4f,
  vec4i,
} from '../struct';

type Kind = 'f32' | 'i32' | 'u32';

/** A type, values for it, and the WGSL expressions of its numbers (in the order of the values). */
interface Specimen {
  readonly type: GpuType<unknown>;
  readonly value: fc.Arbitrary<unknown>;
  /** `$` stands for the value itself. */
  readonly numbers: readonly { readonly text: string; readonly kind: Kind }[];
}

const NUMBER: Readonly<Record<Kind, fc.Arbitrary<number>>> = {
  f32: fc.integer({ min: -1000, max: 1000 }).map((value) => value / 8),
  i32: fc.integer({ min: -1000, max: 1000 }),
  u32: fc.integer({ min: 0, max: 1000 }),
};
const several = (kind: Kind, count: number) => fc.array(NUMBER[kind], { minLength: count, maxLength: count });
const scalar = (type: GpuType<unknown>, kind: Kind): Specimen => ({
  type,
  value: NUMBER[kind],
  numbers: [{ text: '$', kind }],
});
const vector = (type: GpuType<unknown>, kind: Kind, count: number): Specimen => ({
  type,
  value: several(kind, count),
  numbers: Array.from({ length: count }, (_, i) => ({ text: `$[${i}]`, kind })),
});
const matrix: Specimen = {
  type: mat3x3f,
  value: several('f32', 9),
  numbers: Array.from({ length: 9 }, (_, i) => ({ text: `$[${Math.floor(i / 3)}][${i % 3}]`, kind: 'f32' })),
};
const PLAIN: readonly Specimen[] = [
  ...[scalar(f32, 'f32'), scalar(i32, 'i32'), scalar(u32, 'u32'), matrix],
  ...[vector(vec2f, 'f32', 2), vector(vec2i, 'i32', 2), vector(vec2u, 'u32', 2)],
  ...[vector(vec3f, 'f32', 3), vector(vec4f, 'f32', 4), vector(vec4i, 'i32', 4)],
];

const arrayOf = (of: Specimen, count: number): Specimen => ({
  type: array(of.type, count),
  value: fc.array(of.value, { minLength: count, maxLength: count }),
  numbers: Array.from({ length: count }, (_, i) =>
    of.numbers.map(({ text, kind }) => ({ text: text.replace('$', `$[${i}]`), kind })),
  ).flat(),
});

interface StructSpecimen extends Specimen {
  readonly type: GpuStruct<Readonly<Record<string, unknown>>>;
  readonly fields: Readonly<Record<string, GpuType<unknown>>>;
  readonly value: fc.Arbitrary<Readonly<Record<string, unknown>>>;
}

function structOf(name: string, parts: readonly Specimen[]): StructSpecimen {
  const named = parts.map((part, i) => [`f${i}`, part] as const);
  const fields = Object.fromEntries(named.map(([field, { type }]) => [field, type]));
  return {
    type: struct(name, fields),
    fields,
    value: fc.record(Object.fromEntries(named.map(([field, { value }]) => [field, value]))),
    numbers: named.flatMap(([field, { numbers }]) =>
      numbers.map(({ text, kind }) => ({ text: text.replace('$', `$.${field}`), kind })),
    ),
  };
}

const plain = fc.constantFrom(...PLAIN);
const listed = fc.tuple(plain, fc.integer({ min: 1, max: 3 })).map(([of, count]) => arrayOf(of, count));
const inner = fc
  .array(fc.oneof(plain, listed), { minLength: 1, maxLength: 4 })
  .map((parts) => structOf('Inner', parts));

/** A structure that holds numbers, vectors, arrays, another structure and an array of it; and a value of it. */
export const randomStruct = fc
  .tuple(
    fc.array(fc.oneof(plain, listed), { minLength: 1, maxLength: 5 }),
    fc.option(inner),
    fc.array(fc.oneof(plain, listed), { maxLength: 3 }),
  )
  .map(([before, nested, after]) =>
    structOf('Outer', [...before, ...(nested ? [nested, arrayOf(nested, 2)] : []), ...after]),
  )
  .chain((specimen) => specimen.value.map((value) => ({ ...specimen, value })));
