import { type FieldQuality, regionValue } from '../domain/quality';

/**
 * Share of a region that is ink all over from which it is under a pen mark. Strokes have 0.3 and more somewhere; flecks
 * of the dye that marks margins, and eosin in poor light, at most 0.17.
 */
const SOLID_INK = 0.22;
/** Share of ink from which a region is under a mark where most of what is coloured there is ink: a thin stroke on glass. */
const INK = 0.15;
const MOST = 0.7;

/** Share of ink from which a region beside one under ink is so, too. Tissue has at most 0.09, but alone. */
const TRACE = 0.03;

/** Whether a region is under a pen mark, whatever is beside it. */
export function isInk({ ink, solidInk, tissue }: Record<'ink' | 'solidInk' | 'tissue', number>): boolean {
  return solidInk >= SOLID_INK || (ink >= INK && ink >= MOST * tissue);
}

/**
 * Regions under ink, row by row: those that are sure, and from there on every neighbour (of eight) with a trace.
 * Ink over dense stain hardly shows, but a stroke hangs together: hysteresis (Canny 1986).
 */
export function underInk(quality: FieldQuality): readonly boolean[] {
  const { columns, rows } = quality;
  const value = (i: number, field: 'ink' | 'solidInk' | 'tissue') =>
    regionValue(quality, i % columns, Math.floor(i / columns), field);
  const ink = Array.from({ length: columns * rows }, (_, i) => value(i, 'ink'));
  const under = ink.map((share, i) =>
    isInk({ ink: share, solidInk: value(i, 'solidInk'), tissue: value(i, 'tissue') }),
  );
  const open = under.flatMap((is, i) => (is ? [i] : []));
  for (let at = open.pop(); at !== undefined; at = open.pop())
    for (const j of around(at, columns, rows))
      if (!under[j] && (ink[j] ?? 0) >= TRACE) {
        under[j] = true;
        open.push(j);
      }
  return under;
}

/** Which regions are under ink or border on it. */
export function nearInk(quality: FieldQuality): readonly boolean[] {
  const under = underInk(quality);
  return under.map((is, i) => is || around(i, quality.columns, quality.rows).some((j) => under[j]));
}

/** The up to eight regions that border on one. */
export function around(index: number, columns: number, rows: number): number[] {
  const [column, row] = [index % columns, Math.floor(index / columns)];
  return [-1, 0, 1].flatMap((down) =>
    [-1, 0, 1].flatMap((right) => {
      const [x, y] = [column + right, row + down];
      const inside = x >= 0 && x < columns && y >= 0 && y < rows;
      return inside && (down !== 0 || right !== 0) ? [y * columns + x] : [];
    }),
  );
}
