import { expect, test } from 'vitest';
import { type Homography, inverse, nearestAffine, project } from '../domain/homography';
import { CELL_NOT_ASSESSED, CELL_UNKNOWN } from '../domain/overlay';
import { heatAlpha } from './appearance';
import { colourAt, type Rgb } from './colour-map';
import type { Picture } from './gpu-renderer';
import { type OutputView, PLAIN_VIEW } from './output-view';
import { rendererForTests } from './renderer-for-tests';
import { drawOnCanvas, drawOnGpu, offBy, pixelOf } from './test-renderers';
import { cellWindow, sceneOf } from './test-scene';

const FRAME = { width: 240, height: 160 };
const TARGET = { width: 300, height: 260 };
const BLACK: Rgb = [0, 0, 0];

const device = rendererForTests();

/** Probability at a place of the frame, px: a slope that is the same everywhere, so that all its forms are exact. */
const slope = ({ x, y }: { x: number; y: number }) => 0.75 + (x - 120) / 1200 + (y - 80) / 1600;
const SLOPE = cellWindow((column, row) =>
  Math.min(Math.max(slope({ x: 120 + (column + 0.5) * 8, y: 80 + (row + 0.5) * 8 }), 0), 1),
);
const HEAT = sceneOf(SLOPE, { frameSize: FRAME, scene: { scaleBar: { umPerPx: 1 } } });
const overlay = (transform: Homography | null, pixelRatio = 1): OutputView => ({
  transform,
  pixelRatio,
  content: 'overlay',
});

const MIRRORED: Homography = [-1.1, 0, 280, 0, 1.1, 30, 0, 0, 1];
const TURNED: Homography = [0.8, -0.5, 90, 0.6, 0.9, 10, 0, 0, 1];
const KEYSTONE: Homography = [-1.05, 0.1, 270, 0.05, 1.15, 20, -0.0004, 0.0006, 1];

/** How far the heat is from what the transform says, at worst, away from the frame's edge by `rim` px of the target. */
function worst(picture: Picture, transform: Homography, rim: number): number {
  const back = inverse(transform);
  let most = 0;
  for (let y = 4; y < picture.height; y += 7)
    for (let x = 4; x < picture.width; x += 7) {
      const corners = [-rim, rim].flatMap((dx) =>
        [-rim, rim].map((dy) => project(back, { x: x + 0.5 + dx, y: y + 0.5 + dy })),
      );
      const inside = corners.map((at) => at.x >= 0 && at.y >= 0 && at.x < FRAME.width && at.y < FRAME.height);
      const p = slope(project(back, { x: x + 0.5, y: y + 0.5 }));
      const [r, g, b] = colourAt('viridis', p);
      const alpha = heatAlpha(p, 0.5);
      const expected: Rgb = inside.every(Boolean) ? [r * alpha, g * alpha, b * alpha] : BLACK;
      if (inside.every(Boolean) || !inside.some(Boolean))
        most = Math.max(most, offBy(pixelOf(picture, x, y), expected));
    }
  return most;
}

test.each([
  ['mirrored', MIRRORED],
  ['turned and stretched', TURNED],
  ['keystoned', KEYSTONE],
  ['keystoned, the matrix as a negative multiple', KEYSTONE.map((value) => -3 * value)],
] as const)('WebGPU lays heat on black where a homography says: %s', async (_name, matrix) => {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0] = matrix;
  const transform: Homography = [a, b, c, d, e, f, g, h, i];
  const picture = await drawOnGpu(device.renderer, device.gpu, HEAT, TARGET, overlay(transform));
  expect(worst(picture, transform, 1)).toBeLessThanOrEqual(2);
});

test.each([
  ['mirrored', MIRRORED],
  ['turned and stretched', TURNED],
] as const)('Canvas 2D lays heat on black where an affine transform says: %s', (_name, transform) => {
  const picture = drawOnCanvas(HEAT, TARGET, overlay(transform));
  expect(worst(picture, transform, 3)).toBeLessThanOrEqual(5);
});

test('Canvas 2D draws a keystone as the nearest affine transform, and is off by what that tells', () => {
  const { affine, off } = nearestAffine(KEYSTONE, FRAME);
  const { a, b, c, d, e, f } = affine;
  const near: Homography = [a, c, e, b, d, f, 0, 0, 1];
  const picture = drawOnCanvas(HEAT, TARGET, overlay(KEYSTONE));
  expect(picture).toEqual(drawOnCanvas(HEAT, TARGET, overlay(near)));
  expect(off).toBeGreaterThan(3);
  expect(worst(picture, KEYSTONE, off + 3)).toBeGreaterThan(worst(picture, near, 3));
});

test('with the camera picture both renderers draw a mirrored frame alike', async () => {
  const view: OutputView = { ...overlay(MIRRORED, 2), content: 'picture' };
  const scene = sceneOf(SLOPE, { frameSize: FRAME, style: { contours: true, threshold: 0.75 } });
  const [one, other] = [
    drawOnCanvas(scene, TARGET, view),
    await drawOnGpu(device.renderer, device.gpu, scene, TARGET, view),
  ];
  const differences: number[] = [];
  for (let y = 0; y < TARGET.height; y++)
    for (let x = 0; x < TARGET.width; x++) differences.push(offBy(pixelOf(one, x, y), pixelOf(other, x, y)));
  // Nuclei have hard edges, which are resampled here and filtered there.
  expect(differences.reduce((sum, each) => sum + each, 0) / differences.length).toBeLessThan(4);
});

test('a contour is as wide as it should be along every direction of a stretch, and wider by the pixel ratio', async () => {
  // The threshold is crossed along a vertical line at frame x = 120 + 8 * 3.
  const ramp = cellWindow((column) => Math.min(Math.max(0.5 + 0.004 * ((column + 0.5) * 8 - 24), 0), 1));
  const style = { heatmap: false, contours: true } as const;
  const scene = sceneOf(ramp, { frameSize: FRAME, style });
  const stretched: Homography = [2.5, 0, -150, 0, 0.6, 30, 0, 0, 1];
  for (const [transform, pixelRatio] of [
    [stretched, 1],
    [stretched, 2],
    [MIRRORED, 2],
  ] as const) {
    const picture = await drawOnGpu(
      device.renderer,
      device.gpu,
      scene,
      TARGET,
      overlay(transform, pixelRatio),
    );
    const y = Math.round(project(transform, { x: 144, y: 80 }).y);
    let [mass, moment] = [0, 0];
    for (let x = 0; x < TARGET.width; x++) {
      const [red, green] = pixelOf(picture, x, y);
      // Px of which the line covers more than half; its glow never does.
      const coverage = green - red > 127 ? 1 : 0;
      mass += coverage;
      moment += coverage * (x + 0.5);
    }
    expect(mass).toBeCloseTo(2 * pixelRatio, 0);
    expect(Math.abs(moment / mass - project(transform, { x: 144, y: 80 }).x)).toBeLessThan(1);
  }
});

test('what is not assessed is light on black, too: never nothing', async () => {
  for (const code of [CELL_UNKNOWN, CELL_NOT_ASSESSED]) {
    const scene = sceneOf(
      cellWindow(() => code),
      { frameSize: FRAME },
    );
    const pictures = [
      await drawOnGpu(device.renderer, device.gpu, scene, FRAME, overlay(null)),
      drawOnCanvas(scene, FRAME, overlay(null)),
    ];
    for (const picture of pictures) expect(pixelOf(picture, 50, 41)[1]).toBeGreaterThan(10);
  }
  const none = { ...HEAT, layers: [], visible: false };
  const dark = await drawOnGpu(device.renderer, device.gpu, none, TARGET, overlay(KEYSTONE));
  expect(dark.rgba.every((level, i) => level === (i % 4 === 3 ? 255 : 0))).toBe(true);
  expect(drawOnCanvas(none, TARGET, overlay(MIRRORED)).rgba).toEqual(dark.rgba);
});

test('a matrix that only scales and shifts is the plain view', async () => {
  const scene = sceneOf(SLOPE, { frameSize: FRAME, style: { contours: true, threshold: 0.7 } });
  const target = { width: 480, height: 320 };
  const doubled: Homography = [4, 0, 0, 0, 4, 0, 0, 0, 2];
  const view = { ...PLAIN_VIEW, transform: doubled };
  expect(drawOnCanvas(scene, target, view)).toEqual(drawOnCanvas(scene, target, PLAIN_VIEW));
  const [one, other] = [
    await drawOnGpu(device.renderer, device.gpu, scene, target, view),
    await drawOnGpu(device.renderer, device.gpu, scene, target, PLAIN_VIEW),
  ];
  expect(one.rgba).toEqual(other.rgba);
});
