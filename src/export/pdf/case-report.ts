import type { Case, Snapshot } from '../../domain/case';
import type { Measurement } from '../../domain/measurement';
import type { Slide, SlideName } from '../../domain/slide';
import { heldText } from '../held-picture';
import { type Seen, seenIn } from '../in-picture';
import { lightText } from '../light';
import { localTime } from '../local-time';
import { assessmentName, intervalOf, modelFigures, quantityName, unitName } from '../measurement-name';
import { slideOf } from '../slide-name';
import { type Column, PageFlow } from './page-flow';
import { closing, findings } from './report-findings';
import type { ReviewedSlide } from './reviewed';

const BODY = { size: 9.5 };
const SMALL = { size: 8.5, soft: true };
const CELL = { size: 8.5 };
const COLUMNS: readonly Column[] = [
  { width: 150 },
  { width: 90 },
  { width: 139 },
  { width: 120, right: true },
];
/** Rows of measures printed a snapshot; the rest is in the CSV. */
const MAX_ROWS = 200;

/** What of an export the report needs before the first snapshot; can be sent to a worker. */
export interface ReportHead {
  readonly case: Case;
  readonly snapshots: readonly { readonly snapshot: Snapshot }[];
  readonly slides: readonly { readonly slide: Slide }[];
  readonly reviewed: readonly ReviewedSlide[];
  readonly version: string;
}

/** The case on A4: title and notes, then every snapshot with its picture, provenance and measures. */
export class CaseReport {
  #sections = 0;

  private constructor(
    private readonly head: ReportHead,
    private readonly flow: PageFlow,
  ) {}

  static async begin(head: ReportHead): Promise<CaseReport> {
    const { case: kase, snapshots, version } = head;
    const flow = await PageFlow.create();
    const { document } = flow;
    const date = new Date(kase.updatedAt);
    document.setTitle(kase.title || 'Case', { showInWindowTitleBar: true });
    document.setLanguage('en');
    document.setProducer(`Reticle ${version}`);
    document.setCreator(`Reticle ${version}`);
    document.setCreationDate(date);
    document.setModificationDate(date);
    flow.newPage();
    flow.text(kase.title || 'Case', { size: 18, bold: true });
    flow.space(3);
    flow.text('Research use only. Not for diagnosis.', { ...SMALL, bold: true });
    flow.space(4);
    if (kase.accession) flow.text(`Accession ${kase.accession}`, BODY);
    flow.text(`Begun ${localTime(kase.createdAt)}, ${count(snapshots.length, 'snapshot')}`, BODY);
    if (kase.notes) {
      flow.space(6);
      flow.text(kase.notes, BODY);
    }
    findings(flow, head.reviewed);
    return new CaseReport(head, flow);
  }

  /** Snapshots come in their order. */
  async add(snapshot: Snapshot, content: ReportContent): Promise<void> {
    if (this.#sections++ > 0) this.flow.newPage();
    await snapshotSection(this.flow, this.head, snapshot, content);
  }

  async finish(): Promise<Blob> {
    closing(this.flow);
    this.flow.foot(`Reticle ${this.head.version}. Research use only. Not for diagnosis.`);
    const bytes = await this.flow.document.save();
    return new Blob([new Uint8Array(bytes)], { type: 'application/pdf' });
  }
}

/** What is large of a snapshot, as far as the report shows it. */
export interface ReportContent {
  readonly overlay: Blob;
  readonly bare: Blob;
  readonly measurements: readonly Measurement[];
}

async function snapshotSection(
  flow: PageFlow,
  input: ReportHead,
  snapshot: Snapshot,
  { overlay, bare, measurements }: ReportContent,
) {
  flow.space(12);
  flow.text(`Snapshot ${snapshot.number}`, { size: 13, bold: true });
  flow.space(4);
  const embedded = async (picture: Blob) => flow.document.embedPng(await picture.arrayBuffer());
  flow.pictures([
    { image: await embedded(overlay), caption: 'With overlay' },
    { image: await embedded(bare), caption: 'Without overlay' },
  ]);
  flow.space(4);
  for (const line of provenance(snapshot, slideOf(input, snapshot))) flow.text(line, SMALL);
  if (snapshot.notes) {
    flow.space(4);
    flow.text(snapshot.notes, BODY);
  }
  const notes = assessmentRows(snapshot, measurements);
  const seen = seenIn({ snapshot }, input.snapshots);
  const rows = measurements.map((entry) => measureRow(input, snapshot, entry, seen));
  if (notes.length + rows.length === 0) return;
  flow.space(10);
  flow.row(['Of', 'Class', 'Measure', 'Value (95% interval)'], COLUMNS, { ...CELL, bold: true });
  for (const row of withoutRepeats([...notes, ...rows.slice(0, MAX_ROWS)])) flow.row(row, COLUMNS, CELL);
  if (rows.length > MAX_ROWS)
    flow.text(`${rows.length - MAX_ROWS} more measures are in the CSV export.`, SMALL);
}

function provenance(snapshot: Snapshot, slide: SlideName | null): string[] {
  const { calibration, stage, quality } = snapshot;
  const scale = calibration
    ? `${calibration.umPerPx} µm/px${
        calibration.uncertaintyUmPerPx ? ` ± ${calibration.uncertaintyUmPerPx}` : ''
      } (${calibration.basis})`
    : 'Not calibrated: lengths and areas are in px';
  const assessed = quality.assessed;
  const light = lightText(snapshot);
  const held = heldText(snapshot);
  return [
    ...(slide ? [`${slide.label || 'Slide'} (${slide.id})`] : []),
    `${localTime(snapshot.capturedAt)}, ${snapshot.source}`,
    ...(held === null ? [] : [`This is ${held}.`]),
    `${calibration?.objective ? `${calibration.objective}x, ` : ''}${scale}${
      stage ? `, stage ${Math.round(stage.x)}, ${Math.round(stage.y)} µm` : ''
    }${light === null ? '' : `, light ${light}`}${assessed === undefined ? '' : `, ${Math.round(assessed * 100)}% of the field fit to be analysed`}`,
    ...snapshot.models.map(
      ({ name, version, hash, operatingPoint, classes }) =>
        `${name} ${version} (${hash.slice(0, 12)}), ${operatingPoint}: ${classes
          .map((entry) => `${entry.name} from ${entry.threshold}`)
          .join(', ')}`,
    ),
  ];
}

/** What a model has no answer for, or only for a part: without it, figures that are missing would read as none found. */
function assessmentRows(snapshot: Snapshot, measurements: readonly Measurement[]): string[][] {
  return snapshot.models.flatMap((model) =>
    model.classes.flatMap(({ id, name }) => {
      const { assessment } = modelFigures(measurements, model, id);
      return assessment === 'assessed' ? [] : [[model.name, name, 'Status', assessmentName(assessment)]];
    }),
  );
}

function measureRow(
  { case: kase }: ReportHead,
  snapshot: Snapshot,
  entry: Measurement,
  seen: ReturnType<typeof seenIn>,
): string[] {
  const { subject, quantity, value, unit } = entry;
  const interval = intervalOf(entry);
  const unitText = unitName(unit).replace('^2', '²');
  const figure = `${entry.isAtLeast ? 'at least ' : ''}${shown(value)}${interval === null ? '' : ` ± ${shown(interval, 2)}`} ${unitText}`;
  if (subject.kind === 'model') {
    const model = snapshot.models.find(({ id }) => id === subject.modelId);
    const name = model?.classes.find(({ id }) => id === subject.classId)?.name ?? subject.classId;
    return [model?.name ?? subject.modelId, name, quantityName(quantity), figure];
  }
  const index = snapshot.annotations.findIndex(({ id }) => id === subject.id);
  const annotation = snapshot.annotations[index];
  const name = kase.classes.find(({ id }) => id === annotation?.classId)?.name ?? '';
  const label = annotation?.label.slice(0, 200) || `${annotation?.shape.kind ?? 'annotation'} ${index + 1}`;
  const notes = annotation ? notesOf(seen(annotation), snapshot) : '';
  return [`${label}${notes}`, name, quantityName(quantity), figure];
}

/** What a row is of is said once, above the rows of the same thing. */
const withoutRepeats = (rows: readonly string[][]): string[][] =>
  rows.map((row, i) => {
    const before = rows[i - 1];
    const isSame = before !== undefined && before[0] === row[0] && before[1] === row[1];
    return isSame ? ['', '', ...row.slice(2)] : row;
  });

/** The figures are those of the whole shape, wherever it is seen. */
function notesOf({ inPicture, first }: Seen, { number }: Snapshot): string {
  const notes = [
    ...(inPicture === 'whole' ? [] : [inPicture === 'part' ? 'partly outside' : 'outside the picture']),
    ...(first === number ? [] : [`counted in snapshot ${first}`]),
  ];
  return notes.length > 0 ? ` (${notes.join(', ')})` : '';
}

const shown = (value: number, digits = 4) => String(Number(value.toPrecision(digits)));
const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`;
