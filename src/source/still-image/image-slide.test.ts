import { expect, test } from 'vitest';
import { packedImage } from '../simulated/packed-pixels';
import { imageSlide } from './image-slide';

const image = packedImage(400, 300);
for (let y = 0; y < 300; y++)
  for (let x = 0; x < 400; x++)
    image.pixels[y * 400 + x] =
      0xff000000 |
      Math.round(128 + 90 * Math.sin(x / 25)) |
      (Math.round(128 + 90 * Math.cos(y / 30)) << 8) |
      (77 << 16);

const render = (scale: number, origin: { x: number; y: number }, width: number, height: number) => {
  const out = new Uint8ClampedArray(width * height * 4);
  imageSlide(image, 0.5).render(origin, scale, width, height, out);
  return out;
};

test('at its own scale and on its px grid the picture is as it is', () => {
  const out = render(0.5, { x: 50, y: 25 }, 64, 48);
  for (const [x, y] of [
    [0, 0],
    [63, 47],
    [10, 30],
  ] as const)
    expect(new Uint32Array(out.buffer)[y * 64 + x]).toBe(image.pixels[(50 + y) * 400 + 100 + x]);
});

test.each([0.25, 0.7, 1, 2.5])('at %d um/px every px shows its own place', (scale) => {
  const origin = { x: 40, y: 30 };
  const [width, height] = [30, 24];
  const out = render(scale, origin, width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const px = (origin.x + (x + 0.5) * scale) / 0.5 - 0.5;
      const py = (origin.y + (y + 0.5) * scale) / 0.5 - 0.5;
      expect(Math.abs((out[4 * (y * width + x)] ?? 0) - (128 + 90 * Math.sin(px / 25)))).toBeLessThan(3);
      expect(Math.abs((out[4 * (y * width + x) + 1] ?? 0) - (128 + 90 * Math.cos(py / 30)))).toBeLessThan(3);
    }
  }
});

test('minified fine detail averages out and does not alias', () => {
  const stripes = packedImage(512, 512);
  for (let i = 0; i < stripes.pixels.length; i++) stripes.pixels[i] = i % 2 ? 0xffffffff : 0xff000000;
  const out = new Uint8ClampedArray(100 * 100 * 4);
  imageSlide(stripes, 0.25).render({ x: 5, y: 5 }, 1, 100, 100, out);
  expect(Math.min(...out.filter((_, i) => i % 4 === 0))).toBeGreaterThan(120);
  expect(Math.max(...out.filter((_, i) => i % 4 === 0))).toBeLessThan(135);
});

test('overlapping rectangles agree, around the picture there is glass', () => {
  const whole = new Uint32Array(render(1, { x: -20, y: -20 }, 60, 60).buffer);
  const part = new Uint32Array(render(1, { x: 0, y: -10 }, 20, 20).buffer);
  for (let y = 0; y < 20; y++)
    for (let x = 0; x < 20; x++) expect(part[y * 20 + x]).toBe(whole[(y + 10) * 60 + x + 20]);
  expect([...new Uint8Array(whole.buffer, 0, 4)]).toEqual([243, 241, 243, 255]);
});

test('a picture of one px is a slide', () => {
  const one = packedImage(1, 1);
  one.pixels[0] = 0xff0a141e;
  const out = new Uint8ClampedArray(4 * 16);
  imageSlide(one, 100).render({ x: 0, y: 0 }, 25, 4, 4, out);
  expect([...out.subarray(0, 4)]).toEqual([30, 20, 10, 255]);
});
