import { expect, test, vi } from 'vitest';
import { MicroscopeCamera } from './microscope-camera';
import { defocusSigmaUm, initialState } from './microscope-state';
import type { StageSlide } from './stage-slide';
import { waveSlide } from './test-slide';

const size = { width: 320, height: 200 };
const slide = waveSlide();
const still = { ...initialState(slide, 10, false), noise: 0 };

const bytesOf = (words: Uint32Array) => new Uint8Array(words.buffer);
function expose(camera: MicroscopeCamera, change: Partial<typeof still> = {}, frame = 0) {
  const out = new Uint32Array(camera.size.width * camera.size.height);
  const truth = camera.expose({ ...still, ...change }, frame, out);
  return { truth, bytes: bytesOf(out) };
}
/** What a formula slide shows at a frame px, by the truth. */
function largestError(
  bytes: Uint8Array,
  truth: { centre: { x: number; y: number }; umPerPx: number },
  margin = 0,
): number {
  let worst = 0;
  for (let y = margin; y < size.height - margin; y++) {
    for (let x = margin; x < size.width - margin; x++) {
      const colour = slide.at(
        truth.centre.x + (x + 0.5 - size.width / 2) * truth.umPerPx,
        truth.centre.y + (y + 0.5 - size.height / 2) * truth.umPerPx,
      );
      for (let c = 0; c < 3; c++)
        worst = Math.max(worst, Math.abs((bytes[4 * (y * size.width + x) + c] ?? -999) - (colour[c] ?? 0)));
    }
  }
  return worst;
}

test.each([
  [10, 2000, 2000],
  [10, 2000.5, 1999.25],
  [10, 1987.13, 2003.77],
  [20, 2000.21, 1999.9],
  [40, 1801.123, 2002.456],
])('at %dx the px at (%d, %d) um are those that the truth names', (objective, x, y) => {
  const camera = new MicroscopeCamera(slide, { size });
  const { bytes, truth } = expose(camera, { objective, stage: { x, y } });
  expect(truth).toEqual({ centre: { x, y }, umPerPx: 10 / objective, objective, defocusUm: 0 });
  // Rounding to 8 bits and bilinear interpolation of waves of 8 um and more: under 1 % of full scale.
  expect(largestError(bytes, truth)).toBeLessThan(2.5);
});

test('a shift of the stage is seen to 1/50 px', () => {
  const camera = new MicroscopeCamera(slide, { size });
  const at = (x: number) => expose(camera, { stage: { x, y: 2000 } }).bytes;
  const [before, moved, after] = [at(1999.5), at(2000.13), at(2000.5)];
  // Least squares for d in moved = before + d (after - before); the wave is nearly straight over one px.
  let cross = 0;
  let power = 0;
  for (let i = 0; i < moved.length; i++) {
    const slope = (after[i] ?? 0) - (before[i] ?? 0);
    cross += slope * ((moved[i] ?? 0) - (before[i] ?? 0));
    power += slope * slope;
  }
  expect(Math.abs(cross / power - 0.63)).toBeLessThan(0.02);
});

test('off the slide there is blank glass', () => {
  const camera = new MicroscopeCamera(slide, { size });
  const { bytes } = expose(camera, { stage: { x: 0, y: 0 }, objective: 10 });
  expect([...bytes.subarray(0, 4)]).toEqual([243, 241, 243, 255]);
});

test('noise has the standard deviation asked for, no bias, and changes from frame to frame', () => {
  const camera = new MicroscopeCamera(slide, { size });
  const clean = expose(camera).bytes;
  const deviations = (noise: number, frame: number) => {
    const noisy = expose(camera, { noise }, frame).bytes;
    return Float64Array.from(noisy, (value, i) => value - (clean[i] ?? 0)).filter((_, i) => i % 4 < 3);
  };
  const first = deviations(0.02, 1);
  const mean = first.reduce((sum, d) => sum + d, 0) / first.length;
  const deviation = Math.sqrt(first.reduce((sum, d) => sum + d * d, 0) / first.length);
  expect(Math.abs(mean)).toBeLessThan(0.1);
  expect(Math.abs(deviation - 0.02 * 255)).toBeLessThan(0.15);
  const second = deviations(0.02, 2);
  const correlation =
    first.reduce((sum, d, i) => sum + d * (second[i] ?? 0), 0) / first.length / deviation ** 2;
  expect(Math.abs(correlation)).toBeLessThan(0.02);
  expect(deviations(0.02, 1)).toEqual(first);
});

test('the lamp works in linear light and clips', () => {
  const grey: StageSlide = {
    ...slide,
    render: (_origin, _scale, _width, _height, out) => void out.fill(128),
  };
  const camera = new MicroscopeCamera(grey, { size });
  const level = (change: Partial<typeof still>) => [...expose(camera, change).bytes.subarray(0, 3)];
  expect(level({})).toEqual([128, 128, 128]);
  // sRGB 128 is 0.2159 of full light: doubled 0.4317, which is sRGB 175.6; halved 0.1079, which is 92.4.
  expect(level({ lamp: 2 })).toEqual([176, 176, 176]);
  expect(level({ lamp: 0.5 })).toEqual([92, 92, 92]);
  expect(level({ lamp: 0 })).toEqual([0, 0, 0]);
  expect(level({ whiteBalance: [2, 1, 0.5] })).toEqual([176, 128, 92]);
  expect(level({ lamp: 2, whiteBalance: [4, 1, 1] })).toEqual([255, 176, 176]);
});

test('a cooler lamp is redder, with no colour brighter than in white light', () => {
  const grey: StageSlide = {
    ...slide,
    render: (_origin, _scale, _width, _height, out) => void out.fill(128),
  };
  const camera = new MicroscopeCamera(grey, { size });
  const level = (lampKelvin: number) => [...expose(camera, { lampKelvin }).bytes.subarray(0, 3)];
  expect(level(6500)).toEqual([128, 128, 128]);
  // Planck's law by hand at 3200 K against 6500 K: green 0.6217, blue 0.3169 of red, from sRGB 128 at 0.2159.
  expect(level(3200)).toEqual([128, 102, 74]);
});

test('defocus blurs by the aperture of the objective', () => {
  expect(defocusSigmaUm(10, 10)).toBeCloseTo((10 * Math.tan(Math.asin(0.25))) / 2, 9);
  expect(defocusSigmaUm(-10, 10)).toBe(defocusSigmaUm(10, 10));
  expect(defocusSigmaUm(10, 40)).toBeGreaterThan(4 * defocusSigmaUm(10, 4));
});

test.each([0.4, 0.8, 1, 1.7, 2, 3.5, 6, 11])('a square blurs by a standard deviation of %d px', (sigmaPx) => {
  // A bright square on black at the middle of the field, large enough that its tails survive 8 bits.
  const side = 25;
  const point: StageSlide = {
    ...slide,
    render(origin, scale, width, height, out) {
      for (let i = 0; i < width * height; i++) {
        const x = origin.x + ((i % width) + 0.5) * scale;
        const y = origin.y + (Math.floor(i / width) + 0.5) * scale;
        const lit = Math.max(Math.abs(x - 2000), Math.abs(y - 2000)) < side / 2 + 0.5;
        out.set(lit ? [255, 255, 255, 255] : [0, 0, 0, 255], 4 * i);
      }
    },
  };
  const camera = new MicroscopeCamera(point, { size });
  const spread = (focusUm: number) => {
    const { bytes } = expose(camera, { focusUm, stage: { x: 2000.5, y: 2000.5 } });
    let [sum, first, second] = [0, 0, 0];
    for (let i = 0; i < bytes.length / 4; i++) {
      const value = bytes[4 * i + 1] ?? 0;
      const x = i % size.width;
      sum += value;
      first += value * x;
      second += value * x * x;
    }
    return { variance: second / sum - (first / sum) ** 2, centre: first / sum, sum };
  };
  const sharp = spread(0);
  const blurred = spread(sigmaPx / defocusSigmaUm(1, 10));
  expect(Math.abs(Math.sqrt(blurred.variance - sharp.variance) - sigmaPx)).toBeLessThan(0.1 * sigmaPx + 0.05);
  // Within 1 % of the blur's width: the steps keep the centre, rounding to 8 bits does not quite.
  expect(Math.abs(blurred.centre - sharp.centre)).toBeLessThan(Math.max(0.05, 0.01 * sigmaPx));
});

test('vignetting darkens the corners, dust stays where it is', () => {
  const camera = new MicroscopeCamera(
    { ...slide, render: (_o, _s, _w, _h, out) => void out.fill(200) },
    { size },
  );
  const { bytes } = expose(camera, { vignetting: 0.5 });
  const middle = bytes[4 * ((size.height / 2) * size.width + size.width / 2)] ?? 0;
  // Half the light of sRGB 200 is sRGB 146; shades are in steps of 1/255.
  expect(middle).toBe(200);
  expect(Math.abs((bytes[0] ?? 0) - 146)).toBeLessThanOrEqual(1);
  const dusty = new MicroscopeCamera(
    { ...slide, render: (_o, _s, _w, _h, out) => void out.fill(200) },
    { size, dust: 3 },
  );
  const here = expose(dusty).bytes;
  expect(here.some((value) => value < 190)).toBe(true);
  expect(expose(dusty, { stage: { x: 1500, y: 1200 } }).bytes).toEqual(here);
});

test('tiles are rendered once, kept within bounds, and ahead of the stage', () => {
  const render = vi.fn(slide.render);
  const camera = new MicroscopeCamera({ ...slide, render }, { size, tiles: 12 });
  expose(camera);
  const first = render.mock.calls.length;
  expose(camera, { stage: { x: 2001, y: 2000 } });
  expect(render.mock.calls.length).toBe(first);
  while (camera.prefetch(still, { x: 300, y: 0 }));
  const ahead = render.mock.calls.length;
  expect(ahead).toBeGreaterThan(first);
  expose(camera, { stage: { x: still.stage.x + 300, y: still.stage.y } });
  expect(render.mock.calls.length).toBe(ahead);
  // Far away and back: more tiles than are kept, so the first ones are rendered again.
  for (let x = 500; x < 3500; x += 250) expose(camera, { stage: { x, y: 900 } });
  const before = render.mock.calls.length;
  expose(camera);
  expect(render.mock.calls.length).toBeGreaterThan(before);
});
