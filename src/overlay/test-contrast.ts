import { CELL_NOT_ASSESSED, CELL_UNKNOWN, contourColour, type OverlayScene } from '../domain/overlay';
import { DASH_PERIOD, dotCoverage, FRAME_WIDTH, hatchCoverage } from './appearance';
import type { Rgb } from './colour-map';
import { cellWindow, sceneOf } from './test-scene';

/** Measures how well the overlay's borders and states stand out from the tissue, for tests and for the bench. */

/** Who looks: with all cones, or as a person without those for long or for middle wavelengths. */
export const VIEWERS = ['all cones', 'protanope', 'deuteranope'] as const;
export type Viewer = (typeof VIEWERS)[number];

/** Linear RGB as a dichromat sees it: Vienot, Brettel and Mollon 1999. */
const SEEN: Readonly<Record<Viewer, readonly (readonly number[])[]>> = {
  'all cones': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanope: [
    [0.11238, 0.88762, 0],
    [0.11238, 0.88762, 0],
    [0.00401, -0.00401, 1],
  ],
  deuteranope: [
    [0.29275, 0.70725, 0],
    [0.29275, 0.70725, 0],
    [-0.02234, 0.02234, 1],
  ],
};

const LINEAR = Float64Array.from({ length: 256 }, (_, channel) =>
  channel <= 10 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4,
);
const linear = (channel: number) => LINEAR[channel] ?? Number.NaN;

/** What red, green and blue add to the luminance that a viewer sees. */
const weightsOf = (viewer: Viewer) =>
  [0, 1, 2].map((channel) =>
    [0.2126, 0.7152, 0.0722].reduce((sum, weight, k) => sum + weight * (SEEN[viewer][k]?.[channel] ?? 0), 0),
  );
const WEIGHTS: Readonly<Record<Viewer, readonly number[]>> = {
  'all cones': weightsOf('all cones'),
  protanope: weightsOf('protanope'),
  deuteranope: weightsOf('deuteranope'),
};

function luminance(red: number, green: number, blue: number, viewer: Viewer): number {
  const [r = 0, g = 0, b = 0] = WEIGHTS[viewer];
  return r * linear(red) + g * linear(green) + b * linear(blue);
}

/** Linear RGB 0..1 of a colour as that viewer sees it. */
export const seenBy = (colour: Rgb, viewer: Viewer): number[] =>
  SEEN[viewer].map((row) => row.reduce((sum, weight, k) => sum + weight * linear(colour[k] ?? 0), 0));

/** Relative luminance 0..1 (WCAG 2.2) of a colour as that viewer sees it. */
export const luminanceOf = ([red, green, blue]: Rgb, viewer: Viewer) => luminance(red, green, blue, viewer);

/** Contrast of two luminances, 1 and up (WCAG 2.2). */
export function contrast(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Luminance of every px of a picture, row by row. */
export interface Light {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

export function lightOf(
  { width, height, rgba }: { width: number; height: number; rgba: ArrayLike<number> },
  viewer: Viewer,
): Light {
  const values = new Float32Array(width * height);
  for (let i = 0; i < values.length; i++) {
    const at = i * 4;
    values[i] = luminance(rgba[at] ?? 0, rgba[at + 1] ?? 0, rgba[at + 2] ?? 0, viewer);
  }
  return { width, height, values };
}

const quantile = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.min(Math.floor(values.length * share), values.length - 1)] ??
  Number.NaN;
const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;

function column({ width, values }: Light, xs: readonly number[], from: number, to: number): number[] {
  return xs.flatMap((x) =>
    Array.from({ length: to - from }, (_, k) => values[(from + k) * width + x] ?? Number.NaN),
  );
}
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, k) => from + k);

/** Px of a border that count as one sight: a dash and its gap, along a column. */
const STRETCH = 2 * DASH_PERIOD;

/**
 * Contrast of an upright line in the middle of which x lies, to what lies beside it, of each stretch: the line or its
 * dark edge, whichever stands out more, from the side from which it stands out less.
 */
export function lineContrasts(light: Light, x: number): number[] {
  return range(0, Math.floor(light.height / STRETCH)).map((k) => {
    const [from, to] = [k * STRETCH, (k + 1) * STRETCH];
    const line = quantile(column(light, [x - 1, x], from, to), 0.75);
    const edge = quantile(column(light, [x - 2, x + 1], from, to), 0.5);
    const sides = [range(x - 17, x - 5), range(x + 5, x + 17)].map((xs) => mean(column(light, xs, from, to)));
    return Math.min(...sides.map((side) => Math.max(contrast(line, side), contrast(edge, side))));
  });
}

/** The same of the frame of a field that is not assessed, at the left. */
export function frameContrasts(light: Light): number[] {
  return range(1, Math.floor(light.height / STRETCH) - 1).map((k) => {
    const [from, to] = [k * STRETCH, (k + 1) * STRETCH];
    const band = column(light, range(1, FRAME_WIDTH - 1), from, to);
    const inside = mean(column(light, range(FRAME_WIDTH + 3, FRAME_WIDTH + 15), from, to));
    return Math.max(contrast(quantile(band, 0.8), inside), contrast(quantile(band, 0.2), inside));
  });
}

/** Contrast of a pattern to what it lies on, over px columns of the picture, of each stretch of two periods. */
export function patternContrasts(
  light: Light,
  columns: readonly [number, number],
  coverage: (x: number, y: number, pixelRatio: number) => number,
): number[] {
  const side = 48;
  return range(0, Math.floor(light.height / side)).map((k) => {
    const [on, off]: [number[], number[]] = [[], []];
    for (const y of range(k * side, (k + 1) * side))
      for (const x of range(...columns)) {
        const covered = coverage(x + 0.5, y + 0.5, 1);
        if (covered >= 0.85) on.push(light.values[y * light.width + x] ?? 0);
        else if (covered === 0) off.push(light.values[y * light.width + x] ?? 0);
      }
    return contrast(mean(on), mean(off));
  });
}

export const FIELD = { width: 384, height: 320 };
/** What each quarter of the field holds, left to right, 96 px each, in cells of 16 px as by a 10x objective. */
type Quarters = readonly [number, number, number, number];
const [POSITIVE, NEGATIVE] = [0.95, 0.05];

function sceneOfQuarters(quarters: Quarters, colour: Rgb): OverlayScene<Float32Array<ArrayBuffer>> {
  const window = cellWindow(
    (cell) => quarters[Math.min(Math.max(Math.floor((cell + 12) / 6), 0), 3)] ?? 0,
    64,
  );
  return sceneOf(window, {
    ...{ frameSize: FIELD, umPerPx: 0.5 },
    style: { contours: true, opacity: 0.4, contourColour: colour },
  });
}

export interface Sight {
  readonly name: string;
  readonly scene: OverlayScene<Float32Array<ArrayBuffer>>;
  /** Contrast of each of its stretches in a picture of the scene. */
  contrasts(light: Light): number[];
}

/** All that is meant to be seen of the overlay, with scenes that show it at known places. */
export function sights(): readonly Sight[] {
  const first = sceneOfQuarters([NEGATIVE, POSITIVE, CELL_UNKNOWN, NEGATIVE], contourColour(0));
  const second = sceneOfQuarters([CELL_UNKNOWN, NEGATIVE, CELL_NOT_ASSESSED, POSITIVE], contourColour(0));
  const line = (name: string, scene: Sight['scene'], x: number): Sight => ({
    ...{ name, scene },
    contrasts: (light) => lineContrasts(light, x),
  });
  return [
    ...range(0, 8).map((k) =>
      line(
        `contour, colour ${k + 1}`,
        sceneOfQuarters([NEGATIVE, POSITIVE, POSITIVE, NEGATIVE], contourColour(k)),
        96,
      ),
    ),
    line('rim, negative to not examined', first, 288),
    line('rim, positive to not examined', first, 192),
    line('rim, negative to not assessed', second, 192),
    line('rim, positive to not assessed', second, 288),
    {
      ...{ name: 'dots of what is not examined', scene: first },
      contrasts: (light) => patternContrasts(light, [200, 280], dotCoverage),
    },
    {
      ...{ name: 'hatch of what is not assessed', scene: second },
      contrasts: (light) => patternContrasts(light, [200, 280], hatchCoverage),
    },
    {
      ...{ name: 'frame of a field that is not assessed', scene: { ...first, hatchAll: true } },
      contrasts: frameContrasts,
    },
  ];
}
