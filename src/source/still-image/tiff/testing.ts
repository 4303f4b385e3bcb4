/** One value of a tag: whole numbers as SHORT or LONG, a text, or a fraction. */
type TagValue = number | readonly number[] | string | { readonly fraction: readonly [number, number] };

export interface MadePage {
  readonly tags: Readonly<Record<number, TagValue>>;
  /** One strip; `cut` of the strips may be left out by the test itself. */
  readonly strips: readonly Uint8Array[];
}

/** Writes a TIFF, for tests of its reader: tags as they are given, strips behind one another. */
export function madeTiff(
  pages: readonly MadePage[],
  { bigEndian = false, name = 'made.tif' }: { readonly bigEndian?: boolean; readonly name?: string } = {},
): File {
  const little = !bigEndian;
  const parts: number[] = bigEndian ? [0x4d, 0x4d, 0, 42, 0, 0, 0, 0] : [0x49, 0x49, 42, 0, 0, 0, 0, 0];
  const number = (value: number, size: 2 | 4): number[] => {
    const view = new DataView(new ArrayBuffer(size));
    if (size === 2) view.setUint16(0, value, little);
    else view.setUint32(0, value, little);
    return [...new Uint8Array(view.buffer)];
  };
  let link = 4;
  const put = (bytes: ArrayLike<number>): number => {
    if (parts.length % 2) parts.push(0);
    const at = parts.length;
    for (let i = 0; i < bytes.length; i++) parts.push(bytes[i] ?? 0);
    return at;
  };
  for (const { tags, strips } of pages) {
    const offsets = strips.map((strip) => put(strip));
    const all: Record<number, TagValue> = { 273: offsets, 279: strips.map(({ length }) => length), ...tags };
    const entries = Object.entries(all).sort(([a], [b]) => Number(a) - Number(b));
    const written = entries.flatMap(([tag, value]) => {
      const { type, count, bytes } = encoded(Number(tag), value, number);
      const inline = bytes.length <= 4 ? [...bytes, 0, 0, 0, 0].slice(0, 4) : number(put(bytes), 4);
      return [...number(Number(tag), 2), ...number(type, 2), ...number(count, 4), ...inline];
    });
    const at = put([...number(entries.length, 2), ...written, 0, 0, 0, 0]);
    parts.splice(link, 4, ...number(at, 4));
    link = parts.length - 4;
  }
  return new File([Uint8Array.from(parts)], name);
}

function encoded(tag: number, value: TagValue, number: (value: number, size: 2 | 4) => number[]) {
  if (typeof value === 'string') {
    const bytes = [...value].map((letter) => letter.charCodeAt(0));
    return { type: 2, count: bytes.length + 1, bytes: [...bytes, 0] };
  }
  if (typeof value === 'object' && 'fraction' in value)
    return { type: 5, count: 1, bytes: value.fraction.flatMap((each) => number(each, 4)) };
  const values = typeof value === 'number' ? [value] : value;
  const long = tag === 273 || tag === 279 || values.some((each) => each > 65_535);
  return {
    type: long ? 4 : 3,
    count: values.length,
    bytes: values.flatMap((each) => number(each, long ? 4 : 2)),
  };
}
