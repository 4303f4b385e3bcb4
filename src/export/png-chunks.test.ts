import { crc32 as zlibCrc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { chunk, crc32, physicalSizeChunk, textChunk } from './png-chunks';

test('the CRC is that of zlib', () => {
  const bytes = new Uint8Array(1000).map((_, i) => (i * 31) % 256);
  expect(crc32(bytes)).toBe(zlibCrc32(bytes));
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
});

test('an empty IEND chunk has the bytes every PNG ends with', () => {
  expect([...chunk('IEND', new Uint8Array())]).toEqual([0, 0, 0, 0, 73, 69, 78, 68, 0xae, 0x42, 0x60, 0x82]);
});

test('px a metre are rounded, not cut', () => {
  const view = new DataView(physicalSizeChunk(0.972).buffer);
  expect(view.getUint32(8)).toBe(1_028_807);
  expect(view.getUint8(16)).toBe(1);
});

test('keywords are checked and zero bytes cannot end a text early', () => {
  expect(() => textChunk('', 'x')).toThrow(/keyword/);
  expect(() => textChunk('k'.repeat(80), 'x')).toThrow(/keyword/);
  expect(textChunk('Comment', 'a\0b')).toEqual(textChunk('Comment', 'ab'));
});
