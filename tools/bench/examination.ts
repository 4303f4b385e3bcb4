import { fieldOfView } from '../../src/domain/geometry';
import { cellsPerTile } from '../../src/domain/manifest';
import type { CellPoint } from '../../src/domain/tile';
import { cutOf } from '../../src/engine/tile-cut';
import { resampleTiles } from '../../src/optics/resample-reference';
import { inferableCells } from '../../src/tiling/plan';
import { ClosedLoop } from './closed-loop';
import { type Figure, type Part, percentile } from './figures';
import { loadNodeModel, type NodeModel } from './node-model';
import type { Cut, PlacedFrame } from './node-pipeline';
import { type BenchOptions, type BenchSlide, benchSlides, notesOn } from './slides';

interface Outcome {
  /** Tiles of the grid that hold at least one inferred cell, by true place. */
  readonly tiles: number;
  /** Input px of one, and of all that was run. */
  readonly tilePx: number;
  readonly modelPx: number;
  readonly cellsPerTile: number;
  /** Answers written for assessable tissue, and different cells among them. */
  readonly cells: { readonly inferred: number; readonly distinct: number };
  readonly frames: number;
  readonly seconds: number;
  /** Input px of whole-field inference of every frame / input px that were run. */
  readonly lessWork: number;
  /** Differences in probability between the map and whole-field inference of the frames that its cells came from. */
  readonly same: readonly number[];
  /** The same against whole-field inference of other frames of the same places. */
  readonly other: readonly number[];
  /** Whole-field inference of two frames in a row of a resting stage: what camera noise and registration alone do. */
  readonly floor: readonly number[];
}

/**
 * A minute at the microscope: a meander, stops, going back, another objective. How often tissue is inferred,
 * and whether the map is what whole-field inference says.
 */
export async function examination(options: BenchOptions): Promise<Part> {
  const slides = benchSlides(options, 1);
  const figures: Figure[] = [];
  for (const slide of slides) {
    const outcome = await examine(slide, options);
    const basis = `${slide.name}, ${outcome.frames} frames in ${Math.round(outcome.seconds)} s`;
    const share = (cells: number) => (cells / outcome.cellsPerTile).toFixed(1);
    const within = (values: readonly number[]) =>
      (100 * values.filter((value) => value <= 0.01).length) / values.length;
    figures.push(
      {
        name: 'tiles inferred / distinct tissue tiles',
        value: outcome.cells.inferred / outcome.cells.distinct,
        unit: 'times',
        target: { atMost: 1.15 },
        basis: `${basis}; by assessable cells: ${share(outcome.cells.inferred)} / ${share(outcome.cells.distinct)}`,
      },
      {
        name: 'model work / work of the distinct tiles, each run whole',
        value: outcome.modelPx / (outcome.tiles * outcome.tilePx),
        unit: 'times',
        basis: `${slide.name}, ${outcome.tiles} tiles`,
      },
      {
        name: 'whole-field inference per frame / model work',
        value: outcome.lessWork,
        unit: 'times',
        target: { atLeast: 10 },
        basis,
      },
      {
        name: 'cells within 0.01 of whole-field inference',
        value: within(outcome.same),
        unit: '%',
        target: { atLeast: 99 },
        basis: `${slide.name}, ${outcome.same.length} cells, of the frames they came from`,
      },
      {
        name: 'the same, against other frames of the places',
        value: within(outcome.other),
        unit: '%',
        basis: `${slide.name}, ${outcome.other.length} cells; camera noise 0.6 % and registration add to it`,
      },
      {
        name: 'whole-field inference of two frames of a resting stage, the same',
        value: within(outcome.floor),
        unit: '%',
        basis: `${slide.name}, ${outcome.floor.length} cells: what is to be had against other frames`,
      },
      {
        name: 'difference to other frames of the places, p95',
        value: percentile(outcome.other, 0.95),
        unit: '',
        basis: `${slide.name}, ${outcome.other.length} cells`,
      },
    );
  }
  return {
    title: 'Scripted examination',
    figures,
    notes: notesOn(options),
  };
}

async function examine({ slide, model }: BenchSlide, { quick, tileMs }: BenchOptions): Promise<Outcome> {
  const network = await loadNodeModel(model);
  const { manifest } = network;
  const size = quick ? { width: 480, height: 270 } : { width: 960, height: 540 };

  const same: number[] = [];
  let batches = 0;
  const closed: ClosedLoop = new ClosedLoop({
    slide,
    size,
    framesPerSecond: 10,
    tileMs,
    manifest,
    classes: manifest.classes.length,
    answer: (input, cut) => {
      // Whole-field inference of every batch would take longer than all the rest.
      if (batches++ % (quick ? 2 : 6) === 0) sampled = cut;
      return network.run(input.data, input.count, input.size);
    },
  });
  let sampled: Cut | null = null;
  closed.onWritten = () => {
    if (!sampled) return;
    const { frame } = sampled;
    sampled = null;
    // Other cells in view came from other frames.
    const fromIt = ({ column, row }: CellPoint) => closed.active.cells.time(column, row) === frame.capturedAt;
    same.push(...againstMap(closed, wholeField(network, frame), closed.visibleCells(frame).filter(fromIt)));
  };
  const other: number[] = [];
  const floor: number[] = [];
  let frames = 0;
  let fieldPx = 0;
  const each = (frame: PlacedFrame) => {
    frames++;
    fieldPx += (frame.size.width * frame.size.height * frame.truth.umPerPx ** 2) / manifest.umPerPx ** 2;
  };
  const compare = async () => {
    const frame = closed.pipeline.current;
    if (!frame || frame.tracked.confidence <= 0) return;
    const cells = closed.visibleCells(frame);
    const whole = wholeField(network, frame);
    other.push(...againstMap(closed, whole, cells));
    const next = await closed.step();
    each(next);
    if (next.tracked.island !== frame.tracked.island) return;
    const again = wholeField(network, next);
    for (const { column, row } of cells) floor.push(...differences(whole(column, row), again(column, row)));
  };
  await walkThrough(closed, quick, each, compare);
  closed.end();
  if (closed.errors.length > 0) throw new Error(closed.errors[0]);

  const tileCells = cellsPerTile(manifest);
  const tiles = new Set<string>();
  let inferred = 0;
  for (const [key, times] of closed.answered) {
    const [column = 0, row = 0] = key.split(',').map(Number);
    inferred += times;
    tiles.add(`${Math.floor(column / tileCells)},${Math.floor(row / tileCells)}`);
  }
  return {
    tiles: tiles.size,
    tilePx: manifest.tile ** 2,
    modelPx: closed.modelPx,
    cellsPerTile: tileCells ** 2,
    cells: { inferred, distinct: closed.answered.size },
    frames,
    seconds: closed.clock.now() / 1000,
    lessWork: fieldPx / closed.modelPx,
    same,
    other,
    floor,
  };
}

/** The script: rows of a meander, a stop at each turn, back over all of it, and the next objective. */
async function walkThrough(
  closed: ClosedLoop,
  quick: boolean,
  each: (frame: PlacedFrame) => void,
  compare: () => Promise<void>,
): Promise<void> {
  const { slide } = closed.options;
  const { x, y } = closed.state.stage;
  const field = closed.fieldUm;
  const room = Math.min(slide.widthUm, slide.heightUm) / 2 - 0.4 * field;
  const across = Math.min((quick ? 0.6 : 1.5) * field, Math.max(0.2 * field, room));
  const down = Math.min(0.45 * field, Math.max(0.1 * field, room / 2));
  const rows = quick ? 1 : 3;
  const stop = quick ? 800 : 2000;
  await closed.rest(stop, each);
  for (let row = 0; row < rows; row++) {
    const side = row % 2 === 0 ? 1 : -1;
    await closed.moveTo({ x: x + side * across, y: y + (row - 1) * down }, 0.3, each);
    await closed.rest(stop, each);
    await compare();
  }
  await closed.moveTo({ x, y }, 0.6, each);
  await closed.rest(stop, each);
  await compare();
  if (quick) return;
  each(await closed.step({ objective: 20 }));
  await closed.rest(stop, each);
  await closed.moveTo({ x: x + 0.8 * closed.fieldUm, y }, 0.3, each);
  await closed.rest(stop, each);
  each(await closed.step({ objective: 10 }));
  await closed.rest(stop, each);
  await closed.moveTo({ x: x - 0.6 * across, y: y + 0.5 * down }, 0.3, each);
  for (let left = 60_000 - closed.clock.now(); left > 0; left = 60_000 - closed.clock.now())
    await closed.rest(Math.min(left, 1000), each);
  await compare();
}

type WholeField = (column: number, row: number) => readonly number[] | null;

const differences = (a: readonly number[] | null, b: readonly number[] | null): number[] =>
  a && b ? a.map((value, k) => Math.abs(value - (b[k] ?? Number.NaN))) : [];

/** Cells of the map against whole-field inference. */
function againstMap(
  closed: ClosedLoop,
  whole: WholeField,
  cells: ReturnType<ClosedLoop['visibleCells']>,
): number[] {
  return cells.flatMap(({ column, row }) => differences(closed.at(column, row), whole(column, row)));
}

/** The network over a whole frame: as few large squares as cover its inferable cells. */
function wholeField(network: NodeModel, frame: PlacedFrame): WholeField {
  const { manifest } = network;
  const { margin, stride } = manifest;
  const classes = manifest.classes.length;
  const range = inferableCells(fieldOfView(frame.size, frame.tracked), manifest);
  const columns = range.endColumn - range.firstColumn;
  const side = Math.min(columns, range.endRow - range.firstRow);
  const squares: { column: number; values: Float32Array }[] = [];
  for (let at = 0; side > 0 && at < columns; at += side) {
    const column = range.firstColumn + Math.min(at, columns - side);
    const sizePx = 2 * margin + side * stride;
    const cut = cutOf(frame.size, frame.tracked, manifest, [{ column, row: range.firstRow }], sizePx);
    squares.push({
      column,
      values: network.run(resampleTiles({ ...frame.size, rgba: frame.rgba }, cut), 1, sizePx),
    });
  }
  return (column: number, row: number): number[] | null => {
    const square = squares.find((each) => column >= each.column && column < each.column + side);
    const down = row - range.firstRow;
    if (!square || down < 0 || down >= side) return null;
    const at = (down * side + column - square.column) * classes;
    return Array.from(square.values.subarray(at, at + classes));
  };
}
