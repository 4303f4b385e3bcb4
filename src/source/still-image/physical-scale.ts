/** Which part of a file tells how large a px is. */
export type ScaleSource = 'ome' | 'imagej' | 'aperio' | 'resolution' | 'png';

/** um per px across and down, as stated in a file. */
export interface FileScale {
  readonly x: number;
  readonly y: number;
  readonly source: ScaleSource;
}

/** What a part of a file says of the scale; null: it says something that cannot be read; undefined: nothing. */
export type StatedScale = FileScale | null | undefined;

/** um/px of a microscope picture lies here. */
const PLAUSIBLE_UM_PER_PX = [0.01, 50] as const;
/** A resolution tag that gives px larger than this is of a print, or nobody's. */
const LARGEST_OF_RESOLUTION = 10;
const UM_PER_INCH = 25_400;

function scaleOf(x: number, y: number, source: ScaleSource): FileScale | null {
  const plausible = (um: number) => um >= PLAUSIBLE_UM_PER_PX[0] && um <= PLAUSIBLE_UM_PER_PX[1];
  if (!plausible(x)) return null;
  // An axis that is not told is as the other.
  const down = Number.isNaN(y) ? x : y;
  return plausible(down) && Math.max(x, down) <= 4 * Math.min(x, down) ? { x, y: down, source } : null;
}

/** The first part that says anything decides, even where it cannot be read. */
export function firstStated(...stated: readonly StatedScale[]): FileScale | null {
  return stated.find((each) => each !== undefined) ?? null;
}

const MICRON = ['um', 'micron', 'microns', 'micrometer', 'micrometers', 'micrometre', 'micrometres'] as const;

/** um of a unit of length: those of the OME model 2016-06 (UnitsLength), and the words that ImageJ uses. */
const UM_PER_UNIT: ReadonlyMap<string, number> = new Map<string, number>([
  ...MICRON.map((word) => [word, 1] as const),
  ...(
    [
      ['ym', -18],
      ['zm', -15],
      ['am', -12],
      ['fm', -9],
      ['pm', -6],
      ['nm', -3],
      ['mm', 3],
      ['cm', 4],
    ] as const
  ).map(([unit, power]) => [unit, 10 ** power] as const),
  ...(
    [
      ['dm', 5],
      ['m', 6],
      ['dam', 7],
      ['hm', 8],
      ['km', 9],
      ['Mm', 12],
      ['Gm', 15],
      ['Tm', 18],
    ] as const
  ).map(([unit, power]) => [unit, 10 ** power] as const),
  ...(['nanometer', 'nanometers', 'nanometre'] as const).map((word) => [word, 1e-3] as const),
  ...(['millimeter', 'millimeters', 'millimetre'] as const).map((word) => [word, 1e3] as const),
  ...(['centimeter', 'centimeters', 'centimetre'] as const).map((word) => [word, 1e4] as const),
  ...([
    ['\u00c5', 1e-4],
    ['\u212b', 1e-4],
    ['A\u030a', 1e-4],
    ['thou', 25.4],
    ['mil', 25.4],
  ] as const),
  ...([
    ['li', UM_PER_INCH / 12],
    ['pt', UM_PER_INCH / 72],
    ['in', UM_PER_INCH],
    ['inch', UM_PER_INCH],
  ] as const),
  ...([
    ['inches', UM_PER_INCH],
    ['ft', 12 * UM_PER_INCH],
    ['yd', 36 * UM_PER_INCH],
  ] as const),
]);

/** um of a unit by its name, however the micron sign is written; null for px and what is no length. */
export function umPerUnit(name: string): number | null {
  const unit = name
    .trim()
    .replace(/\\u00b5|\\u03bc|\u00c2?\u00b5|\u03bc/gi, 'u')
    .replace(/^u$/, 'um');
  // Short units differ by case: Mm and mm.
  return UM_PER_UNIT.get(unit) ?? (unit.length > 4 ? UM_PER_UNIT.get(unit.toLowerCase()) : undefined) ?? null;
}

/** A length that OME-XML tells by attributes of its element Pixels. */
export function omeScale(pixels: Readonly<Record<string, string>> | null): StatedScale {
  if (!pixels || (pixels.PhysicalSizeX === undefined && pixels.PhysicalSizeY === undefined)) return undefined;
  const along = (axis: 'X' | 'Y') => {
    const size = pixels[`PhysicalSize${axis}`];
    // Without a unit the model means um.
    const unit = umPerUnit(pixels[`PhysicalSize${axis}Unit`] ?? 'um');
    return size === undefined ? Number.NaN : Number(size.trim().replace(',', '.')) * (unit ?? 0);
  };
  const x = along('X');
  return scaleOf(Number.isNaN(x) ? along('Y') : x, along('Y'), 'ome');
}

/** px a unit of ImageJ's resolution tags, in the unit that its description names. */
export function imageJScale(
  description: string,
  xResolution: number | undefined,
  yResolution: number | undefined,
): StatedScale {
  const unit = /^unit=(.*)$/m.exec(description)?.[1]?.trim();
  if (!description.startsWith('ImageJ=') || unit === undefined || unit === '') return undefined;
  const um = umPerUnit(unit);
  if (um === null) return null;
  // Where it names no resolution, it has not been given a scale; an inch is a measure of prints.
  if (xResolution === undefined) return null;
  if (um === UM_PER_INCH) return resolutionScale(xResolution, yResolution, 'inch');
  return scaleOf(um / xResolution, um / (yResolution ?? xResolution), 'imagej');
}

/** Aperio's description: `|MPP = 0.4990|`. */
export function aperioScale(description: string): StatedScale {
  const stated = /(?:^|\|)\s*MPP\s*=\s*([^|]*)/i.exec(description)?.[1];
  if (stated === undefined) return undefined;
  const mpp = Number(stated.trim().replace(',', '.'));
  return scaleOf(mpp, mpp, 'aperio');
}

/** px a unit, as TIFF's resolution tags tell it; what is a resolution of prints is none. */
export function resolutionScale(
  xResolution: number | undefined,
  yResolution: number | undefined,
  unit: 'inch' | 'cm' | 'none',
  source: ScaleSource = 'resolution',
): StatedScale {
  if (xResolution === undefined || unit === 'none' || !(xResolution > 0)) return undefined;
  const um = unit === 'inch' ? UM_PER_INCH : 10_000;
  const x = um / xResolution;
  if (x > LARGEST_OF_RESOLUTION || isPrint(UM_PER_INCH / x)) return undefined;
  return scaleOf(x, um / (yResolution ?? xResolution), source);
}

/** Prints and print scanners have 4,800, 5,760 or 9,600 dots an inch, and such; rounded to whole dots a cm. */
function isPrint(dotsPerInch: number): boolean {
  const near = (step: number) => Math.abs(dotsPerInch - step * Math.round(dotsPerInch / step)) <= 1.27;
  return dotsPerInch <= 9602 && (near(100) || near(720));
}

/** Scale and shape of px from a PNG's pHYs chunk (PNG specification, 11.3.4.3), where it comes before the pixels. */
export function pngPhysical(bytes: Uint8Array): {
  readonly scale: FileScale | null;
  readonly aspect: number;
} {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (type === 'IDAT' || type === 'IEND') break;
    if (type === 'pHYs' && length === 9 && at + 17 <= bytes.length) {
      const [across, down] = [view.getUint32(at + 8), view.getUint32(at + 12)];
      if (!(across > 0 && down > 0)) break;
      const inMetres = bytes[at + 16] === 1;
      const scale = inMetres ? resolutionScale(across / 100, down / 100, 'cm', 'png') : null;
      // More px a metre across than down are narrow ones.
      return { scale: scale ?? null, aspect: down / across };
    }
    at += 12 + length;
  }
  return { scale: null, aspect: 1 };
}
