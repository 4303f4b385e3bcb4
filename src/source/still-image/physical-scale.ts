/** um/px of a microscope picture lies here; print resolutions (72 dpi is 353 um/px) do not. */
const PLAUSIBLE_UM_PER_PX = [0.01, 50] as const;

const plausible = (umPerPx: number): number | null =>
  umPerPx >= PLAUSIBLE_UM_PER_PX[0] && umPerPx <= PLAUSIBLE_UM_PER_PX[1] ? umPerPx : null;

/** um/px from a PNG's pHYs chunk (PNG specification, 11.3.4.3: px a metre), where it comes before the pixels. */
export function pngUmPerPx(bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (type === 'IDAT' || type === 'IEND') return null;
    if (type === 'pHYs' && length === 9 && at + 17 <= bytes.length) {
      const perMetre = view.getUint32(at + 8);
      const inMetres = bytes[at + 16] === 1;
      return inMetres && perMetre > 0 ? plausible(1e6 / perMetre) : null;
    }
    at += 12 + length;
  }
  return null;
}

/** um a px from TIFF 6.0 resolution tags: px a unit; unit 2 inch, 3 cm. */
export function tiffUmPerPx(xResolution: unknown, unit?: unknown): number | null {
  const ratio =
    Array.isArray(xResolution) || ArrayBuffer.isView(xResolution)
      ? [...(xResolution as ArrayLike<number> & Iterable<number>)]
      : [xResolution];
  const [numerator, denominator] = [Number(ratio[0]), Number(ratio[1] ?? 1)];
  const perUnit = numerator / denominator;
  const umPerUnit = unit === 3 ? 10_000 : unit === 2 || unit === undefined ? 25_400 : Number.NaN;
  return perUnit > 0 ? plausible(umPerUnit / perUnit) : null;
}

const UM_PER_UNIT: Readonly<Record<string, number>> = {
  um: 1,
  '\u00b5m': 1,
  '\u03bcm': 1,
  micron: 1,
  nm: 1e-3,
  mm: 1e3,
  cm: 1e4,
  m: 1e6,
};

/** um/px from OME-XML (Pixels PhysicalSizeX, OME schema 2016-06; um where no unit is given). */
export function omeUmPerPx(description: string): number | null {
  const pixels = /<(?:\w+:)?Pixels\b[^>]*>/.exec(description)?.[0];
  if (!pixels) return null;
  const size = Number(/\bPhysicalSizeX="([^"]*)"/.exec(pixels)?.[1]);
  const unit = /\bPhysicalSizeXUnit="([^"]*)"/.exec(pixels)?.[1] ?? 'um';
  const factor = Object.hasOwn(UM_PER_UNIT, unit) ? (UM_PER_UNIT[unit] ?? Number.NaN) : Number.NaN;
  return size > 0 ? plausible(size * factor) : null;
}
