import { pointsWithin } from '../../capture/annotations/point-grid';
import { boundsOf } from '../../capture/annotations/shape-bounds';
import type { Annotation, Shape } from '../../domain/annotation';
import type { RectUm } from '../../domain/geometry';
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
/** More points in the field are told as numbers. */
const MOST_POINTS = 3000;
/** Squares that points are summed in, and radius of a point, CSS px. */
const SQUARE = 40;
const RADIUS = 5;
const UNDER = 'rgb(11 12 16 / 0.75)';

/** Which annotations are elements of the page, and which are painted: at most some hundred are elements. */
export function splitMarks(
  annotations: readonly Annotation[],
  selected: string | null,
): { readonly elements: readonly Annotation[]; readonly painted: readonly Annotation[] } {
  const few = annotations.filter(({ shape }) => shape.kind !== 'points' || shape.points.length < MANY_POINTS);
  let corners = 0;
  for (const { shape } of few) corners += 'points' in shape ? shape.points.length : 1;
  if (few.length <= MANY_SHAPES && corners <= MANY_CORNERS) {
    const elements = new Set(few);
    return { elements: few, painted: annotations.filter((annotation) => !elements.has(annotation)) };
  }
  const elements = few.filter(({ id }) => id === selected);
  return { elements, painted: annotations.filter((annotation) => !elements.includes(annotation)) };
}

/** Paints what lies in the field, in CSS px of the context; only that is looked at. */
export function paintMarks(
  context: CanvasRenderingContext2D,
  marks: readonly PaintedMark[],
  { field, cssPerUm }: MarksView,
): Painted {
  let [inField, summed] = [0, 0];
  const margin = RADIUS / cssPerUm;
  const seen = {
    x: field.x - margin,
    y: field.y - margin,
    width: field.width + 2 * margin,
    height: field.height + 2 * margin,
  };
  for (const mark of marks) {
    const { shape, selected } = mark;
    if (!overlaps(boundsOf(shape), seen)) continue;
    const points = shape.kind === 'points' ? pointsWithin(shape.points, seen) : null;
    inField += points?.length ?? 1;
    if (points && points.length > MOST_POINTS) {
      summed += points.length;
      paintSums(context, points, mark, field, cssPerUm);
      continue;
    }
    context.save();
    context.scale(cssPerUm, cssPerUm);
    context.translate(-field.x, -field.y);
    const path = new Path2D(pathOf(points ? { kind: 'points', points: [...points] } : shape, 1 / cssPerUm));
    context.lineJoin = 'round';
    for (const [colour, width] of [
      [UNDER, 5],
      [mark.colour, selected ? 3.5 : 2.5],
    ] as const) {
      context.strokeStyle = colour;
      context.lineWidth = width / cssPerUm;
      context.stroke(path);
    }
    context.restore();
  }
  return { inField, summed };
}

/** How many points lie in each square of a grid that stays on the tissue; the fullest are the most opaque. */
function paintSums(
  context: CanvasRenderingContext2D,
  points: readonly { readonly x: number; readonly y: number }[],
  { colour, selected }: PaintedMark,
  field: RectUm,
  cssPerUm: number,
): void {
  const side = SQUARE / cssPerUm;
  const sums = new Map<string, { column: number; row: number; count: number }>();
  let most = 1;
  for (const { x, y } of points) {
    const [column, row] = [Math.floor(x / side), Math.floor(y / side)];
    const key = `${column} ${row}`;
    const sum = sums.get(key) ?? { column, row, count: 0 };
    sum.count++;
    most = Math.max(most, sum.count);
    sums.set(key, sum);
  }
  context.save();
  context.font = '600 12px system-ui, sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineWidth = 3;
  for (const { column, row, count } of sums.values()) {
    const [x, y] = [(column * side - field.x) * cssPerUm, (row * side - field.y) * cssPerUm];
    context.globalAlpha = 0.15 + (0.4 * count) / most;
    context.fillStyle = colour;
    context.fillRect(x, y, SQUARE - 1, SQUARE - 1);
    context.globalAlpha = 1;
    if (selected) {
      context.strokeStyle = colour;
      context.lineWidth = 1.5;
      context.strokeRect(x + 1, y + 1, SQUARE - 3, SQUARE - 3);
      context.lineWidth = 3;
    }
    context.strokeStyle = UNDER;
    context.strokeText(String(count), x + SQUARE / 2, y + SQUARE / 2);
    context.fillStyle = 'white';
    context.fillText(String(count), x + SQUARE / 2, y + SQUARE / 2);
  }
  context.restore();
}

const overlaps = (a: RectUm, b: RectUm) =>
  a.x <= b.x + b.width && a.x + a.width >= b.x && a.y <= b.y + b.height && a.y + a.height >= b.y;
