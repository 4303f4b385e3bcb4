import type { PointUm } from '../../domain/geometry';
import type { ModelManifest } from '../../domain/manifest';

/** A model that is quick to plan for; it says of a cell what {@link probabilityAt} says of its true place. */
export const MANIFEST = {
  schema: 1,
  id: 'test',
  version: '1.0.0',
  name: 'Test',
  tile: 64,
  margin: 16,
  stride: 16,
  umPerPx: 1,
  cellUm: 16,
  umPerPxRange: [0.4, 2.2],
  objectives: [10, 20],
  quality: { maxDefocusUm: 1 },
  operatingPoints: [{ id: 'balanced', threshold: 0.5 }],
  classes: [{ id: 'tumour', name: 'Tumour' }],
} as unknown as ModelManifest;

/** Size of the frames, px. */
export const FIELD = { width: 192, height: 160 } as const;

/** What a frame truly shows. */
export interface View {
  /** Number of the glass on the stage. */
  readonly glass: number;
  /** True place of the frame's centre on that glass, um. */
  readonly centre: PointUm;
  readonly umPerPx: number;
}

/** Where the frames of an island truly lie: a point p of slide space is p + origin on `glass`. */
export interface IslandTruth {
  readonly glass: number;
  readonly origin: PointUm;
  readonly umPerPx: number;
}

/** What the model says of a true place: no two places near one another, and no two glasses, agree. */
export function probabilityAt(glass: number, x: number, y: number): number {
  const [column, row] = [Math.floor(x / MANIFEST.cellUm), Math.floor(y / MANIFEST.cellUm)];
  const mixed = (((glass * 41 + column * 31 + row * 17) % 97) + 97) % 97;
  return Math.fround((mixed + 1) / 100);
}

/** Level of a glass in pictures and mosaic, 0..255. */
export const levelOf = (glass: number) => 40 + 10 * (glass % 20);
