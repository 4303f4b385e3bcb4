import { expect, test } from 'vitest';
import type { Step } from '../../domain/processing';
import { testManifest } from '../../model/test-model';
import type { TileCut } from '../../optics/tile-cut';
import type { PinnedField } from '../field-pipeline';
import { fittedInput } from './own-input';

const STANDARDISE: Step = { kind: 'standardise', eps: 1e-9, perChannel: false };

const manifestWith = (steps: Step[]) => ({
  ...testManifest('own'),
  network: {
    engine: 'onnx' as const,
    input: { axes: 'bcyx' as const, order: 'grey' as const, white: 255 as const, steps },
    output: { axes: 'bcyx' as const, channels: 1, stride: null, steps: [], keep: [0] },
  },
});

const tracked = { island: 0, centre: { x: 0, y: 0 }, umPerPx: 0.5, confidence: 1, shiftPx: { x: 0, y: 0 } };

/** A field of which half the px are black and half are white. */
function pinnedField(place: typeof tracked | null = tracked) {
  const cuts: TileCut[] = [];
  const pinned = {
    size: { width: 640, height: 480 },
    tracked: place,
    resample: async (cut: TileCut) => {
      cuts.push(cut);
      return new Float32Array(cut.corners.length * cut.sizePx ** 2 * 3).map((_, i) => Math.floor(i / 3) % 2);
    },
  } as unknown as PinnedField;
  return { pinned, cuts };
}

const tiles = { kind: 'cpu', data: new Float32Array(12), count: 1, size: 2 } as const;

test('mean and spread are those of the whole field, in the white of the network', async () => {
  const { pinned, cuts } = pinnedField();
  const input = await fittedInput(pinned, manifestWith([STANDARDISE]), tiles);
  const [step] = input.kind === 'cpu' ? (input.steps ?? []) : [];
  expect(step).toMatchObject({ kind: 'linear' });
  if (step?.kind !== 'linear') throw new Error('not fixed');
  // Mean and standard deviation of 0 and 255 are both 127.5.
  expect((step.gain[0] ?? 0) * 255 + (step.offset[0] ?? 0)).toBeCloseTo(1, 5);
  expect(step.offset[0]).toBeCloseTo(-1, 5);
  // Squares at the model's scale, from corner to corner, within the field.
  const [cut] = cuts;
  if (!cut) throw new Error('nothing was cut');
  expect(cut.scale).toBe(2);
  expect(cut.corners).toHaveLength(16);
  expect(cut.corners[0]).toEqual({ x: 0, y: 0 });
  const side = cut.sizePx * cut.scale;
  expect(cut.corners.at(-1)).toEqual({ x: 640 - side, y: 480 - side });
});

test('nothing is looked at where no step depends on the picture, or the field has no place', async () => {
  const { pinned, cuts } = pinnedField();
  expect(await fittedInput(pinned, manifestWith([{ kind: 'sigmoid' }]), tiles)).toBe(tiles);
  expect(await fittedInput(pinnedField(null).pinned, manifestWith([STANDARDISE]), tiles)).toBe(tiles);
  expect(cuts).toEqual([]);
});
