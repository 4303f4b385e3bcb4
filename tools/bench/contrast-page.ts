import { PLAIN_VIEW } from '../../src/overlay/output-view';
import { FIELD, lightOf, sights, VIEWERS } from '../../src/overlay/test-contrast';
import { drawOnCanvas } from '../../src/overlay/test-renderers';

/** The part of tools/contrast-bench.ts that runs in the browser. */

export interface Measured {
  readonly name: string;
  /** Contrast of each stretch, by each viewer. */
  readonly values: number[];
}

/** @param base64 RGBA of a field as large as `FIELD` */
export function contrastsOver(base64: string): Measured[] {
  const rgba = Uint8ClampedArray.from(atob(base64), (letter) => letter.charCodeAt(0));
  const tissue = new ImageData(rgba, FIELD.width, FIELD.height);
  const all = sights();
  const drawn = new Map(
    [...new Set(all.map(({ scene }) => scene))].map((scene) => {
      const picture = drawOnCanvas(scene, FIELD, PLAIN_VIEW, tissue);
      return [scene, VIEWERS.map((viewer) => lightOf(picture, viewer))] as const;
    }),
  );
  return all.map((sight) => ({
    name: sight.name,
    values: (drawn.get(sight.scene) ?? []).flatMap((light) => sight.contrasts(light)),
  }));
}
