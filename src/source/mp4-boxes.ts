import { readBytes } from './file-type';

/** No recording has more parts on the outermost level; a hostile one would have millions of empty ones. */
const MAX_BOXES = 100_000;
const READ_BYTES = 1 << 16;

/**
 * What is missing of an MP4 or MOV (ISO/IEC 14496-12, 4.2), by its outermost boxes; null: nothing. Asked once a browser
 * has refused it, to tell a recording that was cut off from one that it cannot play. What follows whole pictures and
 * a whole index without being a box is passed over, as players do.
 */
export async function mp4Damage(file: File): Promise<string | null> {
  let hasIndex = false;
  let hasPictures = false;
  let at = 0;
  let chunk = new Uint8Array(0);
  let chunkAt = 0;
  for (let boxes = 0; at < file.size && boxes < MAX_BOXES; boxes++) {
    const whole = hasIndex && hasPictures;
    if (at < chunkAt || at + 16 > chunkAt + chunk.length) {
      chunk = await readBytes(file, at, at + READ_BYTES);
      chunkAt = at;
    }
    const view = new DataView(chunk.buffer, chunk.byteOffset + at - chunkAt);
    if (view.byteLength < 8) return whole ? null : 'it is cut off';
    const type = String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + 4, 4));
    if (whole && !/^[\x20-\x7e\xa9]{4}$/.test(type)) return null;
    const short = view.getUint32(0);
    if (short === 1 && view.byteLength < 16) return 'it is cut off';
    // 0: to the end of the file; 1: the size follows in 64 bits.
    const size = short === 0 ? file.size - at : short === 1 ? Number(view.getBigUint64(8)) : short;
    if (size < 8) return whole ? null : 'its structure is broken';
    if (at + size > file.size)
      return `it is cut off: ${at + size - file.size} bytes or more are missing at its end`;
    hasIndex ||= type === 'moov';
    hasPictures ||= type === 'mdat';
    at += size;
  }
  return hasIndex ? null : 'its index is missing, so the recording was not finished';
}
