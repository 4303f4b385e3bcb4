import { expect, test } from 'vitest';
import type { Rgb } from './colour-map';
import { PLAIN_VIEW } from './output-view';
import { rendererForTests } from './renderer-for-tests';
import { FIELD, lightOf, sights, VIEWERS } from './test-contrast';
import { drawOnCanvas, drawOnGpu } from './test-renderers';

const device = rendererForTests();

/** Ground and nuclei of made tissue. */
const TISSUES: Readonly<Record<string, readonly [Rgb, Rgb]>> = {
  pink: [
    [226, 158, 196],
    [150, 86, 150],
  ],
  purple: [
    [150, 104, 168],
    [74, 46, 116],
  ],
  pale: [
    [244, 232, 241],
    [214, 186, 214],
  ],
};

function field([ground, nucleus]: readonly [Rgb, Rgb]): ImageData {
  const image = new ImageData(FIELD.width, FIELD.height);
  for (let y = 0; y < FIELD.height; y++)
    for (let x = 0; x < FIELD.width; x++) {
      const inside = Math.sin(x * 0.41 + Math.sin(y * 0.13)) * Math.cos(y * 0.37) > 0.35;
      image.data.set([...(inside ? nucleus : ground), 255], (y * FIELD.width + x) * 4);
    }
  return image;
}

test.each(Object.keys(TISSUES))(
  'on %s tissue every border stands out by 3 : 1, for everyone',
  async (name) => {
    const tissue = field(
      TISSUES[name] ?? [
        [0, 0, 0],
        [0, 0, 0],
      ],
    );
    for (const sight of sights())
      for (const picture of [
        drawOnCanvas(sight.scene, FIELD, PLAIN_VIEW, tissue),
        await drawOnGpu(device.renderer, device.gpu, sight.scene, FIELD, PLAIN_VIEW, tissue),
      ])
        for (const viewer of VIEWERS) {
          const least = Math.min(...sight.contrasts(lightOf(picture, viewer)));
          expect(least, `${sight.name}, ${viewer}`).toBeGreaterThanOrEqual(3);
        }
  },
);
