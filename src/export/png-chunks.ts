/** Ancillary chunks of PNG (W3C PNG Specification, Third Edition, section 11.3). */

const SIGNATURE_BYTES = 8;
/** Length, type, 13 bytes, CRC. */
const HEADER_BYTES = 25;
const METRE = 1;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** CRC-32 of ISO 3309, as PNG has it. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** One chunk with its length and CRC. `type` is four letters. */
export function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(latin1(type), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

/**
 * pHYs: physical size of a pixel, to the nearest whole number of px a metre.
 * @param umPerPx positive um/px, 0.001 to 1e6.
 */
export function physicalSizeChunk(umPerPx: number): Uint8Array {
  const data = new Uint8Array(9);
  const view = new DataView(data.buffer);
  const pxPerMetre = Math.round(1e6 / umPerPx);
  view.setUint32(0, pxPerMetre);
  view.setUint32(4, pxPerMetre);
  data[8] = METRE;
  return chunk('pHYs', data);
}

/**
 * Text under a keyword (1 to 79 Latin-1 characters): tEXt where Latin-1 holds it, so that old readers see
 * it, else iTXt in UTF-8.
 */
export function textChunk(keyword: string, text: string): Uint8Array {
  if (!/^[\x20-\x7e\xa1-\xff]{1,79}$/.test(keyword)) throw new Error(`not a PNG keyword: ${keyword}`);
  const clean = text.replaceAll('\0', '').replaceAll('\r\n', '\n');
  if (/^[\n\x20-\x7e\xa0-\xff]*$/.test(clean)) return chunk('tEXt', latin1(`${keyword}\0${clean}`));
  // Not compressed, no language tag, no translated keyword.
  return chunk('iTXt', joined([latin1(`${keyword}\0\0\0\0\0`), new TextEncoder().encode(clean)]));
}

/** Puts chunks right behind the header, where pHYs must stand (before the image data). */
export function withChunks(png: Uint8Array, chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const at = SIGNATURE_BYTES + HEADER_BYTES;
  return joined([png.subarray(0, at), ...chunks, png.subarray(at)]);
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
