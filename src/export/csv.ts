import { decisionOf } from '../domain/annotation';
import type { Snapshot } from '../domain/case';
import type { Measurement } from '../domain/measurement';
import type { ExportAdapter, ExportInput } from './adapter';
import { exportFileName } from './file-name';
import { heldText } from './held-picture';
import { seenIn } from './in-picture';
import { lightText } from './light';
import { assessmentName, intervalOf, modelFigures, quantityName, unitName } from './measurement-name';
import { noFormula } from './no-formula';
import { slideOf } from './slide-name';

const HEAD = [
  'case',
  'accession',
  'slide',
  'slide_id',
  'snapshot',
  'captured_at',
  'source',
  'objective',
  'um_per_px',
  'um_per_px_95',
  'calibration',
  'light',
  'picture',
  'of',
  'id',
  'shape',
  'class',
  'label',
  'model_version',
  'model_hash',
  'threshold',
  'assessment',
  'in_picture',
  'first_snapshot',
  'in_sum',
  'quantity',
  'bound',
  'value',
  'unit',
  'half_width_95',
  'decision',
] as const;
type Cell = string | number | null;
/** More are noise of binary fractions. */
const DIGITS = 12;

/**
 * Measures as CSV (RFC 4180): one row a figure, and one for what carries none. Figures are those of whole shapes:
 * `in_picture` says whether all of a shape (`whole`), a `part` or `none` lies in the picture. A shape that several
 * snapshots show has the same id in each; sums take the rows with `in_sum` yes, which are those of the first. UTF-8 with a byte order mark,
 * without which spreadsheets take it for Latin-1. Numbers have twelve significant
 * digits; the decimal sign is a point.
 * `decision` is what a person made of a region that a model marked; one that is rejected has no figure.
 */
export const csvAdapter: ExportAdapter = {
  id: 'csv',
  extension: 'csv',
  mime: 'text/csv',
  async *files(input) {
    const rows: (readonly Cell[])[] = [HEAD];
    for (const { snapshot, read } of input.snapshots)
      rows.push(...rowsOf(input, snapshot, (await read()).measurements));
    const text = rows.map((row) => `${row.map(field).join(',')}\r\n`).join('');
    yield {
      name: exportFileName(input.case, null, '.csv'),
      blob: new Blob([`\ufeff${text}`], { type: this.mime }),
    };
  },
};

function rowsOf(input: ExportInput, snapshot: Snapshot, measurements: readonly Measurement[]): Cell[][] {
  const seen = seenIn({ snapshot }, input.snapshots);
  const { calibration } = snapshot;
  const slide = slideOf(input, snapshot);
  const head: Cell[] = [
    input.case.title,
    input.case.accession,
    slide?.label ?? null,
    slide?.id ?? null,
    snapshot.number,
    snapshot.capturedAt,
    snapshot.source,
    calibration?.objective ?? null,
    calibration?.umPerPx ?? null,
    calibration?.uncertaintyUmPerPx ?? null,
    calibration?.basis ?? 'none',
    lightText(snapshot),
    heldText(snapshot),
  ];
  const figure = (entry: Measurement | undefined): Cell[] =>
    entry
      ? [
          quantityName(entry.quantity),
          entry.isAtLeast ? 'at least' : null,
          entry.value,
          unitName(entry.unit),
          intervalOf(entry),
        ]
      : [null, null, null, null, null];
  const className = new Map(input.case.classes.map(({ id, name }) => [id, name]));
  const annotations = snapshot.annotations.flatMap((annotation) => {
    const { id, shape, label, classId, origin } = annotation;
    const { inPicture, first } = seen(annotation);
    const own = measurements.filter(({ subject }) => subject.kind === 'annotation' && subject.id === id);
    const model = origin.kind === 'model' ? [null, origin.modelHash, origin.threshold] : [null, null, null];
    const about: Cell[] = [
      'annotation',
      id,
      shape.kind,
      className.get(classId ?? '') ?? null,
      label,
      ...model,
      null,
      inPicture,
      first,
      first === snapshot.number ? 'yes' : 'no',
    ];
    return (own.length > 0 ? own : [undefined]).map((entry) => [
      ...[...head, ...about, ...figure(entry)],
      decisionOf(annotation),
    ]);
  });
  const models = snapshot.models.flatMap((model) =>
    model.classes.flatMap(({ id, name, threshold }) => {
      const { assessment, figures: own } = modelFigures(measurements, model, id);
      const about: Cell[] = [
        ...['model', model.id, null, name, null, model.version, model.hash],
        threshold,
        assessmentName(assessment),
        ...[null, null, null],
      ];
      return (own.length > 0 ? own : [undefined]).map((entry) => [
        ...[...head, ...about, ...figure(entry)],
        null,
      ]);
    }),
  );
  const rows = [...annotations, ...models];
  const none: Cell[] = [
    'snapshot',
    snapshot.id,
    ...new Array<null>(HEAD.length - head.length - 2).fill(null),
  ];
  return rows.length > 0 ? rows : [[...head, ...none]];
}

/** Every text in quotes: a spreadsheet may part fields at semicolons or tabs. */
function field(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(Number(cell.toPrecision(DIGITS)));
  return `"${noFormula(cell).replaceAll('"', '""')}"`;
}
