import { describe, expect, test } from 'vitest';
import { decodeGains, gainGridSchema, type MeasuredFlatField } from '../../domain/flat-field';
import { type Mounting, PLAIN_MOUNTING } from '../../domain/frame';
import { mountingMap } from '../mounting';
import type { FieldBytes } from '../resample-reference';
import { flatField, proceduralTissue, randomNumbers } from '../testing/procedural-field';
import { FlatFieldCorrector } from './apply';
import { measureBlocks } from './blocks';
import { FrameAverage } from './frame-average';
import { BLANK_LEVEL, measureFlatField } from './measure-flat-field';
import { toCode, toLinear } from './transfer';
import { measureUniformity } from './uniformity';

const SIZE = { width: 384, height: 240 };
/** Black-body light of about 3200 K against daylight, in linear light, exposed for red. */
const WARM = [1, 0.62, 0.31] as const;
const GLASS = flatField(SIZE.width, SIZE.height, [243, 241, 243]);

interface Faults {
  readonly gains?: readonly [number, number, number];
  /** Share of linear light lost in the corners, and where the light is centred, 0..1. */
  readonly vignetting?: number;
  readonly centre?: readonly [number, number];
  readonly noise?: number;
  readonly dust?: number;
  readonly seed?: number;
}

/** A field as a camera with faults in linear light gives it: shading and lamp before the sRGB curve. */
function expose({ width, height, rgba }: FieldBytes, faults: Faults): FieldBytes {
  const { gains = [1, 1, 1], vignetting = 0, centre = [0.5, 0.5], noise = 0, dust = 0, seed = 1 } = faults;
  const random = randomNumbers(seed);
  const place = randomNumbers(99);
  const specks = Array.from({ length: dust }, () => [place() * width, place() * height, 3 + 9 * place()]);
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const out = new Uint8ClampedArray(rgba);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const r = Math.hypot(x - centre[0] * width, y - centre[1] * height) / (Math.hypot(width, height) / 2);
      let light = 1 - vignetting * r * r;
      for (const [sx = 0, sy = 0, radius = 1] of specks)
        if (Math.hypot(x - sx, y - sy) < radius) light *= 0.6;
      for (let channel = 0; channel < 3; channel++) {
        const at = 4 * (y * width + x) + channel;
        const linear = light * (gains[channel] ?? 1) * toLinear((rgba[at] ?? 0) / 255);
        out[at] = 255 * (toCode(Math.min(1, linear)) + noise * gauss());
      }
    }
  return { width, height, rgba: out };
}

function average(field: FieldBytes, faults: Faults, frames: number, firstSeed: number): FrameAverage {
  const sum = new FrameAverage({ width: field.width, height: field.height });
  for (let i = 0; i < frames; i++) sum.add(expose(field, { ...faults, seed: firstSeed + i }));
  return sum;
}

const measure = (faults: Faults, field = GLASS): MeasuredFlatField =>
  measureFlatField(
    average(field, faults, 4, 1),
    average(field, faults, 2, 100),
    { width: field.width, height: field.height },
    PLAIN_MOUNTING,
  );

function correct(field: FieldBytes, flat: MeasuredFlatField): FieldBytes {
  const rgba = new Uint8ClampedArray(field.rgba);
  new FlatFieldCorrector().apply(rgba, mountingMap(field, PLAIN_MOUNTING), field, flat.grid);
  return { ...field, rgba };
}

const evenness = (field: FieldBytes) =>
  measureUniformity(measureBlocks(field, (px, channel) => field.rgba[4 * px + channel] ?? 0));

describe('from 30% vignetting and a warm lamp, with noise', () => {
  const faults = { gains: WARM, vignetting: 0.3, noise: 0.006 };
  const flat = measure(faults);

  test('a blank field is uniform to 2% and neutral to 1%', () => {
    expect(flat.before.nonUniformity).toBeGreaterThan(0.1);
    expect(flat.before.cast).toBeGreaterThan(0.4);
    expect(flat.after.nonUniformity).toBeLessThan(0.02);
    expect(flat.after.cast).toBeLessThan(0.01);
  });

  test('so is another frame, at the stated level, in its very corners too', () => {
    const corrected = correct(expose(GLASS, { ...faults, seed: 500 }), flat);
    const { nonUniformity, cast } = evenness(corrected);
    expect(nonUniformity).toBeLessThan(0.02);
    expect(cast).toBeLessThan(0.01);
    const corner = [0, 1, 2].map((channel) => {
      let sum = 0;
      for (let y = 0; y < 8; y++)
        for (let x = 0; x < 8; x++) sum += corrected.rgba[4 * (y * SIZE.width + x) + channel] ?? 0;
      return sum / 64 / 255;
    });
    for (const level of corner) expect(Math.abs(level - BLANK_LEVEL)).toBeLessThan(0.01);
  });

  test('tissue has the colours that it has in even white light', () => {
    const tissue = proceduralTissue(SIZE.width, SIZE.height);
    const corrected = correct(expose(tissue, faults), flat);
    let off = 0;
    for (let i = 0; i < tissue.rgba.length; i++)
      off += Math.abs((tissue.rgba[i] ?? 0) - (corrected.rgba[i] ?? 0)) / tissue.rgba.length;
    expect(off).toBeLessThan(4);
  });
});

test('an off-centre lamp and dust: the light is made even, the dust does not print a bright spot', () => {
  const faults = { vignetting: 0.25, centre: [0.3, 0.65] as const, noise: 0.006, gains: WARM };
  const clean = decodeGains(measure(faults).grid);
  const dusty = measure({ ...faults, dust: 5 });
  const gains = decodeGains(dusty.grid);
  const worst = gains.reduce((most, gain, i) => Math.max(most, Math.abs(gain / (clean[i] ?? 1) - 1)), 0);
  expect(worst).toBeLessThan(0.01);
});

test('a clipped sample stays clipped, black stays black', () => {
  const flat = measure({ gains: [1, 0.9, 0.8], noise: 0.006 });
  const field = flatField(SIZE.width, SIZE.height, [255, 0, 255]);
  expect([...correct(field, flat).rgba.subarray(0, 3)]).toEqual([255, 0, 255]);
});

test('frames of another size are left alone', () => {
  const flat = measure({ vignetting: 0.3 });
  const field = flatField(400, 240, [100, 110, 120]);
  expect(correct(field, flat).rgba).toEqual(field.rgba);
});

describe('refuses, saying why', () => {
  test('tissue', () => {
    const tissue = proceduralTissue(SIZE.width, SIZE.height);
    expect(() => measure({ noise: 0.006 }, tissue)).toThrow(/not blank glass/);
  });

  test('blurred stain over the whole field', () => {
    const stain = flatField(SIZE.width, SIZE.height, [225, 180, 215]);
    expect(() => measure({ noise: 0.006 }, stain)).toThrow(/pink or purple/);
  });

  test('half a field of glass', () => {
    const half = flatField(SIZE.width, SIZE.height, [243, 241, 243]);
    const tissue = proceduralTissue(SIZE.width, SIZE.height);
    half.rgba.set(tissue.rgba.subarray(0, tissue.rgba.length / 2));
    expect(() => measure({ noise: 0.006 }, half)).toThrow(
      expect.objectContaining({ code: 'blank-not-blank' }),
    );
  });

  test('clipped light', () => {
    expect(() => measure({ gains: [1.15, 1, 1] })).toThrow(
      expect.objectContaining({ code: 'blank-clipped' }),
    );
  });

  test('a lamp that is off', () => {
    expect(() => measure({ gains: [0.05, 0.05, 0.05] })).toThrow(
      expect.objectContaining({ code: 'blank-dark' }),
    );
  });

  test('light that changes meanwhile', () => {
    const blank = average(GLASS, {}, 2, 1);
    blank.add(expose(GLASS, { gains: [0.9, 0.9, 0.9] }));
    expect(() => measureFlatField(blank, blank, SIZE, PLAIN_MOUNTING)).toThrow(
      expect.objectContaining({ code: 'blank-unsteady' }),
    );
  });
});

test.each<Mounting>([
  { crop: null, rotation: 90, mirrored: false },
  { crop: { x: 30, y: 20, width: 300, height: 200 }, rotation: 270, mirrored: true },
  { crop: { x: 30, y: 20, width: 300, height: 200 }, rotation: 180, mirrored: false },
])('taken in one mounting it holds in another: %j', (mounting) => {
  const frame = expose(GLASS, { vignetting: 0.3, centre: [0.2, 0.4], gains: WARM });
  const mount = (how: Mounting): FieldBytes => {
    const map = mountingMap(SIZE, how);
    const rgba = new Uint8ClampedArray(4 * map.size.width * map.size.height);
    for (let y = 0; y < map.size.height; y++)
      for (let x = 0; x < map.size.width; x++) {
        const fx = Math.floor(map.a * (x + 0.5) + map.b * (y + 0.5) + map.tx);
        const fy = Math.floor(map.c * (x + 0.5) + map.d * (y + 0.5) + map.ty);
        const from = 4 * (fy * SIZE.width + fx);
        rgba.set(frame.rgba.subarray(from, from + 4), 4 * (y * map.size.width + x));
      }
    return { ...map.size, rgba };
  };
  const field = mount(mounting);
  const blank = new FrameAverage(field);
  blank.add(field);
  const flat = measureFlatField(blank, blank, SIZE, mounting);
  expect(flat.after.nonUniformity).toBeLessThan(0.02);
  const other: Mounting = { crop: mounting.crop, rotation: 0, mirrored: false };
  const upright = mount(other);
  new FlatFieldCorrector().apply(
    upright.rgba as Uint8ClampedArray,
    mountingMap(SIZE, other),
    SIZE,
    flat.grid,
  );
  expect(evenness(upright).nonUniformity).toBeLessThan(0.02);
});

describe('stored gains', () => {
  const { grid } = measure({ gains: WARM, vignetting: 0.3 });

  test('come back from JSON as they were', () => {
    expect(gainGridSchema.parse(JSON.parse(JSON.stringify(grid)))).toEqual(grid);
  });

  test.each([
    ['too few', { ...grid, rows: grid.rows - 1 }],
    ['no base64', { ...grid, gains: '%%%' }],
    ['gains of nothing', { ...grid, gains: btoa('\0'.repeat(6 * grid.columns * grid.rows)) }],
    ['gains without bounds', { ...grid, gains: btoa('\xff'.repeat(6 * grid.columns * grid.rows)) }],
    ['a region outside', { ...grid, region: { ...grid.region, x: 10 } }],
  ])('are refused: %s', (_, wrong) => {
    expect(gainGridSchema.safeParse(wrong).success).toBe(false);
  });
});
