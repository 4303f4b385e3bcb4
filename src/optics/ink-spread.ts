import { type FieldQuality, regionValue } from '../domain/quality';

/**
 * Regions under ink, row by row: those that are sure, and from there on every neighbour (of eight) with a trace.
 * Ink over dense stain hardly shows, but a stroke hangs together: hysteresis (Canny 1986).
 * @param sure share of ink, 0..1, from which a region is under ink whatever lies beside it
 * @param trace the same beside a region under ink
 */
export function underInk(quality: FieldQuality, sure: number, trace: number): readonly boolean[] {
  const { columns, rows } = quality;
  const ink = Array.from({ length: columns * rows }, (_, i) =>
    regionValue(quality, i % columns, Math.floor(i / columns), 'ink'),
  );
  const under = ink.map((share) => share >= sure);
  const open = under.flatMap((is, i) => (is ? [i] : []));
  for (let at = open.pop(); at !== undefined; at = open.pop())
    for (const j of around(at, columns, rows))
      if (!under[j] && (ink[j] ?? 0) >= trace) {
        under[j] = true;
        open.push(j);
      }
  return under;
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
