import type { Shape } from '../../domain/annotation';
import { sizeOf } from '../../measure/shapes';

/** Length in um, from a millimetre in mm, with three digits. */
export function lengthText(um: number): string {
  return um >= 1000 ? `${digits(um / 1000)} mm` : `${digits(um)} µm`;
}

/** Area in um2, from a hundredth of a square millimetre in mm2, with three digits. */
export function areaText(um2: number): string {
  return um2 >= 10_000 ? `${digits(um2 / 1e6)} mm²` : `${digits(um2)} µm²`;
}

/**
 * The first figure of a shape, as it stands beside it; empty where it has none.
 * @param isCut the shape may be larger than it is seen
 */
export function measureLabel(shape: Shape, isCut = false): string {
  const { length, area, count } = sizeOf(shape);
  if (length !== null && shape.kind === 'line') return lengthText(length);
  if (count !== null) return String(count);
  return area === null ? '' : `${isCut ? '≥ ' : ''}${areaText(area)}`;
}

/** Three significant digits, without an exponent. */
export function digits(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const places = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(6, places));
}
