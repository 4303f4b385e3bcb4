import type { Uniformity } from '../../domain/flat-field';
import type { Blocks } from './blocks';

/** How even and neutral a blank field is, from its blocks. */
export function measureUniformity({ levels, columns, rows }: Blocks): Uniformity {
  const means: [number, number, number] = [0, 0, 0];
  let [least, most, sum] = [Number.POSITIVE_INFINITY, 0, 0];
  const count = columns * rows;
  for (let block = 0; block < count; block++) {
    const [r, g, b] = [levels[3 * block] ?? 0, levels[3 * block + 1] ?? 0, levels[3 * block + 2] ?? 0];
    means[0] += r / count;
    means[1] += g / count;
    means[2] += b / count;
    const grey = (r + g + b) / 3;
    least = Math.min(least, grey);
    most = Math.max(most, grey);
    sum += grey / count;
  }
  const mean = Math.max(1e-6, sum);
  return { nonUniformity: (most - least) / mean, cast: (Math.max(...means) - Math.min(...means)) / mean };
}
