import { ReticleError } from '../domain/errors';
import { cellsPerTile, type ModelManifest } from '../domain/manifest';

/** Rounding of sums in another order; anything above means that the margin does not cover the receptive field. */
const SEAM_TOLERANCE = 1e-3;

/** Runs one batch: float32 [count, size, size, 3] in, [count, cells, cells, classes] and its shape out. */
export type PlainRun = (
  data: Float32Array<ArrayBuffer>,
  count: number,
  size: number,
) => Promise<{ readonly values: Float32Array; readonly shape: readonly number[] }>;

/**
 * Shows that a network keeps what its manifest promises, before anything of it is drawn: the shape of the
 * output, finite probabilities of 0..1, and that a piece gives the same as the whole (no seams between tiles).
 * It is also the warm-up: the first run at the real size compiles what the backend compiles.
 * @throws ReticleError 'model-invalid'
 */
export async function preflight(manifest: ModelManifest, batch: number, run: PlainRun): Promise<void> {
  const { tile, margin, stride } = manifest;
  const input = testField(tile, batch, manifest);
  const whole = await checkedRun(manifest, run, input, batch, tile);
  const cells = cellsPerTile(manifest);
  const pieceCells = Math.min(2, cells);
  const pieceSize = 2 * margin + pieceCells * stride;
  // The piece from the far corner of the first tile.
  const firstCell = cells - pieceCells;
  const piece = await checkedRun(
    manifest,
    run,
    crop(input, tile, firstCell * stride, pieceSize),
    1,
    pieceSize,
  );
  const classes = manifest.classes.length;
  for (let row = 0; row < pieceCells; row++)
    for (let i = 0; i < pieceCells * classes; i++) {
      const there = whole[((firstCell + row) * cells + firstCell) * classes + i] ?? Number.NaN;
      const here = piece[row * pieceCells * classes + i] ?? Number.NaN;
      if (!(Math.abs(there - here) <= SEAM_TOLERANCE))
        throw broken(
          manifest,
          `gives ${here.toFixed(4)} for a piece of a field where it gives ${there.toFixed(4)} for the whole`,
          'Its overlay would have seams. Export it with valid padding and a margin that covers its receptive field.',
        );
    }
}

/**
 * The same of a user's own network, whose tiles have one size and whose margin is its author's word.
 * @throws ReticleError 'model-invalid'
 */
export async function preflightOwn(manifest: ModelManifest, run: PlainRun): Promise<void> {
  await checkedRun(manifest, run, testField(manifest.tile, 1, manifest), 1, manifest.tile);
}

async function checkedRun(
  manifest: ModelManifest,
  run: PlainRun,
  input: Float32Array<ArrayBuffer>,
  count: number,
  size: number,
): Promise<Float32Array> {
  const { values, shape } = await run(input, count, size);
  const cells = (size - 2 * manifest.margin) / manifest.stride;
  const expected = [count, cells, cells, manifest.classes.length];
  if (shape.length !== expected.length || shape.some((side, i) => side !== expected[i]))
    throw broken(
      manifest,
      `gives [${shape.join(', ')}] for an input of [${count}, ${size}, ${size}, 3]; margin ${manifest.margin}, stride ${manifest.stride} and ${manifest.classes.length} classes promise [${expected.join(', ')}]`,
      'Correct "tile", "margin", "stride" or "classes" in manifest.json, or export the matching network.',
    );
  const fault = probabilityFault(values);
  if (fault !== null)
    throw broken(manifest, fault, 'Export it again with probabilities as output, and check its weights.');
  return values;
}

/** What is wrong with these probabilities, in words; null when all are finite and 0..1. */
export function probabilityFault(values: Float32Array): string | null {
  for (const value of values) {
    if (!Number.isFinite(value)) return `gives ${value} instead of a probability`;
    if (value < -1e-6 || value > 1 + 1e-6)
      return `gives ${value.toPrecision(4)}, which is not a probability of 0..1`;
  }
  return null;
}

function broken(manifest: ModelManifest, what: string, remedy: string): ReticleError {
  return new ReticleError('model-invalid', `The model "${manifest.name}" ${what}.`, remedy);
}

/** A field with flat, dark, bright and busy parts, deterministic, normalised for the model. */
function testField(size: number, count: number, { input }: ModelManifest): Float32Array<ArrayBuffer> {
  const data = new Float32Array(count * size * size * 3);
  let seed = 1;
  for (let i = 0; i < data.length; i += 3) {
    const x = ((i / 3) % size) / size;
    const y = (Math.floor(i / 3 / size) % size) / size;
    for (let channel = 0; channel < 3; channel++) {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      const busy = x > 0.5 ? seed / 2 ** 32 : 0.5;
      const value = Math.min(1, Math.max(0, y * 1.2 - 0.1 + (busy - 0.5) * 0.6));
      data[i + channel] = (value - (input.mean[channel] ?? 0)) / (input.std[channel] ?? 1);
    }
  }
  return data;
}

function crop(data: Float32Array, size: number, at: number, side: number): Float32Array<ArrayBuffer> {
  const out = new Float32Array(side * side * 3);
  for (let row = 0; row < side; row++) {
    const from = ((at + row) * size + at) * 3;
    out.set(data.subarray(from, from + side * 3), row * side * 3);
  }
  return out;
}
