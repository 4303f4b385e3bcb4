import { expect, test } from 'vitest';
import { CELL_NO_TISSUE, CELL_NOT_ASSESSED, CELL_UNKNOWN, type OverlayScene } from '../domain/overlay';
import { heatAlpha } from './appearance';
import { CanvasRenderer } from './canvas-renderer';
import { colourAt } from './colour-map';
import { PLAIN_VIEW } from './output-view';
import { rendererForTests } from './renderer-for-tests';
import { drawOnCanvas, drawOnGpu, tissue as frameOf } from './test-renderers';
import { cellWindow, sceneOf } from './test-scene';

type CpuScene = OverlayScene<Float32Array<ArrayBuffer>>;

const device = rendererForTests();

const onCanvas = (scene: CpuScene, pixelRatio: number) =>
  drawOnCanvas(scene, scene.frameSize, { ...PLAIN_VIEW, pixelRatio }).rgba;
const onGpu = async (scene: CpuScene, pixelRatio: number) =>
  (await drawOnGpu(device.renderer, device.gpu, scene, scene.frameSize, { ...PLAIN_VIEW, pixelRatio })).rgba;

/** Largest channel difference of each pixel, sorted. */
function differences(a: Uint8ClampedArray, b: Uint8ClampedArray): number[] {
  const worst: number[] = [];
  for (let i = 0; i < a.length; i += 4)
    worst.push(Math.max(...[0, 1, 2].map((k) => Math.abs((a[i + k] ?? 0) - (b[i + k] ?? 0)))));
  return worst.sort((x, y) => x - y);
}

const share = (sorted: readonly number[], quantile: number) =>
  sorted[Math.floor(sorted.length * quantile)] ?? Number.NaN;

const HILLS = (column: number, row: number) =>
  0.5 + 0.3 * Math.sin(column * 0.35) * Math.cos(row * 0.3 + 1) + 0.15 * Math.sin(row * 0.8);
const GOLDEN = (column: number, row: number) => {
  if (column > 9) return CELL_NOT_ASSESSED;
  if (row > 7) return CELL_UNKNOWN;
  if (column < -9 && row < -4) return CELL_NO_TISSUE;
  return HILLS(column, row);
};

test.each([
  ['heat', { heatmap: true, contours: false }, GOLDEN],
  ['heat, all of it examined', { heatmap: true, contours: false }, HILLS],
  ['contours', { heatmap: false, contours: true }, GOLDEN],
  ['both', { heatmap: true, contours: true }, GOLDEN],
])('both renderers draw the same golden scene: %s', async (_name, style, cells) => {
  for (const pixelRatio of [1, 2]) {
    const scene = sceneOf(cellWindow(cells), {
      frameSize: { width: 360, height: 220 },
      umPerPx: 0.7,
      centre: { x: 5.3, y: -2.1 },
      style: { ...style, opacity: 0.8, colourMap: 'cividis', contourColour: [255, 255, 255] },
      scene: { scaleBar: { umPerPx: 0.7 } },
    });
    const sorted = differences(onCanvas(scene, pixelRatio), await onGpu(scene, pixelRatio));
    expect(share(sorted, 0.9)).toBeLessThanOrEqual(3);
    // The rest are edges of lines (of the rim too), drawn from segments here and from distances there.
    expect(share(sorted, 0.99)).toBeLessThanOrEqual(cells === GOLDEN ? 40 : 6);
    expect(sorted.reduce((sum, value) => sum + value, 0) / sorted.length).toBeLessThan(2);
  }
});

test('the rim, the closing of a positive region, glow and frame are the same by both renderers', async () => {
  const window = cellWindow((column, row) => {
    if (row < -3) return CELL_UNKNOWN;
    if (column > 8) return row < 2 ? CELL_NOT_ASSESSED : CELL_NO_TISSUE;
    return column + row > 0 ? 0.92 : 0.07;
  });
  for (const pixelRatio of [1, 2]) {
    const scene = sceneOf(window, {
      ...{ frameSize: { width: 360, height: 220 }, umPerPx: 0.7, centre: { x: 5.3, y: -2.1 } },
      style: { contours: true, opacity: 0.4, contourColour: [240, 228, 66] },
    });
    const sorted = differences(onCanvas(scene, pixelRatio), await onGpu(scene, pixelRatio));
    expect(share(sorted, 0.95)).toBeLessThanOrEqual(4);
    expect(share(sorted, 0.99)).toBeLessThanOrEqual(40);
    expect(sorted.reduce((sum, value) => sum + value, 0) / sorted.length).toBeLessThan(1.5);
  }
});

test('states, hatch and scale bar are equal to a level of rounding', async () => {
  const of = (code: number) => cellWindow(() => code);
  const big = { frameSize: { width: 300, height: 160 }, scene: { scaleBar: { umPerPx: 1 } } };
  const scenes = [
    sceneOf(of(CELL_UNKNOWN)),
    sceneOf(of(CELL_NO_TISSUE)),
    sceneOf(of(CELL_NOT_ASSESSED)),
    sceneOf(of(0.9), { scene: { hatchAll: true } }),
    sceneOf(of(0.9), { scene: { placement: null } }),
    sceneOf(of(0.9), { scene: { visible: false, scaleBar: { umPerPx: 1 } } }),
    sceneOf(of(CELL_NO_TISSUE), big),
  ];
  for (const scene of scenes)
    for (const pixelRatio of [1, 1.5]) {
      const sorted = differences(onCanvas(scene, pixelRatio), await onGpu(scene, pixelRatio));
      expect(sorted.at(-1)).toBeLessThanOrEqual(2);
    }
});

test('heat has the colour and alpha of its probability', () => {
  for (const p of [0, 0.3, 0.5, 0.75, 1]) {
    const rgba = onCanvas(sceneOf(cellWindow(() => p)), 1);
    const tissue = frameOf({ width: 1, height: 1 }).data;
    const colour = colourAt('viridis', p);
    const alpha = heatAlpha(p, 0.5);
    for (const k of [0, 1, 2]) {
      const expected = (tissue[k] ?? 0) * (1 - alpha) + (colour[k] ?? 0) * alpha;
      expect(Math.abs((rgba[k] ?? 0) - expected)).toBeLessThanOrEqual(2.5);
    }
  }
});

test('a moved stage shows the same overlay, shifted; the torus wraps', () => {
  const window = cellWindow(HILLS);
  const frameSize = { width: 96, height: 64 };
  const plain = (scene: CpuScene) => {
    const context = new OffscreenCanvas(96, 64).getContext('2d');
    if (!context) throw new Error('no canvas');
    const frame = new OffscreenCanvas(96, 64);
    frame.getContext('2d');
    new CanvasRenderer(context).render({ frame, scene });
    return context.getImageData(0, 0, 96, 64).data;
  };
  const a = plain(sceneOf(window, { frameSize }));
  const b = plain(sceneOf(window, { frameSize, centre: { x: 16 + 512 * 8, y: -8 - 512 * 8 } }));
  for (let y = 8; y < 64; y++)
    for (let x = 0; x < 80; x++) {
      const [from, to] = [((y - 8) * 96 + x + 16) * 4, (y * 96 + x) * 4];
      expect(Math.abs((a[from] ?? 0) - (b[to] ?? 0))).toBeLessThanOrEqual(4);
    }
});
