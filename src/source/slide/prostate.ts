import { adipocytes } from './lymph-node';
import { hash, ValueNoise } from './noise';
import { type Architecture, type Focus, insideFocus, type Place, Site } from './tissue';

const WIDTH = 12_000;
const HEIGHT = 10_000;

interface GlandKind {
  readonly pitch: number;
  readonly radius: readonly [number, number];
  /** Share of the radius that the lumen takes. */
  readonly lumen: number;
  /** Depth of the folds of the border, of the radius. */
  readonly folds: number;
  readonly missing: number;
}

const BENIGN: GlandKind = { pitch: 250, radius: [74, 124], lumen: 0.74, folds: 0.3, missing: 0.12 };
const GLEASON3: GlandKind = { pitch: 62, radius: [19, 29], lumen: 0.46, folds: 0.05, missing: 0.1 };
const GLEASON4: GlandKind = { pitch: 210, radius: [88, 118], lumen: 0, folds: 0.1, missing: 0.03 };

/**
 * Prostate: benign glands with folded lumina and a basal layer in fibromuscular stroma; foci of Gleason
 * pattern 3 (small round separate glands) and 4 (cribriform and fused masses); nerve-like bundles and fat.
 */
export function prostate(seed: number): Architecture {
  const outline = new ValueNoise(seed * 7 + 1);
  const fine = new ValueNoise(seed * 7 + 2);
  const foci = placeFoci(seed);

  /** Place in the nearest gland of a kind: depth 0..1 from the centre, above 1 outside. */
  const gland = (kind: GlandKind, salt: number, x: number, y: number, place: Place): boolean => {
    const gx = Math.floor(x / kind.pitch);
    const gy = Math.floor(y / kind.pitch);
    let best = 1;
    for (let j = gy - 1; j <= gy + 1; j++)
      for (let i = gx - 1; i <= gx + 1; i++) {
        if (hash(i, j, seed + salt) < kind.missing) continue;
        const dx = x - (i + 0.28 + 0.44 * hash(i, j, seed + salt + 1)) * kind.pitch;
        const dy = y - (j + 0.28 + 0.44 * hash(i, j, seed + salt + 2)) * kind.pitch;
        const distance = Math.sqrt(dx * dx + dy * dy);
        if (distance > kind.radius[1] * (1 + kind.folds)) continue;
        const angle = Math.atan2(dy, dx);
        const phase = 6.283 * hash(i, j, seed + salt + 3);
        const lobes = 3 + Math.floor(3 * hash(i, j, seed + salt + 4));
        const shape =
          1 +
          kind.folds *
            (0.55 * Math.sin(lobes * angle + phase) + 0.3 * Math.sin((2 * lobes + 1) * angle + 2 * phase));
        const size = kind.radius[0] + (kind.radius[1] - kind.radius[0]) * hash(i, j, seed + salt + 5);
        const depth = distance / (size * shape);
        if (depth < best) {
          best = depth;
          place.direction = angle + Math.PI / 2;
        }
      }
    place.depth = best;
    return best < 1;
  };

  const at = (x: number, y: number, place: Place): void => {
    place.tumour = false;
    place.depth = 0;
    place.direction = 2.4 * outline.at(x / 420, y / 420) + 0.8 * fine.at(x / 120, y / 120);
    const border =
      Math.min(x - 700, WIDTH - 700 - x, y - 700, HEIGHT - 700 - y) + 260 * outline.rough(x / 900, y / 900);
    if (border < 0) {
      place.site = Site.Glass;
      return;
    }
    if (border < 60) {
      place.site = Site.Muscle;
      return;
    }
    const rough = fine.rough(x / 170, y / 170);
    let focus: Focus | null = null;
    for (const each of foci)
      if (insideFocus(each, x, y, rough) > 0) {
        focus = each;
        break;
      }
    if (focus) {
      place.tumour = true;
      if (focus.pattern === 3) {
        if (!gland(GLEASON3, 61, x, y, place)) place.site = Site.Stroma;
        else place.site = place.depth < GLEASON3.lumen ? Site.Lumen : Site.Gleason3;
        return;
      }
      if (!gland(GLEASON4, 71, x, y, place)) {
        place.site = Site.Stroma;
        return;
      }
      // Cribriform: punched-out lumina in a solid mass.
      const holes = fine.at(x / 17 + 40, y / 17 + 8);
      place.site = place.depth < 0.86 && holes > 0.56 ? Site.Lumen : Site.Gleason4;
      return;
    }
    if (outline.rough(x / 1500 + 20, y / 1500 + 60) > 0.62) {
      adipocytes(x, y, seed, place);
      return;
    }
    if (gland(BENIGN, 51, x, y, place)) {
      // Papillary infoldings: the lumen's border wanders.
      const infolding = BENIGN.lumen + 0.16 * fine.at(x / 22, y / 22);
      place.site = place.depth < infolding ? Site.Lumen : Site.BenignEpithelium;
      return;
    }
    place.site = outline.at(x / 260 + 90, y / 260) > 0.25 ? Site.Muscle : Site.Stroma;
  };

  const main = foci[0] ?? { x: WIDTH / 2, y: HEIGHT / 2, radius: 1000 };
  const edge = { x: main.x + main.radius * 0.98, y: main.y };
  return {
    widthUm: WIDTH,
    heightUm: HEIGHT,
    startUm: edge,
    tour: [
      { ...edge, dwellMs: 5000 },
      ...foci.slice(1).map((each) => ({ x: each.x + each.radius * 0.8, y: each.y, dwellMs: 4000 })),
      { x: WIDTH * 0.5, y: HEIGHT * 0.52, dwellMs: 2500 },
    ],
    at,
  };
}

function placeFoci(seed: number): Focus[] {
  const random = (k: number, n: number) => hash(k, n, seed + 81);
  const focus = (k: number, x: number, y: number, radius: number, pattern: 3 | 4): Focus => ({
    x: WIDTH * (x + 0.06 * random(k, 1)),
    y: HEIGHT * (y + 0.06 * random(k, 2)),
    radius,
    stretch: 1 + 0.3 * random(k, 3),
    angle: Math.PI * random(k, 4),
    pattern,
  });
  return [
    focus(0, 0.3, 0.32, 1150, 3),
    focus(1, 0.64, 0.66, 950, 4),
    focus(2, 0.68, 0.25, 600, 3),
    focus(3, 0.24, 0.7, 420, 4),
  ];
}
