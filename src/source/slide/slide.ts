import { lymphNode } from './lymph-node';
import { matrixAt } from './matrix';
import { micrometerSlide } from './micrometer';
import { ValueNoise } from './noise';
import { Nuclei } from './nuclei';
import { prostate } from './prostate';
import type { Slide, SlideKind } from './slide-contract';
import { stainToRgba } from './stain';
import { type Architecture, type Place, Site } from './tissue';

export type { Slide, SlideKind };

/** Step of the lattice on which tissue is classified, um; two px where px are coarser than that. */
const LATTICE_UM = 2;
const COARSE_STEP_PX = 2;

/** Deterministic by kind and seed. */
export function createSlide(kind: SlideKind, seed: number): Slide {
  if (kind === 'micrometer') return micrometerSlide(seed);
  const architecture: Architecture = kind === 'lymph-node' ? lymphNode(seed) : prostate(seed);
  const noise = new ValueNoise(seed * 7 + 3);
  const nuclei = new Nuclei(architecture, noise, seed);
  const { widthUm, heightUm, startUm, tour } = architecture;
  return {
    kind,
    seed,
    widthUm,
    heightUm,
    startUm,
    tour,
    render(origin, umPerPx, width, height, out) {
      if (out.length < width * height * 4) throw new RangeError('render needs 4 bytes a px');
      const column0 = Math.round(origin.x / umPerPx);
      const row0 = Math.round(origin.y / umPerPx);
      const h = new Float32Array(width * height);
      const e = new Float32Array(width * height);
      drawMatrix(architecture, noise, column0, row0, umPerPx, width, height, h, e);
      nuclei.draw(column0, row0, umPerPx, width, height, h, e);
      stainToRgba(h, e, out);
    },
    tumourMask(origin, umPerPx, width, height, out) {
      const place: Place = { site: Site.Glass, depth: 0, tumour: false, direction: 0 };
      const column0 = Math.round(origin.x / umPerPx);
      const row0 = Math.round(origin.y / umPerPx);
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) {
          architecture.at((column0 + x + 0.5) * umPerPx, (row0 + y + 0.5) * umPerPx, place);
          out[y * width + x] = place.tumour ? 255 : 0;
        }
    },
  };
}

/**
 * The stain between the nuclei, evaluated on a lattice fixed to the slide and interpolated: tissue borders are
 * a few um wide, as in a section of 3 um.
 */
function drawMatrix(
  architecture: Architecture,
  noise: ValueNoise,
  column0: number,
  row0: number,
  umPerPx: number,
  width: number,
  height: number,
  h: Float32Array,
  e: Float32Array,
): void {
  const step = umPerPx > LATTICE_UM ? COARSE_STEP_PX : Math.max(1, Math.round(LATTICE_UM / umPerPx));
  const i0 = Math.floor((column0 - step) / step);
  const j0 = Math.floor((row0 - step) / step);
  const columns = Math.ceil((width + 2 * step) / step) + 2;
  const rows = Math.ceil((height + 2 * step) / step) + 2;
  const lattice = new Float32Array(columns * rows * 2);
  const place: Place = { site: Site.Glass, depth: 0, tumour: false, direction: 0 };
  const stain = new Float32Array(2);
  for (let j = 0; j < rows; j++)
    for (let i = 0; i < columns; i++) {
      const x = ((i0 + i) * step + 0.5) * umPerPx;
      const y = ((j0 + j) * step + 0.5) * umPerPx;
      architecture.at(x, y, place);
      matrixAt(place, x, y, umPerPx, noise, stain);
      lattice[(j * columns + i) * 2] = stain[0] ?? 0;
      lattice[(j * columns + i) * 2 + 1] = stain[1] ?? 0;
    }
  for (let y = 0; y < height; y++) {
    const gy = (row0 + y - j0 * step) / step;
    const j = Math.floor(gy);
    const ty = gy - j;
    for (let x = 0; x < width; x++) {
      const gx = (column0 + x - i0 * step) / step;
      const i = Math.floor(gx);
      const tx = gx - i;
      const a = (j * columns + i) * 2;
      const b = a + columns * 2;
      const w00 = (1 - tx) * (1 - ty);
      const w10 = tx * (1 - ty);
      const w01 = (1 - tx) * ty;
      const w11 = tx * ty;
      const at = y * width + x;
      h[at] =
        w00 * (lattice[a] ?? 0) +
        w10 * (lattice[a + 2] ?? 0) +
        w01 * (lattice[b] ?? 0) +
        w11 * (lattice[b + 2] ?? 0);
      e[at] =
        w00 * (lattice[a + 1] ?? 0) +
        w10 * (lattice[a + 3] ?? 0) +
        w01 * (lattice[b + 1] ?? 0) +
        w11 * (lattice[b + 3] ?? 0);
    }
  }
}
