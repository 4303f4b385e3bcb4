import { encode } from 'fast-png';
import type { Annotation, DrawnAnnotation, Shape } from '../../domain/annotation';
import { type Case, caseSchema, type StoredSnapshot, snapshotSchema } from '../../domain/case';
import type { Measurement } from '../../domain/measurement';
import { CELL_NO_TISSUE, CELL_NOT_ASSESSED } from '../../domain/overlay';
import type { ExportInput } from '../adapter';

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** One annotation of every kind. */
export const EXAMPLE_SHAPES: readonly Shape[] = [
  // Runs clockwise as numbers, so that a writer has to turn it round.
  {
    kind: 'polygon',
    points: [
      { x: 1000.123, y: 500.456 },
      { x: 1000, y: 520 },
      { x: 1033.333, y: 521.789 },
    ],
  },
  { kind: 'rectangle', x: 990, y: 480, width: 20.5, height: 10.25 },
  { kind: 'ellipse', centre: { x: 1010, y: 500 }, radiusX: 12, radiusY: 7 },
  { kind: 'line', from: { x: 980, y: 490 }, to: { x: 1020, y: 520 } },
  { kind: 'arrow', from: { x: 985, y: 495 }, to: { x: 1001, y: 503 } },
  { kind: 'text', at: { x: 1002, y: 510 } },
  {
    kind: 'points',
    points: [
      { x: 991, y: 501 },
      { x: 992.5, y: 502 },
    ],
  },
  { kind: 'counting-frame', centre: { x: 1000, y: 500 }, areaMm2: 0.0004, outline: 'square' },
  { kind: 'counting-frame', centre: { x: 1000, y: 500 }, areaMm2: 0.0003, outline: 'circle' },
  {
    kind: 'multi-polygon',
    parts: [
      {
        outer: [
          { x: 970, y: 480 },
          { x: 982, y: 480 },
          { x: 982, y: 492 },
          { x: 970, y: 492 },
        ],
        holes: [
          [
            { x: 973, y: 483 },
            { x: 979, y: 483 },
            { x: 979, y: 489 },
          ],
        ],
      },
      {
        outer: [
          { x: 985, y: 480 },
          { x: 988, y: 480 },
          { x: 988, y: 484 },
        ],
        holes: [],
      },
    ],
  },
  {
    kind: 'polyline',
    points: [
      { x: 990, y: 520 },
      { x: 1000, y: 525 },
      { x: 1010, y: 515 },
      { x: 1020, y: 525 },
    ],
  },
];

export const EXAMPLE_CASE: Case = caseSchema.parse({
  schema: 1,
  id: uuid(1),
  title: 'Node 7 <script>alert(1)</script>',
  accession: 'S26-0042',
  notes: 'Two foci.\nSecond line.',
  classes: [
    { id: 'tumour', name: 'Tumour', colour: [213, 94, 0] },
    { id: 'mitosis', name: 'Mitosis', colour: [0, 114, 178] },
  ],
  createdAt: '2026-11-22T13:00:00.000Z',
  updatedAt: '2026-11-22T14:30:00.000Z',
});

function annotation(shape: Shape, k: number): Annotation {
  return {
    id: uuid(100 + k),
    shape,
    island: 0,
    classId: k === 0 ? 'tumour' : shape.kind === 'points' ? 'mitosis' : null,
    label: k === 0 ? '=HYPERLINK("x") <b>größer</b>, "quoted"' : shape.kind === 'text' ? 'Here' : '',
    locked: k === 1,
    createdAt: '2026-11-22T14:05:00.000Z',
    origin:
      k === 0
        ? {
            kind: 'model',
            modelId: 'lymph-node-metastasis',
            modelHash: 'abc123',
            classId: 'metastasis',
            threshold: 0.41,
            corrected: true,
          }
        : { kind: 'drawn' },
  };
}

/** The same on the live slide, of two looks. */
export const exampleDrawn = (): DrawnAnnotation[] =>
  EXAMPLE_SHAPES.map((shape, k) => ({
    schema: 1,
    annotation: { ...annotation(shape, 100 + k), island: k % 3 },
    order: k,
    look: uuid(k < 4 ? 900 : 901),
  }));

export const MAP_COLUMNS = 8;
export const MAP_ROWS = 6;
/** Probability of cell k; two cells are no tissue and not assessed. */
export const mapValue = (k: number) =>
  k === 5 ? CELL_NO_TISSUE : k === 9 ? CELL_NOT_ASSESSED : Math.fround(k / 48);

export function exampleSnapshot(number = 1, width = 160, height = 120): StoredSnapshot {
  const rgb = new Uint8Array(width * height * 3).map((_, i) => (i * 7919 + number) % 251);
  const picture = () =>
    new Blob([Uint8Array.from(encode({ width, height, channels: 3, depth: 8, data: rgb }))], {
      type: 'image/png',
    });
  return {
    snapshot: snapshotSchema.parse({
      schema: 1,
      id: uuid(10 + number),
      caseId: uuid(1),
      number,
      capturedAt: '2026-11-22T14:03:05.250Z',
      source: 'Simulated: lymph-node',
      width,
      height,
      calibration: {
        umPerPx: 0.5,
        uncertaintyUmPerPx: 0.005,
        basis: 'micrometer',
        objective: 20,
        profile: '20x, USB camera',
      },
      flatField: true,
      stage: { x: 1000, y: 500, island: 0, confidence: 0.9 },
      quality: { assessed: 0.9, 'out-of-focus': 0.1 },
      models: [
        {
          id: 'lymph-node-metastasis',
          version: '1.0.0',
          name: 'Lymph node metastasis',
          hash: 'abc123',
          operatingPoint: 'balanced',
          classes: [{ id: 'metastasis', name: 'Metastasis', threshold: 0.41, colour: [240, 228, 66] }],
          cellUm: 10,
          map: { columns: MAP_COLUMNS, rows: MAP_ROWS, origin: { x: 960, y: 470 } },
        },
      ],
      annotations: EXAMPLE_SHAPES.map(annotation),
      notes: 'Beside the sinus',
      appVersion: '0.1.0',
    }),
    parts: {
      frame: picture(),
      overlay: picture(),
      maps: new Map([
        [
          'lymph-node-metastasis',
          Float32Array.from({ length: MAP_COLUMNS * MAP_ROWS }, (_, k) => mapValue(k)),
        ],
      ]),
    },
  };
}

export const EXAMPLE_MEASUREMENTS: readonly Measurement[] = [
  {
    subject: { kind: 'annotation', id: uuid(100) },
    quantity: 'area',
    value: 321.5,
    unit: 'um2',
    uncertainty: 6.43,
  },
  {
    subject: { kind: 'annotation', id: uuid(100) },
    quantity: 'perimeter',
    value: 94.25,
    unit: 'um',
    uncertainty: 0.94,
  },
  {
    subject: { kind: 'annotation', id: uuid(103) },
    quantity: 'length',
    value: 50,
    unit: 'um',
    uncertainty: 0.5,
  },
  {
    subject: { kind: 'annotation', id: uuid(106) },
    quantity: 'count',
    value: 2,
    unit: '1',
    uncertainty: 0,
  },
  {
    subject: {
      kind: 'model',
      modelId: 'lymph-node-metastasis',
      classId: 'metastasis',
      assessment: 'partly-assessed',
    },
    quantity: 'positive-area',
    value: 0.0012,
    unit: 'mm2',
    uncertainty: 0.00002,
  },
];

export function exampleInput(
  snapshots = [exampleSnapshot()],
  measurements = EXAMPLE_MEASUREMENTS,
): ExportInput {
  return {
    case: EXAMPLE_CASE,
    snapshots: snapshots.map(({ snapshot, parts }) => ({
      snapshot,
      read: async () => ({ parts, measurements }),
    })),
    options: { coordinates: 'px' },
    version: '0.1.0',
  };
}
