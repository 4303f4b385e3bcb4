import { hash } from './noise';
import type { Slide } from './slide-contract';

/**
 * A stage micrometer: 1 mm in 100 divisions of 10 um, every fifth line longer and every tenth longest, as the
 * common glass slides have it. Its angle on the slide follows from the seed.
 */
export const MICROMETER = {
  divisionUm: 10,
  divisions: 100,
  lineUm: 2,
  /** Full lengths of the lines, um, centred on the axis. */
  lengthUm: { one: 60, five: 90, ten: 120 },
} as const;

const GLASS = [243, 241, 243] as const;
/** Chrome lets through so much of the light. */
const CHROME = 0.08;

export interface MicrometerPlace {
  /** Middle of the scale, um. */
  readonly x: number;
  readonly y: number;
  /** Direction of the axis, radians. */
  readonly angle: number;
}

/** Length of the line at a division, um. */
const lengthOf = (division: number) =>
  division % 10 === 0
    ? MICROMETER.lengthUm.ten
    : division % 5 === 0
      ? MICROMETER.lengthUm.five
      : MICROMETER.lengthUm.one;

/**
 * Share of a px that chrome covers. Exact for straight edges at any angle; where a line ends, the product of the
 * two edges' shares.
 * @param x centre of the px, um
 */
export function chromeAt(place: MicrometerPlace, x: number, y: number, umPerPx: number): number {
  const cos = Math.cos(place.angle);
  const sin = Math.sin(place.angle);
  const along = (x - place.x) * cos + (y - place.y) * sin;
  const across = Math.abs(-(x - place.x) * sin + (y - place.y) * cos);
  const reach = umPerPx * 0.71;
  if (across > MICROMETER.lengthUm.ten / 2 + reach) return 0;
  const middle = MICROMETER.divisions / 2;
  const half = MICROMETER.lineUm / 2;
  const first = Math.ceil((along - half - reach) / MICROMETER.divisionUm);
  const last = Math.floor((along + half + reach) / MICROMETER.divisionUm);
  let covered = 0;
  for (let i = Math.max(-middle, first); i <= Math.min(middle, last); i++) {
    const d = along - i * MICROMETER.divisionUm;
    const width = beyondEdge(half - d, cos, sin, umPerPx) - beyondEdge(-half - d, cos, sin, umPerPx);
    const end = lengthOf(i + middle) / 2 - across;
    covered += width * beyondEdge(end, sin, cos, umPerPx);
  }
  return Math.min(1, covered);
}

/** Share of a square px on the inner side of a straight edge `d` um away, whose normal is (c, s). */
function beyondEdge(d: number, c: number, s: number, umPerPx: number): number {
  const a = Math.max(Math.abs(c), Math.abs(s)) * umPerPx;
  const b = Math.min(Math.abs(c), Math.abs(s)) * umPerPx;
  const flat = (a - b) / 2;
  const reach = (a + b) / 2;
  if (d >= reach) return 1;
  if (d <= -reach) return 0;
  const at = Math.abs(d);
  // The px's shadow on the normal is a trapezoid; this is the part of it up to d.
  const part = at <= flat || b < 1e-9 ? at / a : 0.5 - (reach - at) ** 2 / (2 * a * b);
  return 0.5 + Math.sign(d) * part;
}

/** RGBA8 of a rectangle of the slide; px grid anchored to the slide. */
export function renderMicrometer(
  place: MicrometerPlace,
  column0: number,
  row0: number,
  umPerPx: number,
  width: number,
  height: number,
  out: Uint8ClampedArray,
): void {
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at += 4) {
      const chrome = chromeAt(place, (column0 + x + 0.5) * umPerPx, (row0 + y + 0.5) * umPerPx, umPerPx);
      const light = 1 - (1 - CHROME) * chrome;
      out[at] = GLASS[0] * light;
      out[at + 1] = GLASS[1] * light;
      out[at + 2] = GLASS[2] * light;
      out[at + 3] = 255;
    }
}

const WIDTH = 12_000;
const HEIGHT = 10_000;

/** A slide with one scale in its middle; the seed turns it. */
export function micrometerSlide(seed: number): Slide {
  const place = { x: WIDTH / 2, y: HEIGHT / 2, angle: (hash(1, 2, seed) - 0.5) * Math.PI };
  const { x, y } = place;
  return {
    kind: 'micrometer',
    seed,
    widthUm: WIDTH,
    heightUm: HEIGHT,
    startUm: { x, y },
    tour: [{ x, y, dwellMs: 60_000 }],
    render(origin, umPerPx, width, height, out) {
      if (out.length < width * height * 4) throw new RangeError('render needs 4 bytes a px');
      const column0 = Math.round(origin.x / umPerPx);
      const row0 = Math.round(origin.y / umPerPx);
      renderMicrometer(place, column0, row0, umPerPx, width, height, out);
    },
    tumourMask: (_origin, _umPerPx, width, height, out) => void out.fill(0, 0, width * height),
  };
}
