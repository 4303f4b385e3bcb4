import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { findMicrometer } from '../../src/optics/calibration/micrometer';
import { expectFound, expectNoneInTissue, HEIGHT, random, seen, WIDTH } from './micrometer';

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

test.each(range(11, 50))('setting %d: the micrometer is found, um/px within 0.5%', expectFound);

test.each(range(7, 34))('simulated tissue %d is no micrometer', expectNoneInTissue);

const REGIONS = '../shared/data/lymph/regions';
const regions = existsSync(REGIONS)
  ? readdirSync(REGIONS)
      .filter((name) => /^[a-z]+_g\d+\.png$/.test(name))
      .slice(0, 16)
  : [];

test.skipIf(regions.length === 0).each(regions.length ? regions : ['none'])(
  'real tissue %s is no micrometer',
  (name) => {
    const { width, height, channels, data } = decode(readFileSync(`${REGIONS}/${name}`));
    const [w, h] = [Math.min(width, WIDTH), Math.min(height, HEIGHT)];
    const cut = new Uint8Array(w * h * channels);
    for (let y = 0; y < h; y++)
      cut.set(
        data.subarray(y * width * channels, (y * width + w) * channels) as Uint8Array,
        y * w * channels,
      );
    const luma = seen(cut, channels, w, h, { blur: 0.5, noise: 0.01, shading: 0.2 }, random(1));
    expect(findMicrometer(luma)).toHaveProperty('problem');
  },
);
