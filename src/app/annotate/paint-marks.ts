import { pointsWithin } from '../../capture/annotations/point-grid';
import { boundsOf } from '../../capture/annotations/shape-bounds';
import { handlesOf } from '../../capture/annotations/shape-editing';
import type { Annotation, Shape } from '../../domain/annotation';
import type { PointUm, RectUm } from '../../domain/geometry';
import { pathOf } from './shape-mark';

/** What a canvas shows of the slide: um, and CSS px a um. */
export interface MarksView {
  readonly field: RectUm;
  readonly cssPerUm: number;
}

export interface PaintedMark {
  readonly shape: Shape;
  /** CSS colour. */
  readonly colour: string;
  readonly selected: boolean;
}

/** What was painted, counted. */
export interface Painted {
  /** Shapes and points in the field. */
  readonly inField: number;
  /** Points told as numbers a square, because they are too many to be told apart. */
  readonly summed: number;
}

/** Counts from here are drawn on a canvas. */
const MANY_POINTS = 500;
/** More shapes, or more corners of them, are too many elements of a page. */
const MANY_SHAPES = 500;
const MANY_CORNERS = 20_000;
/** More points than this in the field are shown as a number. */
const MOST_POINTS = 3000;
/** Squares that points are summed in, and radius of a point, CSS px. */
const SQUARE = 40;
const RADIUS = 5;
/** More columns than a slide has, so that row and column make one number, which is faster than a text. */
const KEYS_A_ROW = 2 ** 24;
/** How opaque the inside of a region with holes or parts is. */
const INSIDE = 0.12;
const UNDER = 'rgb(11 12 16 / 0.75)';

/** Which annotations are elements of the page, and which are painted: at most some hundred are elements. */
export function splitMarks(
  annotations: readonly Annotation[],
  selected: string | null,
): { readonly elements: readonly Annotation[]; readonly painted: readonly Annotation[] } {
  const few = annotations.filter(({ shape }) => shape.kind !== 'points' || shape.points.length < MANY_POINTS);
  let corners = 0;
  for (const { shape } of few) corners += handlesOf(shape).length + 1;
  if (few.length <= MANY_SHAPES && corners <= MANY_CORNERS) {
    const elements = new Set(few);
    return { elements: few, painted: annotations.filter((annotation) => !elements.has(annotation)) };
  }
  const elements = few.filter(({ id }) => id === selected);
  return { elements, painted: annotations.filter((annotation) => !elements.includes(annotation)) };
}

/** Paints what is in the field, in CSS px of the context; only that is considered. */
export function paintMarks(
  context: CanvasRenderingContext2D,
  marks: readonly PaintedMark[],
  { field, cssPerUm }: MarksView,
): Painted {
  const margin = RADIUS / cssPerUm;
  const seen = {
    x: field.x - margin,
    y: field.y - margin,
    width: field.width + 2 * margin,
    height: field.height + 2 * margin,
  };
  let [inField, points] = [0, 0];
  const outlines: PaintedMark[] = [];
  const sets: PointSet[] = [];
  for (const mark of marks) {
    const { shape } = mark;
    if (!overlaps(boundsOf(shape), seen)) continue;
    if (shape.kind === 'points') {
      const within = pointsWithin(shape.points, seen);
      sets.push({ ...mark, points: within });
      points += within.length;
    } else {
      outlines.push(mark);
      inField++;
    }
  }
  const tooMany = points > MOST_POINTS;
  if (tooMany) paintSums(context, sumBySquare(sets, SQUARE / cssPerUm), field, cssPerUm);
  const single = tooMany
    ? []
    : sets.map((set): PaintedMark => ({ ...set, shape: { kind: 'points', points: [...set.points] } }));
  context.save();
  context.scale(cssPerUm, cssPerUm);
  context.translate(-field.x, -field.y);
  context.lineJoin = 'round';
  for (const { shape, colour, selected } of [...outlines, ...single]) {
    const path = new Path2D(pathOf(shape, 1 / cssPerUm));
    if (shape.kind === 'multi-polygon') {
      // Shows which side of each ring is meant.
      context.globalAlpha = INSIDE;
      context.fillStyle = colour;
      context.fill(path, 'evenodd');
      context.globalAlpha = 1;
    }
    for (const [stroke, width] of [
      [UNDER, 5],
      [colour, selected ? 3.5 : 2.5],
    ] as const) {
      context.strokeStyle = stroke;
      context.lineWidth = width / cssPerUm;
      context.stroke(path);
    }
  }
  context.restore();
  return { inField: inField + points, summed: tooMany ? points : 0 };
}

export interface PointSet extends Pick<PaintedMark, 'colour' | 'selected'> {
  readonly points: readonly PointUm[];
}

/** All points in one square of a grid that stays on the tissue. */
export interface SquareSum {
  readonly column: number;
  readonly row: number;
  readonly count: number;
  /** Of the set that has the most points there. */
  readonly colour: string;
  /** Whether points of a selected set are there. */
  readonly selected: boolean;
}

/** @param side of the squares, um */
export function sumBySquare(sets: readonly PointSet[], side: number): readonly SquareSum[] {
  const sums = new Map<number, { column: number; row: number; counts: number[] }>();
  for (const [i, { points }] of sets.entries())
    for (const { x, y } of points) {
      const [column, row] = [Math.floor(x / side), Math.floor(y / side)];
      const key = row * KEYS_A_ROW + column;
      const sum = sums.get(key) ?? { column, row, counts: sets.map(() => 0) };
      sum.counts[i] = (sum.counts[i] ?? 0) + 1;
      sums.set(key, sum);
    }
  return [...sums.values()].map(({ column, row, counts }) => ({
    column,
    row,
    count: counts.reduce((total, count) => total + count, 0),
    colour: sets[counts.indexOf(Math.max(...counts))]?.colour ?? 'white',
    selected: sets.some(({ selected }, i) => selected && (counts[i] ?? 0) > 0),
  }));
}

/** The fullest squares are the most opaque; the tissue stays visible through all of them. */
function paintSums(
  context: CanvasRenderingContext2D,
  sums: readonly SquareSum[],
  field: RectUm,
  cssPerUm: number,
): void {
  const most = sums.reduce((highest, { count }) => Math.max(highest, count), 1);
  const side = SQUARE / cssPerUm;
  context.save();
  context.font = '600 12px system-ui, sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const { column, row, count, colour, selected } of sums) {
    const [x, y] = [(column * side - field.x) * cssPerUm, (row * side - field.y) * cssPerUm];
    context.globalAlpha = 0.05 + (0.25 * count) / most;
    context.fillStyle = colour;
    context.fillRect(x, y, SQUARE - 1, SQUARE - 1);
    context.globalAlpha = 1;
    if (selected) {
      context.strokeStyle = colour;
      context.lineWidth = 1.5;
      context.strokeRect(x + 1, y + 1, SQUARE - 3, SQUARE - 3);
    }
    context.strokeStyle = UNDER;
    context.lineWidth = 3;
    context.strokeText(String(count), x + SQUARE / 2, y + SQUARE / 2);
    context.fillStyle = 'white';
    context.fillText(String(count), x + SQUARE / 2, y + SQUARE / 2);
  }
  context.restore();
}

const overlaps = (a: RectUm, b: RectUm) =>
  a.x <= b.x + b.width && a.x + a.width >= b.x && a.y <= b.y + b.height && a.y + a.height >= b.y;
