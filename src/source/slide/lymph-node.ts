import { hash, ValueNoise } from './noise';
import { type Architecture, type Focus, insideFocus, type Place, Site } from './tissue';

const WIDTH = 12_000;
const HEIGHT = 10_000;
const CENTRE = { x: 6000, y: 5000 };
/** Half axes of the node, um. */
const HALF = { x: 4900, y: 3900 };
const FOLLICLE_PITCH = 780;
const ADIPOCYTE_PITCH = 68;

/**
 * A lymph node cut through its hilum: capsule, subcapsular sinus, cortex with follicles, medullary cords and
 * sinuses, fat; with one macrometastasis, micrometastases and isolated tumour cells (AJCC size classes).
 */
export function lymphNode(seed: number): Architecture {
  const outline = new ValueNoise(seed * 7 + 1);
  const fine = new ValueNoise(seed * 7 + 2);
  const foci = placeFoci(seed);
  const macro = foci[0] ?? { x: CENTRE.x, y: CENTRE.y, radius: 1 };

  /** Distance inside the capsule, um, negative outside. */
  const depthOf = (x: number, y: number): number => {
    const dx = (x - CENTRE.x) / HALF.x;
    const dy = (y - CENTRE.y) / HALF.y;
    const r = Math.sqrt(dx * dx + dy * dy);
    // The hilum: a dent from below.
    const dent = 0.34 * Math.exp(-((dx * 2.6) ** 2)) * Math.max(0, dy);
    return (1 - r - dent) * 3600 + 170 * outline.rough(x / 620, y / 620);
  };

  const at = (x: number, y: number, place: Place): void => {
    place.tumour = false;
    place.depth = 0;
    place.direction = 3 * outline.at(x / 300, y / 300);
    const depth = depthOf(x, y);
    if (depth < 0) {
      const fat = depth + 420 + 260 * outline.at(x / 900 + 50, y / 900);
      if (fat < 0) place.site = Site.Glass;
      else if (depth > -26) place.site = Site.Stroma;
      else adipocytes(x, y, seed, place);
      return;
    }
    if (depth < 55 + 20 * fine.at(x / 130, y / 130)) {
      place.site = Site.Stroma;
      return;
    }
    const rough = fine.rough(x / 190, y / 190);
    for (const focus of foci) {
      const inside = insideFocus(focus, x, y, rough);
      if (inside <= 0) continue;
      place.tumour = true;
      // Nests between bands of desmoplastic stroma, wider in large foci.
      const bands = Math.abs(fine.rough(x / 150 + 31, y / 150 + 77));
      place.site = focus.radius > 120 && bands < 0.1 ? Site.Desmoplasia : Site.Tumour;
      return;
    }
    // A vessel here and there.
    const vx = Math.floor(x / 900);
    const vy = Math.floor(y / 900);
    const vesselX = (vx + 0.2 + 0.6 * hash(vx, vy, seed + 11)) * 900;
    const vesselY = (vy + 0.2 + 0.6 * hash(vx, vy, seed + 12)) * 900;
    const vessel = Math.hypot(x - vesselX, (y - vesselY) * (1 + hash(vx, vy, seed + 13)));
    const bore = 14 + 34 * hash(vx, vy, seed + 14);
    if (vessel < bore) {
      place.site = Site.Blood;
      return;
    }
    if (vessel < bore + 7) {
      place.site = Site.Stroma;
      place.direction = Math.atan2(y - vesselY, x - vesselX) + Math.PI / 2;
      return;
    }
    if (depth < 125 + 30 * fine.at(x / 90, y / 90)) {
      place.site = Site.Sinus;
      return;
    }
    if (depth < 1250 + 200 * outline.at(x / 500, y / 500)) {
      // Follicles: nearest of a jittered grid.
      const gx = Math.floor(x / FOLLICLE_PITCH);
      const gy = Math.floor(y / FOLLICLE_PITCH);
      for (let j = gy - 1; j <= gy + 1; j++)
        for (let i = gx - 1; i <= gx + 1; i++) {
          if (hash(i, j, seed + 21) < 0.25) continue;
          const cx = (i + 0.25 + 0.5 * hash(i, j, seed + 22)) * FOLLICLE_PITCH;
          const cy = (j + 0.25 + 0.5 * hash(i, j, seed + 23)) * FOLLICLE_PITCH;
          const radius = 120 + 110 * hash(i, j, seed + 24);
          const d = Math.hypot(x - cx, (y - cy) * 1.12) - radius * (1 + 0.12 * rough);
          if (d < -58) {
            place.site = Site.GerminalCentre;
            return;
          }
        }
      place.site = Site.Lymphocytes;
      return;
    }
    // Medulla and paracortex: cords between winding sinuses, more of them the deeper.
    const winding = Math.abs(fine.rough(x / 240 + 9, y / 240 + 3));
    place.site = winding < Math.min(0.13, (depth - 1250) / 6000) ? Site.Sinus : Site.Lymphocytes;
  };

  const edge = { x: macro.x + macro.radius * 0.95, y: macro.y };
  return {
    widthUm: WIDTH,
    heightUm: HEIGHT,
    startUm: edge,
    tour: [
      { ...edge, dwellMs: 5000 },
      { x: macro.x, y: macro.y + macro.radius * 0.6, dwellMs: 3000 },
      ...foci.slice(1, 4).map((focus) => ({ x: focus.x + 60, y: focus.y, dwellMs: 4000 })),
      { x: CENTRE.x - HALF.x * 0.72, y: CENTRE.y - 300, dwellMs: 2500 },
      { x: CENTRE.x + 200, y: CENTRE.y - HALF.y * 0.8, dwellMs: 2500 },
    ],
    at,
  };
}

/** Fat cells: the nearest of a jittered grid; thin rims of cytoplasm between them. */
export function adipocytes(x: number, y: number, seed: number, place: Place): void {
  const gx = Math.floor(x / ADIPOCYTE_PITCH);
  const gy = Math.floor(y / ADIPOCYTE_PITCH);
  let first = 1e9;
  let second = 1e9;
  for (let j = gy - 1; j <= gy + 1; j++)
    for (let i = gx - 1; i <= gx + 1; i++) {
      const cx = (i + 0.15 + 0.7 * hash(i, j, seed + 31)) * ADIPOCYTE_PITCH;
      const cy = (j + 0.15 + 0.7 * hash(i, j, seed + 32)) * ADIPOCYTE_PITCH;
      const d = Math.hypot(x - cx, y - cy);
      if (d < first) {
        second = first;
        first = d;
      } else if (d < second) second = d;
    }
  place.site = Site.Fat;
  place.depth = second - first;
}

/** One macrometastasis (> 2 mm), three micrometastases (0.2 to 2 mm), six clusters of isolated cells. */
function placeFoci(seed: number): Focus[] {
  const random = (k: number, n: number) => hash(k, n, seed + 41);
  const on = (angle: number, share: number) => ({
    x: CENTRE.x + Math.cos(angle) * HALF.x * share,
    y: CENTRE.y + Math.sin(angle) * HALF.y * share,
  });
  const first = Math.PI * (0.75 + 0.4 * random(0, 0));
  const focus = (k: number, angle: number, share: number, radius: number): Focus => ({
    ...on(angle, share),
    radius,
    stretch: 1 + 0.25 * random(k, 3),
    angle: Math.PI * random(k, 4),
  });
  const foci = [focus(0, first, 0.5, 1250 + 350 * random(0, 1))];
  for (let k = 1; k <= 3; k++)
    foci.push(focus(k, first + 1.1 + 1.15 * k, 0.62 + 0.16 * random(k, 2), 160 + 330 * random(k, 1)));
  for (let k = 4; k < 10; k++)
    foci.push(focus(k, first + 0.9 + 0.72 * k, 0.75 + 0.14 * random(k, 2), 18 + 50 * random(k, 1)));
  return foci;
}
