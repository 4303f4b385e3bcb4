import { GLASS } from '../../src/source/simulated/stage-slide';
import type { TissueSlideFile } from '../../src/source/tissue/tissue-file';
import type { Fragment } from './fragments';
import { tissueShare } from './margin';

/** A fragment with the place of its top left corner on the slide, um. */
export interface Placed {
  readonly fragment: Fragment;
  readonly x: number;
  readonly y: number;
}

/** A px with all colours beyond this is glass, where as large a share of the field is. */
const BRIGHT = 222;
const SHOWS_GLASS = 0.005;

/** Fragments on blank glass at 1 um/px: the picture, and the places of which the source tells what they are. */
export function layOut(
  placed: readonly Placed[],
  width: number,
  height: number,
): { readonly rgba: Uint8ClampedArray; readonly places: TissueSlideFile['places'] } {
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let at = 0; at < width * height; at++) rgba.set([...GLASS, 255], 4 * at);
  const places: { xUm: number; yUm: number; tumour: boolean }[] = [];
  placed.forEach(({ fragment, x: left, y: top }, seed) => {
    const { field } = fragment;
    if (left < 0 || top < 0 || left + field.width > width || top + field.height > height)
      throw new Error(`Fragment ${seed} (${field.width} x ${field.height} px) does not lie on the slide.`);
    const share = tissueShare(field, seed + 1);
    const white = whiteOf(fragment);
    for (let y = 0; y < field.height; y++)
      for (let x = 0; x < field.width; x++) {
        const from = y * field.width + x;
        const tissue = share[from] ?? 0;
        if (tissue === 0) continue;
        const to = 4 * ((top + y) * width + left + x);
        for (let c = 0; c < 3; c++) {
          const glass = GLASS[c] ?? 255;
          const passed = Math.min(1, Math.max(0.01, (field.rgb[3 * from + c] ?? 0) / (white[c] ?? 255)));
          // Light passes the thinned margin as it passes thinner tissue (Beer and Lambert).
          rgba[to + c] = Math.round(glass * passed ** tissue);
        }
      }
    for (const { x, y, tumour } of fragment.places)
      if (share[Math.round(y) * field.width + Math.round(x)] === 1)
        places.push({ xUm: Math.round(left + x), yUm: Math.round(top + y), tumour });
  });
  return { rgba, places };
}

/** What the field's own glass looks like, so that it becomes the glass of this slide; as here where it shows none. */
function whiteOf({ field: { rgb, known } }: Fragment): readonly number[] {
  const glass: number[] = [];
  for (let at = 0; at < known.length; at++)
    if (known[at] && [0, 1, 2].every((c) => (rgb[3 * at + c] ?? 0) > BRIGHT)) glass.push(at);
  if (glass.length < SHOWS_GLASS * known.length) return GLASS;
  return [0, 1, 2].map((channel) => {
    const values = glass.map((at) => rgb[3 * at + channel] ?? 0).sort((a, b) => a - b);
    return values[Math.floor(values.length / 2)] ?? 255;
  });
}
