import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { decode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import {
  type FieldQuality,
  QUALITY_FIELDS,
  type QualityField,
  REGION_PX,
  regionValue,
} from '../domain/quality';
import { assessRegions, QUALITY_LIMITS } from './assess';
import { measureQuality } from './quality-reference';
import type { FieldBytes } from './resample-reference';
import { NO_STRUCTURE } from './spectrum/structure';
import { type CameraFaults, flatField, proceduralTissue, throughCamera } from './testing/procedural-field';
import { whiteReference } from './white-reference';

function values(quality: FieldQuality, field: QualityField): number[] {
  return Array.from({ length: quality.columns * quality.rows }, (_, i) =>
    regionValue(quality, i % quality.columns, Math.floor(i / quality.columns), field),
  );
}
const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length;
const median = (numbers: readonly number[]) =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;

const REGIONS = '../shared/data/lymph/regions';
const SOME = ['train_g00000', 'train_g00005', 'train_g00015'];

function png(name: string) {
  return decode(readFileSync(`${REGIONS}/${name}.png`));
}

/** Largest known rectangle of a real field, a whole number of regions. */
function realField(name: string): FieldBytes | null {
  const { width, height, data, channels } = png(name);
  const coverage = png(`${name}_coverage`).data;
  const columns = Math.floor(width / REGION_PX);
  const rows = Math.floor(height / REGION_PX);
  const known = (column: number, row: number) => {
    for (let y = row * REGION_PX; y < (row + 1) * REGION_PX; y += 4)
      for (let x = column * REGION_PX; x < (column + 1) * REGION_PX; x += 4)
        if (!coverage[y * width + x]) return false;
    return true;
  };
  let best = { x: 0, y: 0, width: 0, height: 0 };
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      let widest = columns - column;
      for (let h = 1; row + h <= rows && widest > 0; h++) {
        let w = 0;
        while (w < widest && known(column + w, row + h - 1)) w++;
        widest = w;
        if (w * h > best.width * best.height) best = { x: column, y: row, width: w, height: h };
      }
    }
  if (best.width * best.height < 6) return null;
  const size = { width: best.width * REGION_PX, height: best.height * REGION_PX };
  const rgba = new Uint8ClampedArray(size.width * size.height * 4);
  for (let y = 0; y < size.height; y++)
    for (let x = 0; x < size.width; x++) {
      const from = channels * ((best.y * REGION_PX + y) * width + best.x * REGION_PX + x);
      const at = 4 * (y * size.width + x);
      rgba.set([data[from] ?? 0, data[from + 1] ?? 0, data[from + 2] ?? 0, 255], at);
    }
  return { ...size, rgba };
}

const LAMPS: readonly CameraFaults[] = [0.7, 0.85, 1, 1.15, 1.3].map((gain) => ({
  gains: [gain, gain, gain] as const,
  noise: 0.01,
}));
const CASTS: readonly CameraFaults[] = [
  { gains: [1.08, 1, 1] },
  { gains: [1, 1, 0.92] },
  { gains: [1, 0.93, 1] },
  { gains: [0.93, 1, 0.93] },
];

describe('tissue share', () => {
  // Neither tissue nor blur depends on structure, which costs more than all the rest.
  const tissue = (field: FieldBytes) =>
    mean(
      values(
        measureQuality(field, 1, () => NO_STRUCTURE),
        'tissue',
      ),
    );

  test.each([...LAMPS, ...CASTS, { noise: 0.03, vignetting: 0.3 }])(
    'knows tissue from glass: %j',
    (faults) => {
      expect(tissue(throughCamera(proceduralTissue(320, 256), faults))).toBeGreaterThan(0.9);
      expect(tissue(throughCamera(flatField(320, 256, [243, 241, 243]), faults))).toBeLessThan(0.02);
    },
  );

  test('a field filled with pale, even stroma is tissue', () => {
    expect(tissue(throughCamera(flatField(256, 192, [228, 196, 216]), { noise: 0.02 }))).toBeGreaterThan(0.9);
  });

  test('half a field of tissue is half tissue', () => {
    const field = proceduralTissue(256, 128);
    const rgba = new Uint8ClampedArray(field.rgba);
    for (let y = 0; y < 128; y++) rgba.fill(242, 4 * (y * 256 + 128), 4 * (y * 256 + 256));
    expect(values(measureQuality({ ...field, rgba }), 'tissue').map((share) => share > 0.5)).toEqual([
      ...[true, true, false, false],
      ...[true, true, false, false],
    ]);
  });

  test.skipIf(!existsSync(REGIONS))('holds on real fields under any lamp and white balance', () => {
    const fields = readdirSync(REGIONS)
      .filter((name) => /_g\d+\.png$/.test(name))
      .map((name) => realField(name.replace('.png', '')))
      .filter((field) => field !== null);
    expect(fields.length).toBeGreaterThan(3);
    expect(mean(fields.map(tissue))).toBeGreaterThan(0.9);
    // Some hold fat and clefts, which are no tissue: what counts is that the light changes nothing.
    for (const field of fields.slice(0, 4)) {
      const plain = tissue(field);
      for (const faults of [...LAMPS.slice(0, 4), ...CASTS])
        expect(Math.abs(tissue(throughCamera(field, faults)) - plain)).toBeLessThan(0.07);
    }
  });
});

describe('blur', () => {
  const blur = (field: FieldBytes, umPerPx = 1) =>
    median(
      values(
        measureQuality(field, umPerPx, () => NO_STRUCTURE),
        'blurUm',
      ),
    );
  const sigmas = [0.7, 1, 1.5, 2, 3, 4];
  /** As seen through larger px: means of 2 x 2. */
  const halved = ({ width, height, rgba }: FieldBytes): FieldBytes => {
    const half = { width: width >> 1, height: height >> 1 };
    const out = new Uint8ClampedArray(half.width * half.height * 4);
    out.forEach((_, i) => {
      const [x, y] = [(i >> 2) % half.width, Math.floor((i >> 2) / half.width)];
      const at = (dx: number, dy: number) => rgba[4 * ((2 * y + dy) * width + 2 * x + dx) + (i & 3)] ?? 0;
      out[i] = (at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1)) / 4;
    });
    return { ...half, rgba: out };
  };

  test.each([0, 0.01, 0.03])('grows with every step of blur, at noise %d', (noise) => {
    const field = proceduralTissue(384, 320);
    const measured = sigmas.map((sigma) => blur(throughCamera(field, { blur: sigma, noise })));
    measured.slice(1).forEach((value, i) => {
      expect(value).toBeGreaterThan(measured[i] ?? Number.NaN);
    });
  });

  test('does not depend on stain strength or light', () => {
    const field = throughCamera(proceduralTissue(384, 320), { blur: 1.5 });
    const sharp = blur(field);
    // Half the optical density.
    const pale = new Uint8ClampedArray(field.rgba.map((value) => 245 * (value / 245) ** 0.5));
    expect(Math.abs(Math.log(blur({ ...field, rgba: pale }) / sharp))).toBeLessThan(Math.log(1.15));
    const dim = throughCamera(field, { gains: [0.7, 0.7, 0.7], vignetting: 0.3 });
    expect(Math.abs(Math.log(blur(dim) / sharp))).toBeLessThan(Math.log(1.1));
  });

  test('does not depend on noise', () => {
    const field = proceduralTissue(384, 320);
    for (const sigma of [1, 2, 3]) {
      const [clean, noisy] = [0, 0.03].map((noise) => blur(throughCamera(field, { blur: sigma, noise })));
      expect(Math.abs(Math.log((noisy ?? 0) / (clean ?? 0)))).toBeLessThan(Math.log(1.15));
    }
  });

  test('is told in um on the slide, at every scale', () => {
    const fine = throughCamera(proceduralTissue(512, 512), { blur: 3 });
    const coarse = blur(halved(fine), 1);
    expect(Math.abs(Math.log(blur(fine, 0.5) / coarse))).toBeLessThan(Math.log(1.25));
  });

  test('noise without structure is blurred beyond measure, never sharp', () => {
    const stroma = throughCamera(flatField(256, 256, [200, 150, 190]), { noise: 0.03 });
    for (const value of values(measureQuality(stroma), 'blurUm'))
      expect(value).toBe(Number.POSITIVE_INFINITY);
  });

  test('a fold out of focus shows in a sharp field', () => {
    const sharp = throughCamera(proceduralTissue(448, 320), { noise: 0.01 });
    const blurred = throughCamera(proceduralTissue(448, 320), { blur: 5, noise: 0.01 });
    const rgba = new Uint8ClampedArray(sharp.rgba);
    for (let y = 64; y < 256; y++)
      for (let x = 128; x < 320; x++) {
        const at = 4 * (y * 448 + x);
        rgba.set(blurred.rgba.subarray(at, at + 4), at);
      }
    const { regions } = assessRegions(measureQuality({ ...sharp, rgba }), {
      ...QUALITY_LIMITS,
      sharpShare: 0,
    });
    const at = (column: number, row: number) => regions[7 * row + column];
    for (const row of [1, 2, 3]) for (const column of [2, 3, 4]) expect(at(column, row)).toBe('out-of-focus');
    for (const row of [0, 1, 2, 3, 4]) for (const column of [0, 6]) expect(at(column, row)).toBe('assessed');
  });

  test('what the edge cuts too small is not judged', () => {
    const { columns, values: all } = measureQuality(proceduralTissue(70, 64));
    expect(columns).toBe(2);
    expect(all[QUALITY_FIELDS.indexOf('blurUm')]).toBeGreaterThan(0);
    expect(all[QUALITY_FIELDS.length + QUALITY_FIELDS.indexOf('blurUm')]).toBeNaN();
  });

  test.skipIf(!existsSync(REGIONS))(
    'grows with every step of blur on real fields, where the limit tells',
    () => {
      const fields = SOME.map(realField).filter((field) => field !== null);
      const steps = [0, 0.7, 1, 1.5, 2, 3, 4];
      const measured = steps.map((sigma) =>
        fields.map((field) =>
          measureQuality(throughCamera(field, { blur: sigma, noise: 0.01 }), 1, () => NO_STRUCTURE),
        ),
      );
      fields.forEach((_, k) => {
        const blurs = measured.map((looks) =>
          median(looks.slice(k, k + 1).flatMap((look) => values(look, 'blurUm'))),
        );
        blurs.slice(1).forEach((value, i) => {
          expect(value).toBeGreaterThan(blurs[i] ?? Number.NaN);
        });
      });
      const assessed = (sigma: number) => {
        const regions = measured[steps.indexOf(sigma)]?.flatMap((look) => assessRegions(look).regions) ?? [];
        return regions.filter((region) => region === 'assessed').length / regions.length;
      };
      expect(assessed(0)).toBeGreaterThan(0.98);
      expect(assessed(1)).toBeGreaterThan(0.9);
      expect(assessed(3)).toBe(0);
    },
  );
});

describe('exposure', () => {
  test('counts clipped tissue, and not clipped glass', () => {
    const bright = throughCamera(proceduralTissue(128, 128), { gains: [1.6, 1.6, 1.6] });
    expect(mean(values(measureQuality(bright), 'clippedBright'))).toBeGreaterThan(0.3);
    const glass = flatField(128, 128, [253, 253, 253]);
    expect(mean(values(measureQuality(glass), 'clippedBright'))).toBe(0);
  });

  test('counts clipped dark px and means luma', () => {
    const [dark] = values(measureQuality(flatField(64, 64, [4, 3, 5])), 'clippedDark');
    expect(dark).toBe(1);
    const [luma] = values(measureQuality(flatField(64, 64, [100, 200, 50])), 'luma');
    expect(luma).toBeCloseTo((0.2126 * 100 + 0.7152 * 200 + 0.0722 * 50) / 255, 4);
  });
});

test('the white reference is not fooled by a field without glass', () => {
  const [red, green, blue] = whiteReference(flatField(256, 256, [228, 190, 216]));
  expect(green).toBeCloseTo(190 / 255, 3);
  expect(red / green).toBeLessThan(1.07);
  expect(blue / green).toBeLessThan(1.07);
});

test('a field cut by its edges has its last regions measured on what there is', () => {
  const quality = measureQuality(proceduralTissue(70, 66));
  expect([quality.columns, quality.rows]).toEqual([2, 2]);
  for (const value of values(quality, 'tissue')) expect(value).toBeGreaterThan(0.5);
});
