import { DIVISION_UM, type FoundMicrometer, type Luma } from '../calibration/micrometer';

const BINS = 40;
/** Widths of line that stage micrometers are made with, um. */
const LINE_UM = { from: 1, to: 3, step: 0.1 } as const;
const BLUR_UM = { from: 0, to: 6, step: 0.05 } as const;
const FEWEST_LINES = 4;
/** Glass beside the scale, in half-lengths of its longest line. */
const BESIDE = { from: 1.3, to: 1.8 } as const;

/**
 * Blur of a stage micrometer by thirds along its scale. Every division is laid over the others, which samples one
 * line finer than the px grid (as the slanted edge of ISO 12233 does with an edge), and the shape of a line of 1 to
 * 3 um under a Gaussian is fitted. Blur moves no light out of a division, so its mean against the glass beside it
 * says how dark the line would be sharp: what keeps a much blurred scale from passing for a faint sharp one.
 * @param luma 0..1, dark lines
 * @returns standard deviation of the Gaussian that the optics put over the lines, um, the px itself not counted, for
 * each third that shows at least four graduations. Within 0.3 um at 1 um/px and 0.2 um at 0.5 um/px.
 */
export function graduationBlur(luma: Luma, found: FoundMicrometer): readonly number[] {
  const axis = { x: Math.cos(found.angle), y: Math.sin(found.angle) };
  const places = found.lines
    .map(({ from, to }) => {
      const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
      return { middle, half: Math.hypot(to.x - from.x, to.y - from.y) / 2 };
    })
    .filter(({ middle }) => inside(luma, middle.x, middle.y))
    .sort((a, b) => a.middle.x * axis.x + a.middle.y * axis.y - b.middle.x * axis.x - b.middle.y * axis.y);
  const third = Math.ceil(places.length / 3);
  return [0, 1, 2].flatMap((part) => {
    const own = places.slice(part * third, (part + 1) * third);
    if (own.length < FEWEST_LINES) return [];
    const profile = foldedProfile(luma, own, axis, found.umPerPx);
    return profile ? [fitBlur(profile, found.umPerPx)] : [];
  });
}

type Place = { readonly middle: { readonly x: number; readonly y: number }; readonly half: number };
type Axis = { readonly x: number; readonly y: number };

/** How much of the glass's light is missing, by distance from the middle of a line over one division; 0..1. */
function foldedProfile(luma: Luma, places: readonly Place[], axis: Axis, umPerPx: number): number[] | null {
  const pitch = DIVISION_UM / umPerPx;
  const shortest = Math.min(...places.map(({ half }) => half));
  const longest = Math.max(...places.map(({ half }) => half));
  const glass = besideScale(luma, places, axis, longest, pitch);
  const sum = new Float64Array(BINS);
  const count = new Float64Array(BINS);
  for (const { middle } of places) {
    const reach = Math.ceil(Math.hypot(pitch / 2, 0.5 * shortest)) + 1;
    for (let dy = -reach; dy <= reach; dy++)
      for (let dx = -reach; dx <= reach; dx++) {
        const [x, y] = [Math.round(middle.x) + dx, Math.round(middle.y) + dy];
        const along = (x - middle.x) * axis.x + (y - middle.y) * axis.y;
        const across = -(x - middle.x) * axis.y + (y - middle.y) * axis.x;
        if (Math.abs(across) > 0.5 * shortest || !inside(luma, x, y)) continue;
        const bin = Math.floor((along / pitch + 0.5) * BINS);
        if (bin < 0 || bin >= BINS) continue;
        sum[bin] = (sum[bin] ?? 0) + (luma.values[y * luma.width + x] ?? 0);
        count[bin] = (count[bin] ?? 0) + 1;
      }
  }
  if (count.some((n) => n < 2)) return null;
  const mean = Array.from(sum, (value, bin) => value / (count[bin] ?? 1));
  const white = Math.max(glass ?? 0, ...mean);
  return mean.map((value) => 1 - value / white);
}

/** Mean of the glass beside the scale; null where the field does not show it. */
function besideScale(luma: Luma, places: readonly Place[], axis: Axis, longest: number, pitch: number) {
  let sum = 0;
  let count = 0;
  for (const { middle } of places)
    for (const side of [-1, 1])
      for (let across = BESIDE.from * longest; across <= BESIDE.to * longest; across++)
        for (let along = -pitch / 2; along < pitch / 2; along++) {
          const x = Math.round(middle.x + along * axis.x - side * across * axis.y);
          const y = Math.round(middle.y + along * axis.y + side * across * axis.x);
          if (!inside(luma, x, y)) continue;
          sum += luma.values[y * luma.width + x] ?? 0;
          count++;
        }
  return count >= 100 ? sum / count : null;
}

/** Least squares over line width and blur; the line's darkness follows from the mean. */
function fitBlur(profile: readonly number[], umPerPx: number): number {
  const missing = profile.reduce((sum, value) => sum + value, 0) / BINS;
  // What a px and a bin average over widens the line as a Gaussian of the same variance would.
  const own = (umPerPx ** 2 + (DIVISION_UM / BINS) ** 2) / 12;
  let best = { error: Number.POSITIVE_INFINITY, blurUm: 0 };
  for (let line = LINE_UM.from; line <= LINE_UM.to + 1e-9; line += LINE_UM.step) {
    // A line cannot be darker than black.
    if ((missing * DIVISION_UM) / line > 1) continue;
    for (let blurUm = BLUR_UM.from; blurUm <= BLUR_UM.to + 1e-9; blurUm += BLUR_UM.step) {
      const error = misfit(profile, missing, line, own + blurUm * blurUm);
      if (error < best.error) best = { error, blurUm };
    }
  }
  return best.blurUm;
}

/** Squared difference from evenly spaced lines under a Gaussian, as the first harmonics of their Fourier series. */
function misfit(profile: readonly number[], missing: number, lineUm: number, variance: number): number {
  let error = 0;
  for (let bin = 0; bin < BINS; bin++) {
    const phase = 2 * Math.PI * ((bin + 0.5) / BINS - 0.5);
    let value = 1;
    for (let k = 1; k <= 12; k++) {
      const turns = (Math.PI * k * lineUm) / DIVISION_UM;
      const transfer = Math.exp(-2 * (Math.PI * k) ** 2 * (variance / DIVISION_UM ** 2));
      value += 2 * (Math.sin(turns) / turns) * transfer * Math.cos(k * phase);
    }
    error += ((profile[bin] ?? 0) - missing * value) ** 2;
  }
  return error;
}

const inside = ({ width, height }: Luma, x: number, y: number) =>
  x >= 0 && y >= 0 && Math.round(x) < width && Math.round(y) < height;
