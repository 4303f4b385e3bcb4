import { existsSync, readFileSync } from 'node:fs';
import { decode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { CpuTracker } from './cpu-tracker';
import { MovingCamera, randomNumbers, type Specimen, stainedSpecimen } from './testing/moving-slide';

const SIZE = { width: 640, height: 360 };
const HARSH = { noise: 0.03, vignetting: 0.3, dust: 12 };
const specimen = stainedSpecimen(1500, 1100);
const glass: Specimen = { width: 2, height: 2, rgb: new Uint8Array(12).fill(240) };

/** Errors in field px over random steps of up to `share` of the width, with changing exposure. */
function wander(slide: Specimen, share: number, frames: number, seed = 1): number[] {
  const camera = new MovingCamera(SIZE.width, SIZE.height, { ...HARSH, seed });
  const tracker = new CpuTracker();
  const random = randomNumbers(seed);
  const start = { x: slide.width / 2, y: slide.height / 2 };
  let at = start;
  return Array.from({ length: frames }, () => {
    const found = tracker.register(camera.expose(slide, at, 1, 0.8 + 0.3 * random()), 0.5);
    expect(found.confidence).toBeGreaterThan(0);
    expect(found.island).toBe(0);
    const error = Math.hypot(
      found.centre.x / 0.5 - (at.x - start.x),
      found.centre.y / 0.5 - (at.y - start.y),
    );
    const angle = 2 * Math.PI * random();
    const length = SIZE.width * share * random();
    const near = (value: number, middle: number) => Math.min(middle + 250, Math.max(middle - 250, value));
    at = {
      x: near(at.x + length * Math.cos(angle), start.x),
      y: near(at.y + length * Math.sin(angle), start.y),
    };
    return error;
  });
}

const percentile = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.floor(share * values.length)] ?? Number.NaN;

test('stays within one px at 15 % of the width a frame, with noise, shading, dust and lamp changes', () => {
  expect(percentile(wander(specimen, 0.15, 30), 0.95)).toBeLessThan(1);
});

const REGION = '../shared/data/lymph/regions/train_g00000.png';
test.skipIf(!existsSync(REGION))('does so on real tissue', () => {
  const { width, height, data, channels } = decode(readFileSync(REGION));
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++)
    for (let c = 0; c < 3; c++) rgb[3 * i + c] = data[channels * i + c] ?? 0;
  expect(percentile(wander({ width, height, rgb }, 0.15, 30), 0.95)).toBeLessThan(1);
});

test('comes back to the start without drift, by old keyframes', () => {
  const camera = new MovingCamera(SIZE.width, SIZE.height, HARSH);
  const tracker = new CpuTracker();
  const way = [0, 60, 130, 210, 300, 380, 330, 240, 150, 70, 0];
  const found = way.map((x) => tracker.register(camera.expose(specimen, { x: 450 + x, y: 500 }), 1));
  expect(Math.hypot(found.at(-1)?.centre.x ?? 99, found.at(-1)?.centre.y ?? 99)).toBeLessThan(0.5);
});

test('reports the motion since the last frame', () => {
  const camera = new MovingCamera(SIZE.width, SIZE.height, HARSH);
  const tracker = new CpuTracker();
  tracker.register(camera.expose(specimen, { x: 500, y: 500 }), 0.5);
  const { shiftPx } = tracker.register(camera.expose(specimen, { x: 530, y: 488 }), 0.5);
  expect(shiftPx.x).toBeCloseTo(30, 0);
  expect(shiftPx.y).toBeCloseTo(-12, 0);
});

test('recognises every jump at once, and begins a new island within two frames', () => {
  const wide = stainedSpecimen(3200, 2400, 5);
  const random = randomNumbers(2);
  const camera = new MovingCamera(SIZE.width, SIZE.height, HARSH);
  for (let i = 0; i < 12; i++) {
    const tracker = new CpuTracker();
    const expose = (x: number, y: number) => tracker.register(camera.expose(wide, { x, y }), 1);
    expose(400, 300);
    expose(410, 300);
    const x = 1200 + 1600 * random();
    const y = 300 + 1800 * random();
    expect(expose(x, y).confidence).toBe(0);
    expect(expose(x, y)).toMatchObject({ island: 1, confidence: 1 });
    const next = expose(x + 20, y);
    expect(next.island).toBe(1);
    expect(next.shiftPx.x).toBeCloseTo(20, 0);
  }
});

describe('what holds too little to be placed by', () => {
  test('moving blank glass with dust and shading on it is never placed', () => {
    const camera = new MovingCamera(SIZE.width, SIZE.height, HARSH);
    const tracker = new CpuTracker();
    for (let i = 0; i < 6; i++)
      expect(tracker.register(camera.expose(glass, { x: 0, y: 0 }), 1).confidence).toBe(0);
  });

  test('dust does not hold a moving strip of tissue still', () => {
    const camera = new MovingCamera(SIZE.width, SIZE.height, { ...HARSH, dust: 40 });
    // Only the left quarter of the specimen is tissue, of which a third of the field shows.
    const strip = stainedSpecimen(1500, 1100, 4, 0.25);
    const tracker = new CpuTracker();
    const errors: number[] = [];
    for (let i = 0; i < 8; i++) {
      const at = { x: 460 - 20 * i, y: 400 + 11 * i };
      const found = tracker.register(camera.expose(strip, at), 1);
      if (found.confidence === 0) continue;
      errors.push(Math.hypot(found.centre.x - (at.x - 460), found.centre.y - (at.y - 400)));
    }
    expect(errors.length).toBeGreaterThan(4);
    expect(Math.max(...errors)).toBeLessThan(1.5);
  });
});

test('after blank glass, known tissue joins the island that it belongs to', () => {
  const camera = new MovingCamera(SIZE.width, SIZE.height, HARSH);
  const tracker = new CpuTracker();
  const expose = (x: number, slide = specimen) => tracker.register(camera.expose(slide, { x, y: 500 }), 1);
  expose(500);
  expose(520);
  for (let i = 0; i < 3; i++) expose(0, glass);
  expect(expose(470).island).toBe(1);
  for (let i = 0; i < 5; i++) expose(470);
  const found = expose(471);
  expect(found.island).toBe(0);
  expect(found.centre.x).toBeCloseTo(-29, 0);
  const [join, ...others] = tracker.takeEvents();
  expect(others).toEqual([]);
  expect(join).toMatchObject({ kind: 'island-join', from: 1, into: 0 });
});

test('blank glass at the start is no loss, and tracking begins where tissue appears', () => {
  const camera = new MovingCamera(SIZE.width, SIZE.height, HARSH);
  const tracker = new CpuTracker();
  for (let i = 0; i < 4; i++) {
    const found = tracker.register(camera.expose(glass, { x: 0, y: 0 }), 1);
    expect(found).toMatchObject({ confidence: 0, structured: false, island: 0 });
  }
  const found = tracker.register(camera.expose(specimen, { x: 500, y: 500 }), 1);
  expect(found).toMatchObject({ confidence: 1, structured: true, island: 0, centre: { x: 0, y: 0 } });
});

test('another objective keeps the position and goes on at its scale', () => {
  const camera = new MovingCamera(SIZE.width, SIZE.height, HARSH);
  const tracker = new CpuTracker();
  tracker.register(camera.expose(specimen, { x: 600, y: 500 }), 1);
  tracker.register(camera.expose(specimen, { x: 640, y: 500 }), 1);
  const turned = tracker.register(camera.expose(specimen, { x: 640, y: 500 }, 0.5), 0.5);
  expect(turned).toMatchObject({ umPerPx: 0.5, island: 0 });
  expect(turned.centre.x).toBeCloseTo(40, 0);
  const moved = tracker.register(camera.expose(specimen, { x: 650, y: 500 }, 0.5), 0.5);
  expect(moved.centre.x).toBeCloseTo(50, 0);
});

test('what moves before the first field of another objective can be placed begins a new island', () => {
  const camera = new MovingCamera(SIZE.width, SIZE.height, HARSH);
  const tracker = new CpuTracker();
  tracker.register(camera.expose(specimen, { x: 600, y: 500 }), 1);
  expect(tracker.register(camera.expose(glass, { x: 0, y: 0 }), 0.5).confidence).toBe(0);
  expect(tracker.register(camera.expose(specimen, { x: 900, y: 700 }, 0.5), 0.5)).toMatchObject({
    island: 1,
    confidence: 1,
  });
});

test('a reset and another frame size begin anew', () => {
  const camera = new MovingCamera(SIZE.width, SIZE.height);
  const tracker = new CpuTracker();
  tracker.register(camera.expose(specimen, { x: 600, y: 500 }), 1);
  tracker.reset();
  expect(tracker.newest()).toBeNull();
  const again = tracker.register(camera.expose(specimen, { x: 650, y: 500 }), 1);
  expect(again).toMatchObject({ island: 1, centre: { x: 0, y: 0 } });
  const other = new MovingCamera(500, 360).expose(specimen, { x: 660, y: 500 });
  expect(tracker.register(other, 1)).toMatchObject({ island: 2, centre: { x: 0, y: 0 } });
});
