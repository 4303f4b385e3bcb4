import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { barePngAdapter, pngAdapterWithOverlay } from './picture-adapters';
import { exampleInput, exampleSnapshot } from './testing/example';

async function only(files: AsyncIterable<{ name: string; blob: Blob }>) {
  for await (const file of files) return file;
  throw new Error('no file');
}

test('another PNG library reads the physical size and the same px', async () => {
  const stored = exampleSnapshot();
  const original = decode(new Uint8Array(await stored.parts.frame.arrayBuffer()));
  const { name, blob } = await only(barePngAdapter.files(exampleInput([stored])));
  expect(name).toMatch(/_001_bare\.png$/);
  const png = decode(new Uint8Array(await blob.arrayBuffer()), { checkCrc: true });
  expect(png.resolution).toEqual({ x: 2_000_000, y: 2_000_000, unit: 1 });
  expect(png.data).toEqual(original.data);
});

test('a picture that states its size, or has none to state, stays as it is', async () => {
  const stored = exampleSnapshot();
  const once = await only(pngAdapterWithOverlay.files(exampleInput([stored])));
  const again = { ...stored, parts: { ...stored.parts, overlay: once.blob } };
  expect((await only(pngAdapterWithOverlay.files(exampleInput([again])))).blob.size).toBe(once.blob.size);
  const bare = { ...stored, snapshot: { ...stored.snapshot, calibration: null } };
  expect((await only(barePngAdapter.files(exampleInput([bare])))).blob).toBe(stored.parts.frame);
});
