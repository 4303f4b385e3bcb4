import { expect, test } from 'vitest';
import { contourColour, type OverlayScene } from '../domain/overlay';
import { heatAlpha } from './appearance';
import { colourAt, type Rgb } from './colour-map';
import { PLAIN_VIEW } from './output-view';
import { rendererForTests } from './renderer-for-tests';
import { drawOnCanvas, drawOnGpu, offBy, pixelOf, tissue } from './test-renderers';
import { cellWindow, PLAIN_STYLE, sceneOf } from './test-scene';

const device = rendererForTests();

const FRAME = { width: 480, height: 96 };
/** Cells -29 to 29 are in the frame; class k is positive in six of them. */
const firstColumn = (k: number) => -28 + 10 * k;

/** So many classes side by side, each positive in a stretch of its own. */
function sceneOfClasses(count: number): OverlayScene<Float32Array<ArrayBuffer>> {
  const plain = sceneOf(new Float32Array(0), { frameSize: FRAME });
  const layers = Array.from({ length: count }, (_, k) => ({
    modelId: 'model',
    classId: `class ${k}`,
    cellUm: 8,
    style: { ...PLAIN_STYLE, contours: true, contourColour: contourColour(k) },
    window: cellWindow((column) => (column >= firstColumn(k) && column < firstColumn(k) + 6 ? 0.9 : 0), 64),
  }));
  return { ...plain, layers };
}

test.each([0, 1, 4, 6])('of %d classes every one is drawn by both renderers, and the same', async (count) => {
  const scene = sceneOfClasses(count);
  const bare = tissue(FRAME);
  const pictures = [
    await drawOnGpu(device.renderer, device.gpu, scene, FRAME, PLAIN_VIEW),
    drawOnCanvas(scene, FRAME, PLAIN_VIEW),
  ];
  for (const picture of pictures)
    for (let k = 0; k < 6; k++) {
      const x = 240 + (firstColumn(k) + 3) * 8;
      const at = (40 * FRAME.width + x) * 4;
      const below: Rgb = [bare.data[at] ?? 0, bare.data[at + 1] ?? 0, bare.data[at + 2] ?? 0];
      const [r, g, b] = colourAt('viridis', 0.9);
      const alpha = k < count ? heatAlpha(0.9, 0.5) : 0;
      const mixed = (tissue: number, heat: number) => tissue + (heat - tissue) * alpha;
      const expected: Rgb = [mixed(below[0], r), mixed(below[1], g), mixed(below[2], b)];
      expect(offBy(pixelOf(picture, x, 40), expected)).toBeLessThanOrEqual(3);
      // Its outline, in a colour of its own.
      const edge = Array.from({ length: 17 }, (_, i) =>
        pixelOf(picture, 240 + firstColumn(k) * 8 - 8 + i, 40),
      );
      const nearest = Math.min(...edge.map((pixel) => offBy(pixel, contourColour(k))));
      if (k < count) expect(nearest).toBeLessThan(60);
    }
});

test('after more layers fewer are drawn as before', async () => {
  const few = await drawOnGpu(device.renderer, device.gpu, sceneOfClasses(2), FRAME, PLAIN_VIEW);
  await drawOnGpu(device.renderer, device.gpu, sceneOfClasses(6), FRAME, PLAIN_VIEW);
  expect((await drawOnGpu(device.renderer, device.gpu, sceneOfClasses(2), FRAME, PLAIN_VIEW)).rgba).toEqual(
    few.rgba,
  );
});

test('eight classes are outlined in eight colours', () => {
  const colours = Array.from({ length: 8 }, (_, k) => contourColour(k).join());
  expect(new Set(colours).size).toBe(8);
});
