import type { ValueNoise } from './noise';
import { type Place, Site } from './tissue';

/** Stain of the matrix between nuclei: base amounts, and how much texture of which grain (um). */
interface Matrix {
  readonly h: number;
  readonly e: number;
  readonly texture: number;
  readonly grain: number;
  /** Fibres run along the place's direction. */
  readonly fibres: boolean;
}

const plain = (h: number, e: number, texture = 0.3, grain = 3): Matrix => ({
  h,
  e,
  texture,
  grain,
  fibres: false,
});
const fibrous = (h: number, e: number, texture: number): Matrix => ({
  h,
  e,
  texture,
  grain: 2.2,
  fibres: true,
});

const MATRICES: Readonly<Record<number, Matrix>> = {
  [Site.Glass]: plain(0, 0, 0),
  [Site.Stroma]: fibrous(0.1, 0.5, 0.5),
  [Site.Fat]: plain(0, 0, 0),
  [Site.Sinus]: plain(0.1, 0.24, 0.7, 5),
  [Site.Lymphocytes]: plain(0.34, 0.3, 0.35),
  [Site.GerminalCentre]: plain(0.3, 0.36, 0.35, 4),
  [Site.Tumour]: plain(0.3, 0.52, 0.35, 4),
  [Site.Desmoplasia]: fibrous(0.1, 0.56, 0.5),
  [Site.Blood]: plain(0.02, 0.86, 0.35, 6),
  [Site.BenignEpithelium]: plain(0.2, 0.34, 0.35, 4),
  [Site.Lumen]: plain(0.01, 0.04, 0.6, 9),
  [Site.Gleason3]: plain(0.3, 0.46, 0.3, 4),
  [Site.Gleason4]: plain(0.32, 0.46, 0.3, 4),
  [Site.Muscle]: fibrous(0.12, 0.66, 0.4),
};

/** Stain of the matrix at a place, into `into` [haematoxylin, eosin]. Texture finer than a px averages out. */
export function matrixAt(
  place: Place,
  x: number,
  y: number,
  umPerPx: number,
  noise: ValueNoise,
  into: Float32Array,
): void {
  if (place.site === Site.Fat) {
    // A rim of about 2 um between two fat cells.
    const rim = Math.max(0, 1 - Math.abs(place.depth) / Math.max(2.6, umPerPx)) * Math.min(1, 2.6 / umPerPx);
    into[0] = 0.1 * rim;
    into[1] = 0.6 * rim;
    return;
  }
  const matrix = MATRICES[place.site] ?? plain(0, 0, 0);
  let texture = 0;
  if (matrix.texture > 0) {
    const fade = Math.min(1, (2 * matrix.grain) / umPerPx / 4);
    if (matrix.fibres) {
      const c = Math.cos(place.direction);
      const s = Math.sin(place.direction);
      const along = (x * c + y * s) / (matrix.grain * 9);
      const across = (-x * s + y * c) / matrix.grain;
      texture = matrix.texture * fade * (0.7 * noise.at(along, across) + 0.5 * noise.at(x / 31, y / 31));
    } else
      texture =
        matrix.texture *
        fade *
        (0.7 * noise.at(x / matrix.grain, y / matrix.grain) + 0.4 * noise.at(x / 23, y / 23));
  }
  into[0] = Math.max(0, matrix.h * (1 + 0.6 * texture));
  into[1] = Math.max(0, matrix.e * (1 + texture));
}
