import { expect, test } from 'vitest';
import { mp4Damage } from './mp4-boxes';

const box = (type: string, length: number, declared = length + 8): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(length + 8);
  new DataView(bytes.buffer).setUint32(0, declared);
  bytes.set(
    [...type].map((letter) => letter.charCodeAt(0)),
    4,
  );
  return bytes;
};
const file = (...parts: BlobPart[]) => new File(parts, 'drive.mp4');
const ftyp = box('ftyp', 16);

test('whole files are whole, wherever their index is', async () => {
  expect(await mp4Damage(file(ftyp, box('moov', 400), box('mdat', 200_000)))).toBeNull();
  expect(await mp4Damage(file(ftyp, box('mdat', 200_000), box('moov', 400)))).toBeNull();
  expect(await mp4Damage(file(ftyp, box('moov', 10), box('mdat', 50, 0)))).toBeNull();
});

test('a 64-bit size is read', async () => {
  const large = box('mdat', 100, 1);
  new DataView(large.buffer).setBigUint64(8, 108n);
  expect(await mp4Damage(file(ftyp, large, box('moov', 10)))).toBeNull();
  new DataView(large.buffer).setBigUint64(8, 1n << 60n);
  expect(await mp4Damage(file(ftyp, large, box('moov', 10)))).toContain('cut off');
});

test('cut and broken files are told', async () => {
  const whole = file(ftyp, box('moov', 400), box('mdat', 1000));
  expect(await mp4Damage(new File([whole.slice(0, 900)], 'cut.mp4'))).toContain(
    '540 bytes or more are missing',
  );
  expect(await mp4Damage(new File([whole.slice(0, 28)], 'cut.mp4'))).toBe('it is cut off');
  expect(await mp4Damage(file(ftyp, box('mdat', 1000)))).toContain('index is missing');
  expect(await mp4Damage(file(ftyp, box('moov', 0, 3)))).toContain('broken');
  expect(await mp4Damage(file(ftyp, box('free', 0, 1)))).toBe('it is cut off');
});

test('what follows a whole recording without being a box is no damage', async () => {
  const whole = [ftyp, box('mdat', 1000), box('moov', 400)];
  expect(await mp4Damage(file(...whole, Uint8Array.of(0, 0, 0)))).toBeNull();
  expect(await mp4Damage(file(...whole, Uint8Array.of(0x45, 0x4e, 0x44, 0x0d, 0x0a, 1, 2, 3)))).toBeNull();
  expect(await mp4Damage(file(...whole, new Uint8Array(16)))).toBeNull();
  // A box that is cut off is missed, where it is one.
  expect(await mp4Damage(file(...whole, box('mdat', 10, 500)))).toContain('482 bytes or more are missing');
});
