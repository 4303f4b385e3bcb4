/**
 * Structures that shaders and TypeScript share, declared once in TypeScript: the declaration gives the WGSL text,
 * the layout in bytes, and a typed writer and reader. Why not a library: docs/adr/0015-gpu-structs.md.
 *
 * Layout: WGSL, "Memory layout". In a uniform the elements of an array must be a multiple of 16 bytes apart, and
 * nested structures begin at such a multiple; the shader's compiler refuses what does not.
 */
export interface GpuType<Value> {
  /** Its name in WGSL. */
  readonly wgsl: string;
  /** Bytes. */
  readonly size: number;
  readonly align: number;
  /** Declarations in WGSL that it needs, by name, each before those that use it. */
  readonly needs: ReadonlyMap<string, string>;
  write(view: DataView, at: number, value: Value): void;
  read(view: DataView, at: number): Value;
}

export type ValueOf<Type> = Type extends GpuType<infer Value> ? Value : never;

type Fields = Readonly<Record<string, GpuType<unknown>>>;
type ValuesOf<F extends Fields> = { readonly [Name in keyof F]: ValueOf<F[Name]> };

export interface GpuStruct<Value> extends GpuType<Value> {
  /** Bytes from its beginning, by field. */
  readonly offsets: Readonly<Record<keyof Value, number>>;
  pack(value: Value): ArrayBuffer;
  /** @param at byte at which it begins */
  unpack(bytes: ArrayBuffer, at?: number): Value;
  /** All numbers 0. */
  zero(): Value;
}

const NOTHING: ReadonlyMap<string, string> = new Map();

type Kind = 'f32' | 'i32' | 'u32';
const SET = {
  f32: (view: DataView, at: number, value: number) => view.setFloat32(at, value, true),
  i32: (view: DataView, at: number, value: number) => view.setInt32(at, value, true),
  u32: (view: DataView, at: number, value: number) => view.setUint32(at, value, true),
};
const GET = {
  f32: (view: DataView, at: number) => view.getFloat32(at, true),
  i32: (view: DataView, at: number) => view.getInt32(at, true),
  u32: (view: DataView, at: number) => view.getUint32(at, true),
};

const scalar = (kind: Kind): GpuType<number> => ({
  ...{ wgsl: kind, size: 4, align: 4, needs: NOTHING },
  write: SET[kind],
  read: GET[kind],
});

export const f32 = scalar('f32');
export const i32 = scalar('i32');
export const u32 = scalar('u32');

export type Two = readonly [number, number];
export type Three = readonly [number, number, number];
export type Four = readonly [number, number, number, number];
/** Column by column. */
export type ThreeByThree = readonly [...Three, ...Three, ...Three];

/** Numbers at fixed places. @param places bytes of each */
function numbers<Value extends readonly number[]>(
  wgsl: string,
  kind: Kind,
  places: readonly number[],
  size: number,
  align: number,
  value: (from: readonly number[]) => Value,
): GpuType<Value> {
  return {
    ...{ wgsl, size, align, needs: NOTHING },
    write: (view, at, from) => {
      for (const [i, place] of places.entries()) SET[kind](view, at + place, from[i] ?? 0);
    },
    read: (view, at) => value(places.map((place) => GET[kind](view, at + place))),
  };
}

const two = ([x = 0, y = 0]: readonly number[]): Two => [x, y];
const three = ([x = 0, y = 0, z = 0]: readonly number[]): Three => [x, y, z];
const four = ([x = 0, y = 0, z = 0, w = 0]: readonly number[]): Four => [x, y, z, w];

export const vec2f = numbers('vec2f', 'f32', [0, 4], 8, 8, two);
export const vec2i = numbers('vec2i', 'i32', [0, 4], 8, 8, two);
export const vec2u = numbers('vec2u', 'u32', [0, 4], 8, 8, two);
/** 12 bytes, but placed as if it had 16: a lone number may follow in its fourth place. */
export const vec3f = numbers('vec3f', 'f32', [0, 4, 8], 12, 16, three);
export const vec4f = numbers('vec4f', 'f32', [0, 4, 8, 12], 16, 16, four);
export const vec4i = numbers('vec4i', 'i32', [0, 4, 8, 12], 16, 16, four);
export const mat3x3f = numbers(
  ...(['mat3x3f', 'f32', [0, 4, 8, 16, 20, 24, 32, 36, 40], 48, 16] as const),
  (from): ThreeByThree => [
    ...three(from.slice(0, 3)),
    ...three(from.slice(3, 6)),
    ...three(from.slice(6, 9)),
  ],
);

const roundUp = (bytes: number, align: number) => Math.ceil(bytes / align) * align;

/** Bytes from one element of an array to the next. */
export const strideOf = ({ size, align }: Pick<GpuType<unknown>, 'size' | 'align'>): number =>
  roundUp(size, align);

/** An array of `count` elements; fewer may be written, the others are left as they are. */
export function array<Value>(of: GpuType<Value>, count: number): GpuType<readonly Value[]> {
  const stride = strideOf(of);
  return {
    wgsl: `array<${of.wgsl}, ${count}>`,
    size: count * stride,
    align: of.align,
    needs: of.needs,
    write: (view, at, values) => {
      if (values.length > count) throw new RangeError(`${values.length} elements for an array of ${count}`);
      for (const [i, value] of values.entries()) of.write(view, at + i * stride, value);
    },
    read: (view, at) => Array.from({ length: count }, (_, i) => of.read(view, at + i * stride)),
  };
}

/** The last field of a structure, of which the shader learns the length from its buffer: `count` when packed. */
export function runtimeArray<Value>(of: GpuType<Value>, count: number): GpuType<readonly Value[]> {
  return { ...array(of, count), wgsl: `array<${of.wgsl}>` };
}

/** The bytes of an array whose length the shader learns from its buffer. */
export function packArray<Value>(of: GpuType<Value>, values: readonly Value[]): ArrayBuffer {
  const all = array(of, values.length);
  const bytes = new ArrayBuffer(all.size);
  all.write(new DataView(bytes), 0, values);
  return bytes;
}

/**
 * A structure. Fields lie in the order given, each at the next multiple of its alignment.
 * @param name in WGSL
 */
export function struct<F extends Fields>(name: string, fields: F): GpuStruct<ValuesOf<F>> {
  const placed: { readonly field: keyof F; readonly type: GpuType<unknown>; readonly offset: number }[] = [];
  const needs = new Map<string, string>();
  let end = 0;
  let align = 4;
  for (const [field, type] of Object.entries(fields)) {
    const offset = roundUp(end, type.align);
    placed.push({ field, type, offset });
    end = offset + type.size;
    align = Math.max(align, type.align);
    for (const [inner, text] of type.needs) needs.set(inner, text);
  }
  const lines = Object.entries(fields).map(([field, { wgsl }]) => `  ${field}: ${wgsl},\n`);
  needs.set(name, `struct ${name} {\n${lines.join('')}}\n`);
  const size = roundUp(end, align);
  const type: GpuType<ValuesOf<F>> = {
    ...{ wgsl: name, size, align, needs },
    write: (view, at, value) => {
      for (const { field, type, offset } of placed) type.write(view, at + offset, value[field]);
    },
    read: (view, at) =>
      Object.fromEntries(
        placed.map(({ field, type, offset }) => [field, type.read(view, at + offset)]),
      ) as ValuesOf<F>,
  };
  return {
    ...type,
    offsets: Object.fromEntries(placed.map(({ field, offset }) => [field, offset])) as Record<
      keyof F,
      number
    >,
    pack: (value) => {
      const bytes = new ArrayBuffer(size);
      type.write(new DataView(bytes), 0, value);
      return bytes;
    },
    unpack: (bytes, at = 0) => type.read(new DataView(bytes), at),
    zero: () => type.read(new DataView(new ArrayBuffer(size)), 0),
  };
}

/** The WGSL text of structures, with those that they are made of, each once. */
export function declarations(...structs: readonly GpuType<unknown>[]): string {
  const all = new Map(structs.flatMap(({ needs }) => [...needs]));
  return [...all.values()].join('\n');
}
