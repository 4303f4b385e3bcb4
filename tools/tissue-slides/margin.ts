import { ValueNoise } from '../../src/source/slide/noise';
import type { Field } from './field';

/** How far from what is unknown the fragment keeps, px: corners and narrow bridges of the patches are worn off. */
const WORN = 46;
/** How far it grows back, px, and how much that varies along the margin. */
const GROWN = 31;
const VARIES = 13;
/** Crumbs of the core smaller than this are left out, px. */
const CRUMB = 2500;
/** Over which the tissue thins out to the glass, px. */
const SOFT = 3;
/** Lattice of the margin's waves, px. */
const WAVE = 60;
/** A whole tile is cut to this power of a superellipse, with as much of its radius uneven. */
const POWER = 3.2;
const UNEVEN = 0.12;
const UNEVEN_WAVE = 190;

/**
 * How much of each px of a fragment is tissue, 0..1: the known part of the field with the corners of its patches worn
 * off, an irregular margin, and nothing outside of what is known.
 */
export function tissueShare(field: Field, seed: number): Float32Array {
  const { width, height } = field;
  const known = field.known.includes(0) ? field.known : cutToShape(field, seed);
  const noise = new ValueNoise(seed);
  const inside = distances(width, height, (at) => !known[at], true);
  const pieces = withoutCrumbs(
    width,
    inside.map((distance) => Number(distance >= WORN)),
  );
  const core = distances(width, height, (at) => pieces[at] === 1, false);
  return core.map((distance, at) => {
    const wave = noise.rough((at % width) / WAVE, Math.floor(at / width) / WAVE);
    const share = (GROWN + VARIES * wave - distance) / SOFT;
    return Math.min(1, Math.max(0, share));
  });
}

/** Pieces that are connected and, grown back, large enough. 1: piece, 0: none. */
function withoutCrumbs(width: number, core: Float32Array): Uint8Array {
  const kept = new Uint8Array(core.length);
  const seen = new Uint8Array(core.length);
  for (let start = 0; start < core.length; start++) {
    if (!core[start] || seen[start]) continue;
    const piece = [start];
    seen[start] = 1;
    for (let i = 0; i < piece.length; i++) {
      const at = piece[i] ?? 0;
      for (const next of [at - 1, at + 1, at - width, at + width])
        if (core[next] && !seen[next]) {
          seen[next] = 1;
          piece.push(next);
        }
    }
    if (piece.length >= CRUMB) for (const at of piece) kept[at] = 1;
  }
  return kept;
}

/** What is known of a whole tile, as a rounded, uneven piece of it: no tissue ends in straight lines. */
function cutToShape({ width, height }: Field, seed: number): Uint8Array {
  const noise = new ValueNoise(100 + seed);
  return Uint8Array.from({ length: width * height }, (_, at) => {
    const x = at % width;
    const y = Math.floor(at / width);
    const radius = Math.abs((2 * x) / width - 1) ** POWER + Math.abs((2 * y) / height - 1) ** POWER;
    const edge = 1 + UNEVEN * (noise.rough(x / UNEVEN_WAVE, y / UNEVEN_WAVE) - 0.5);
    return radius ** (1 / POWER) < edge ? 1 : 0;
  });
}

/** Distance of each px to the nearest that is a source, px (chamfer 3-4). `rim`: whatever is outside is one, too. */
function distances(
  width: number,
  height: number,
  source: (at: number) => boolean,
  rim: boolean,
): Float32Array {
  const far = 1e6;
  const result = new Float32Array(width * height);
  for (let at = 0; at < result.length; at++) result[at] = source(at) ? 0 : far;
  const outside = rim ? 0 : far;
  const read = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? outside : (result[y * width + x] ?? far);
  const side = 1;
  const across = 4 / 3;
  const visit = (x: number, y: number, step: -1 | 1) => {
    const nearest = Math.min(
      read(x, y),
      read(x + step, y) + side,
      read(x, y + step) + side,
      read(x + step, y + step) + across,
      read(x - step, y + step) + across,
    );
    result[y * width + x] = nearest;
  };
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) visit(x, y, -1);
  for (let y = height - 1; y >= 0; y--) for (let x = width - 1; x >= 0; x--) visit(x, y, 1);
  return result;
}
