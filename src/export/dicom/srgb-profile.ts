/** Fixed point with 16 fractional bits. */
const fixed = (value: number) => Math.round(value * 65536);

/** sRGB (IEC 61966-2-1), its primaries and white adapted to D50 by Bradford's transform (ICC.1:2022, E.3). */
const WHITE = [0.9642, 1, 0.8249];
const PRIMARIES = {
  rXYZ: [0.43607, 0.22249, 0.01392],
  gXYZ: [0.38515, 0.71687, 0.09708],
  bXYZ: [0.14307, 0.06061, 0.7141],
};
const ADAPTATION = [1.04788, 0.02292, -0.0502, 0.02959, 0.99048, -0.01706, -0.00923, 0.01508, 0.75168];
/** Y = (aX + b)^g from d on, else cX: g, a, b, c, d. */
const CURVE = [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045];

/** An ICC profile (v4.3, display class) of sRGB, which a browser's pictures are in. */
export function srgbProfile(): Uint8Array<ArrayBuffer> {
  const curve = tag('para', [3 << 16, ...CURVE.map(fixed)]);
  const tags: [string, Uint8Array][] = [
    ['desc', text('sRGB')],
    ['cprt', text('No copyright')],
    ['wtpt', tag('XYZ ', WHITE.map(fixed))],
    ['chad', tag('sf32', ADAPTATION.map(fixed))],
    ...Object.entries(PRIMARIES).map(([name, xyz]): [string, Uint8Array] => [
      name,
      tag('XYZ ', xyz.map(fixed)),
    ]),
    ...['rTRC', 'gTRC', 'bTRC'].map((name): [string, Uint8Array] => [name, curve]),
  ];
  const start = 128 + 4 + tags.length * 12;
  const size = start + tags.reduce((sum, [, data]) => sum + data.length, 0);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  const sign = (at: number, signature: string) =>
    bytes.set(
      Uint8Array.from(signature, (c) => c.charCodeAt(0)),
      at,
    );
  view.setUint32(0, size);
  view.setUint32(8, 0x04300000);
  sign(12, 'mntrRGB XYZ ');
  // The profile's own date: that of the standard's edition, so that the bytes never change.
  for (const [k, part] of [2022, 5, 1, 0, 0, 0].entries()) view.setUint16(24 + k * 2, part);
  sign(36, 'acsp');
  for (const [k, value] of WHITE.entries()) view.setInt32(68 + k * 4, fixed(value));
  view.setUint32(128, tags.length);
  let at = start;
  for (const [k, [name, data]] of tags.entries()) {
    sign(132 + k * 12, name);
    view.setUint32(136 + k * 12, at);
    view.setUint32(140 + k * 12, data.length);
    bytes.set(data, at);
    at += data.length;
  }
  return bytes;
}

/** Signature, four reserved bytes, then 32-bit numbers. */
function tag(type: string, values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(8 + values.length * 4);
  bytes.set(Uint8Array.from(type, (c) => c.charCodeAt(0)));
  const view = new DataView(bytes.buffer);
  for (const [k, value] of values.entries()) view.setInt32(8 + k * 4, value);
  return bytes;
}

/** One English record in UTF-16, padded to four bytes. */
function text(ascii: string): Uint8Array {
  const utf16 = Array.from(ascii, (c) => c.charCodeAt(0));
  if (utf16.length % 2) utf16.push(32);
  const words = Array.from(
    { length: utf16.length / 2 },
    (_, k) => ((utf16[k * 2] ?? 0) << 16) | (utf16[k * 2 + 1] ?? 0),
  );
  // One record of 12 bytes, "enUS", its length and offset.
  return tag('mluc', [1, 12, 0x656e5553, utf16.length * 2, 28, ...words]);
}
