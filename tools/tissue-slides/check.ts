import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FieldBytes } from '../../src/optics/resample-reference';
import { tissueSlideSchema } from '../../src/source/tissue/tissue-file';
import { loadNodeModel } from '../bench/node-model';
import { decodeJpegs } from '../focus/jpeg';

/** The square that a place stands for, px: 2 x 2 cells of 16 px. */
const PLACE = 32;
/** Of it, what may be glass or an empty gland, where nothing is answered, and how bright that is. */
const MOST_GLASS = 0.3;
const GLASS_GREEN = 205;
const BATCH = 16;

/** What a model answers at the places of which the source tells whether there is tumour, one line of text. */
export async function checkSlide(folder: string, modelFolder: string): Promise<string> {
  const { places, umPerPx } = tissueSlideSchema.parse(
    JSON.parse(readFileSync(join(folder, 'slide.json'), 'utf8')),
  );
  const file = join(folder, 'tissue.jpg');
  const picture = (await decodeJpegs(new Map([[file, () => readFileSync(file)]])))(file);
  if (!picture) throw new Error(`${file} was not decoded`);
  const { manifest, run } = await loadNodeModel(modelFolder);
  const side = PLACE + 2 * manifest.margin;
  const onTissue = places.filter(
    ({ xUm, yUm }) => glassAt(picture, xUm / umPerPx, yUm / umPerPx) <= MOST_GLASS,
  );
  const answers = { tumour: [] as number[], none: [] as number[] };
  for (let first = 0; first < onTissue.length; first += BATCH) {
    const batch = onTissue.slice(first, first + BATCH);
    const input = new Float32Array(batch.length * side * side * 3);
    batch.forEach(({ xUm, yUm }, at) => {
      cut(picture, { x: xUm / umPerPx, y: yUm / umPerPx }, manifest.umPerPx / umPerPx, side, input, at);
    });
    const output = run(input, batch.length, side);
    const each = output.length / batch.length;
    batch.forEach(({ tumour }, at) => {
      const cells = output.subarray(at * each, (at + 1) * each);
      answers[tumour ? 'tumour' : 'none'].push(cells.reduce((sum, value) => sum + value, 0) / each);
    });
  }
  const point = manifest.operatingPoints.find(({ id }) => id === manifest.defaultOperatingPoint);
  const threshold = point?.threshold ?? 0.5;
  const line = (name: string, values: readonly number[]) => {
    const marked = values.filter((value) => value >= threshold).length;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return `${name} ${marked} of ${values.length} marked, mean ${mean.toFixed(3)}`;
  };
  return `${manifest.id} at ${threshold}: ${line('tumour', answers.tumour)}; ${line('without', answers.none)}`;
}

/** Share of the square around a place that is as bright as glass. */
function glassAt({ width, rgba }: FieldBytes, x: number, y: number): number {
  let bright = 0;
  for (let j = 0; j < PLACE; j++)
    for (let i = 0; i < PLACE; i++) {
      const at = Math.round(y - PLACE / 2 + j) * width + Math.round(x - PLACE / 2 + i);
      if ((rgba[4 * at + 1] ?? 255) > GLASS_GREEN) bright++;
    }
  return bright / PLACE ** 2;
}

/** A square around a place, 0..1, bilinear, written as the picture at `index` of the batch. `step`: px of the slide a px. */
function cut(
  { width, height, rgba }: FieldBytes,
  centre: { readonly x: number; readonly y: number },
  step: number,
  side: number,
  out: Float32Array,
  index: number,
): void {
  for (let j = 0; j < side; j++)
    for (let i = 0; i < side; i++) {
      const u = Math.min(width - 2, Math.max(0, centre.x + (i + 0.5 - side / 2) * step - 0.5));
      const v = Math.min(height - 2, Math.max(0, centre.y + (j + 0.5 - side / 2) * step - 0.5));
      const [x, y] = [Math.floor(u), Math.floor(v)];
      const [fx, fy] = [u - x, v - y];
      for (let c = 0; c < 3; c++) {
        const at = (dx: number, dy: number) => rgba[4 * ((y + dy) * width + x + dx) + c] ?? 0;
        const above = at(0, 0) * (1 - fx) + at(1, 0) * fx;
        const below = at(0, 1) * (1 - fx) + at(1, 1) * fx;
        out[3 * ((index * side + j) * side + i) + c] = (above * (1 - fy) + below * fy) / 255;
      }
    }
}
