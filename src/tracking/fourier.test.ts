import { expect, test } from 'vitest';
import { fourier } from './fourier';
import { randomNumbers } from './testing/moving-slide';

const WIDTH = 16;
const HEIGHT = 8;

function noise(): Float32Array {
  const random = randomNumbers(3);
  return Float32Array.from({ length: 2 * WIDTH * HEIGHT }, () => random() - 0.5);
}

test('is the sum that defines it', () => {
  const data = noise();
  const transformed = data.slice();
  fourier(transformed, WIDTH, HEIGHT, false);
  for (const [u, v] of [
    [0, 0],
    [3, 5],
    [15, 7],
  ] as const) {
    let re = 0;
    let im = 0;
    for (let y = 0; y < HEIGHT; y++)
      for (let x = 0; x < WIDTH; x++) {
        const angle = -2 * Math.PI * ((u * x) / WIDTH + (v * y) / HEIGHT);
        const [a = 0, b = 0] = data.slice(2 * (y * WIDTH + x), 2 * (y * WIDTH + x) + 2);
        re += a * Math.cos(angle) - b * Math.sin(angle);
        im += a * Math.sin(angle) + b * Math.cos(angle);
      }
    const at = 2 * (v * WIDTH + u);
    expect(transformed[at]).toBeCloseTo(re, 4);
    expect(transformed[at + 1]).toBeCloseTo(im, 4);
  }
});

test('there and back gives the data times their number', () => {
  const data = noise();
  const back = data.slice();
  fourier(back, WIDTH, HEIGHT, false);
  fourier(back, WIDTH, HEIGHT, true);
  back.forEach((value, i) => {
    expect(value / (WIDTH * HEIGHT)).toBeCloseTo(data[i] ?? Number.NaN, 5);
  });
});
