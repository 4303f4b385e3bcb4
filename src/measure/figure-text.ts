import type { Measurement, MeasurementUnit } from '../domain/measurement';

/** Before the value of a figure that may be larger. */
const AT_LEAST = '≥ ';

/** A figure as it is shown: `value` and `uncertainty` rounded, in one `unit` ("µm", "mm²", "" for counts). */
export interface FigureText {
  readonly value: string;
  /** Half-width of the 95% interval; null: not known. */
  readonly uncertainty: string | null;
  readonly unit: string;
}

/** Lengths from here on are shown in mm, um. */
const LONG = 1000;
/** Areas from here on are shown in mm2, um2. */
const LARGE = 10_000;
/** Digits shown where the uncertainty is not known. */
const DIGITS = 3;

const NAMES: Record<MeasurementUnit, string> = {
  um: 'µm',
  um2: 'µm²',
  mm2: 'mm²',
  '1': '',
  '/mm2': '/mm²',
  '%': '%',
};

/**
 * Rounds a figure to what its uncertainty allows: the uncertainty to two significant digits and the value to the same
 * place (GUM, JCGM 100:2008, 7.2.6); three significant digits without one.
 * @param beside other figures of the table: those of one unit are all told in the larger one where one of them is
 */
export function figureText(measurement: Measurement, beside: readonly Measurement[] = []): FigureText {
  const text = rounded(measurement, beside);
  return measurement.isAtLeast ? { ...text, value: `${AT_LEAST}${text.value}` } : text;
}

function rounded({ value, unit, uncertainty }: Measurement, beside: readonly Measurement[]): FigureText {
  const largest = beside.reduce(
    (most, other) => (other.unit === unit ? Math.max(most, other.value) : most),
    value,
  );
  const [factor, name] = scaled(largest, unit);
  if (unit === '1') return { value: String(value), uncertainty: null, unit: name };
  const shown = value * factor;
  // An exact figure is as exact as it was typed: it is not rounded to three digits.
  if (uncertainty === 0) return { value: plain(shown), uncertainty: '0', unit: name };
  const places = placesOf(
    uncertainty === null ? shown : uncertainty * factor,
    uncertainty === null ? DIGITS : 2,
  );
  return {
    value: shown.toFixed(places),
    uncertainty: uncertainty === null ? null : (uncertainty * factor).toFixed(places),
    unit: name,
  };
}

function scaled(value: number, unit: MeasurementUnit): readonly [number, string] {
  if (unit === 'um' && Math.abs(value) >= LONG) return [1e-3, 'mm'];
  if (unit === 'um2' && Math.abs(value) >= LARGE) return [1e-6, 'mm²'];
  return [1, NAMES[unit]];
}

/** Decimal places that leave `digits` significant ones, 0..12. */
function placesOf(value: number, digits: number): number {
  if (value === 0 || !Number.isFinite(value)) return 0;
  return Math.min(12, Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value)))));
}

/** Without the noise of binary fractions, and never with an exponent. */
function plain(value: number): string {
  return Number(value.toPrecision(12))
    .toFixed(12)
    .replace(/\.?0+$/, '');
}
