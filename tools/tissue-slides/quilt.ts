import type { Field } from './field';

/** px that neighbouring patches share; the seam runs where they differ least. */
const OVERLAP = 26;

/**
 * One field of many patches of the same tissue, each used once: every next patch is the one that fits its neighbours
 * best, and is joined along the path of least difference (Efros and Freeman 2001).
 * @param patches squares of one size, at least columns * rows of them
 */
export function quilt(patches: readonly Field[], columns: number, rows: number): Field {
  const side = patches[0]?.width ?? 0;
  const step = side - OVERLAP;
  const width = columns * step + OVERLAP;
  const height = rows * step + OVERLAP;
  const rgb = new Float32Array(3 * width * height);
  const left = [...patches];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const x0 = column * step;
      const y0 = row * step;
      const difference = (patch: Field) => (x: number, y: number) => {
        let sum = 0;
        for (let c = 0; c < 3; c++) {
          const by =
            (patch.rgb[3 * (y * side + x) + c] ?? 0) - (rgb[3 * ((y0 + y) * width + x0 + x) + c] ?? 0);
          sum += by * by;
        }
        return sum;
      };
      const misfit = (patch: Field) => {
        const at = difference(patch);
        let sum = 0;
        for (let y = 0; y < side; y++)
          for (let x = 0; x < side; x++)
            if ((column > 0 && x < OVERLAP) || (row > 0 && y < OVERLAP)) sum += at(x, y);
        return sum;
      };
      const misfits = left.map(misfit);
      const best = misfits.indexOf(Math.min(...misfits));
      const [patch] = left.splice(best, 1);
      if (!patch) throw new Error('There are too few patches for the quilt');
      const at = difference(patch);
      const vertical = column > 0 ? seam(side, (along, across) => at(across, along)) : null;
      const horizontal = row > 0 ? seam(side, (along, across) => at(along, across)) : null;
      for (let y = 0; y < side; y++)
        for (let x = 0; x < side; x++) {
          const share = Math.min(beyond(x, vertical?.[y]), beyond(y, horizontal?.[x]));
          for (let c = 0; c < 3; c++) {
            const to = 3 * ((y0 + y) * width + x0 + x) + c;
            rgb[to] = share * (patch.rgb[3 * (y * side + x) + c] ?? 0) + (1 - share) * (rgb[to] ?? 0);
          }
        }
    }
  return { width, height, rgb, known: new Uint8Array(width * height).fill(1) };
}

/** Share of the new patch at a place: none before the seam, all beyond it, half of it on it. */
const beyond = (at: number, seamAt: number | undefined) =>
  seamAt === undefined ? 1 : Math.min(1, Math.max(0, (at - seamAt + 1) / 2));

/** Where along a strip of OVERLAP px the seam runs, one place a line, by dynamic programming. */
function seam(length: number, cost: (along: number, across: number) => number): number[] {
  const sums: number[][] = [];
  for (let along = 0; along < length; along++) {
    const before = sums[along - 1];
    sums.push(
      Array.from({ length: OVERLAP }, (_, across) => {
        const reached = before
          ? Math.min(
              before[across - 1] ?? Infinity,
              before[across] ?? Infinity,
              before[across + 1] ?? Infinity,
            )
          : 0;
        return reached + cost(along, across);
      }),
    );
  }
  const path: number[] = [];
  let at = 0;
  for (let along = length - 1; along >= 0; along--) {
    const line = sums[along] ?? [];
    const candidates = along === length - 1 ? line.map((_, i) => i) : [at - 1, at, at + 1];
    at = candidates.reduce((best, i) => ((line[i] ?? Infinity) < (line[best] ?? Infinity) ? i : best));
    at = Math.min(OVERLAP - 1, Math.max(0, at));
    path.unshift(at);
  }
  return path;
}
