import { expect, test } from 'vitest';
import { findMicrometer } from '../../src/optics/calibration/micrometer';
import { expectFound, expectNoneInTissue, HEIGHT, WIDTH } from './micrometer';

/** The first of the settings; micrometer.long.test.ts has the others. */
const first = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

test.each(first(10))('setting %d: the micrometer is found, um/px within 0.5%', expectFound);

test.each(first(6))('simulated tissue %d is no micrometer', expectNoneInTissue);

test('a doubled or halved division is not taken for 10 um: without long lines there is no answer', () => {
  const values = new Float32Array(WIDTH * HEIGHT).fill(0.9);
  for (let line = 0; line < 60; line++)
    for (let y = 250; y < 350; y++) for (let x = 0; x < 3; x++) values[y * WIDTH + 100 + line * 12 + x] = 0.1;
  expect(findMicrometer({ width: WIDTH, height: HEIGHT, values })).toEqual({ problem: 'no-long-lines' });
});

test('a blank field has no graduations', () => {
  const values = new Float32Array(WIDTH * HEIGHT).fill(0.9);
  expect(findMicrometer({ width: WIDTH, height: HEIGHT, values })).toEqual({ problem: 'no-graduations' });
});
