import fc from 'fast-check';
import { expect, test } from 'vitest';
import { constantText } from './constants';
import {
  array,
  declarations,
  f32,
  i32,
  mat3x3f,
  packArray,
  strideOf,
  struct,
  u32,
  vec2f,
  vec3f,
  vec4f,
} from './struct';
import { randomStruct } from './testing/random-struct';

test('lies as the examples of the WGSL specification say', () => {
  // WGSL, "Structure member layout", example of structures A and B.
  const A = struct('A', { u: f32, v: f32, w: vec2f, x: f32 });
  expect(A.offsets).toEqual({ u: 0, v: 4, w: 8, x: 16 });
  expect([A.align, A.size]).toEqual([8, 24]);
  const B = struct('B', { a: vec2f, b: vec3f, c: f32, d: f32, e: A, f: vec3f, g: array(A, 3), h: i32 });
  expect(B.offsets).toEqual({ a: 0, b: 16, c: 28, d: 32, e: 40, f: 64, g: 80, h: 152 });
  expect([B.align, B.size]).toEqual([16, 160]);
  expect([array(vec3f, 3).size, array(f32, 3).size, array(mat3x3f, 2).size]).toEqual([48, 12, 96]);
});

test('any structure: fields in order, aligned, no gap as wide as an alignment, whole multiples', () => {
  fc.assert(
    fc.property(randomStruct, ({ type, fields }) => {
      let end = 0;
      for (const [name, field] of Object.entries(fields)) {
        const offset = type.offsets[name] ?? Number.NaN;
        expect(offset % field.align).toBe(0);
        expect(offset).toBeGreaterThanOrEqual(end);
        expect(offset - end).toBeLessThan(field.align);
        end = offset + field.size;
        expect(type.align % field.align).toBe(0);
      }
      expect(type.size % type.align).toBe(0);
      expect(type.size - end).toBeGreaterThanOrEqual(0);
      expect(type.size - end).toBeLessThan(type.align);
      expect(strideOf(type)).toBe(type.size);
    }),
  );
});

test('any value comes back as it was written, and nothing else is touched', () => {
  fc.assert(
    fc.property(randomStruct, ({ type, value }) => {
      const bytes = type.pack(value);
      expect(bytes.byteLength).toBe(type.size);
      expect(type.unpack(bytes)).toEqual(value);
      const shifted = new ArrayBuffer(type.size + 32);
      type.write(new DataView(shifted), 16, value);
      expect(type.unpack(shifted, 16)).toEqual(value);
      expect([...new Uint8Array(shifted, 0, 16), ...new Uint8Array(shifted, type.size + 16)]).toEqual(
        new Array(32).fill(0),
      );
    }),
  );
});

test('declares each structure once, before those that use it', () => {
  const inner = struct('Inner', { at: vec2f });
  const outer = struct('Outer', { one: inner, many: array(inner, 4), count: u32 });
  expect(declarations(outer, inner)).toBe(
    'struct Inner {\n  at: vec2f,\n}\n\nstruct Outer {\n  one: Inner,\n  many: array<Inner, 4>,\n  count: u32,\n}\n',
  );
});

test('an array takes fewer elements, never more', () => {
  const list = struct('List', { values: array(vec4f, 2) });
  expect(list.unpack(list.pack({ values: [[1, 2, 3, 4]] })).values).toEqual([
    [1, 2, 3, 4],
    [0, 0, 0, 0],
  ]);
  expect(() => list.pack({ values: new Array(3).fill([0, 0, 0, 0]) })).toThrow(RangeError);
  expect([
    ...new Float32Array(
      packArray(vec3f, [
        [1, 2, 3],
        [4, 5, 6],
      ]),
    ),
  ]).toEqual([1, 2, 3, 0, 4, 5, 6, 0]);
});

test('constants keep their value and their type', () => {
  expect(
    constantText({
      float: { A: 2, B: 0.6, C: -1e-9 },
      ...{ i32: { D: -3 }, u32: { E: 4 }, vector: { F: [1, 0.5, 2] } },
    }),
  ).toBe(
    'const A = 2.0;\nconst B = 0.6;\nconst C = -1e-9;\nconst D: i32 = -3;\nconst E: u32 = 4u;\nconst F = vec3f(1.0, 0.5, 2.0);\n',
  );
});
