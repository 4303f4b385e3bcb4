import { memo } from 'react';
import { handlesOf } from '../../capture/annotations/shape-editing';
import type { Annotation, Decision, Shape } from '../../domain/annotation';
import type { PointUm } from '../../domain/geometry';
import { ringsOf } from '../../domain/region';
import { measureLabel } from './measure-label';

interface Props {
  readonly shape: Shape;
  /** CSS colour of its class. */
  readonly colour: string;
  readonly label: string;
  readonly selected: boolean;
  /** Its corners can be seen and taken hold of. */
  readonly handles: boolean;
  /** How far its words give way to others, screen px. */
  readonly labelDown?: number;
  /** A model's region that the edge of what was examined cuts. */
  readonly isCut?: boolean;
  /** What a person made of a model's region; what is no finding is drawn faintly and without its size. */
  readonly decision?: Decision | null;
  /** Slide um of one CSS px, for what keeps its size on the screen. */
  readonly umPerScreenPx: number;
}

/** Half of a tick at the end of a ruler, screen px. */
const TICK = 7;
/** More would hide the shape; all of them can be dragged. */
const MOST_HANDLES = 400;

/** One annotation, drawn in slide um: a dark line under a coloured one stays readable on any stain. */
export const ShapeMark = memo(function ShapeMark(props: Props) {
  const { shape, colour, label, selected, handles, labelDown = 0 } = props;
  const { isCut = false, decision = null, umPerScreenPx: px } = props;
  const isNone = decision === 'rejected' || decision === 'noted';
  const words = wordsOf(shape, label, { isCut, decision });
  const path = decision === null ? pathOf(shape, px) : roundedPathOf(shape);
  const anchor = anchorOf(shape);
  return (
    <g
      className="annotation"
      data-kind={shape.kind}
      data-selected={selected || undefined}
      data-decision={decision ?? undefined}
    >
      {['annotation-under', 'annotation-line'].map((name) => (
        <path
          key={name}
          className={name}
          d={path}
          stroke={name === 'annotation-line' ? colour : undefined}
          vectorEffect="non-scaling-stroke"
        />
      ))}
      {shape.kind === 'multi-polygon' && !isNone && (
        <path className="annotation-inside" d={path} style={{ fill: colour }} fillRule="evenodd" />
      )}
      {handles && (
        <path
          className="annotation-handle"
          d={handlesOf(shape)
            .slice(0, MOST_HANDLES)
            .map((handle) => ellipse(handle, 5 * px, 5 * px))
            .join('')}
          vectorEffect="non-scaling-stroke"
        />
      )}
      {words && anchor && (
        <text
          className="annotation-label"
          transform={`translate(${anchor.x + 8 * px} ${anchor.y + (labelDown - 8) * px}) scale(${px})`}
        >
          {words}
        </text>
      )}
    </g>
  );
});

/** Whether the edge of what was examined cuts a model's region. */
export const isCut = ({ origin }: Pick<Annotation, 'origin'>): boolean =>
  origin.kind === 'model' && origin.cut === true;

/** SVG path of a shape in slide um. @param px um of one CSS px */
export function pathOf(shape: Shape, px: number): string {
  switch (shape.kind) {
    case 'polygon':
      return `${way(shape.points)}Z`;
    case 'multi-polygon':
      return ringsOf(shape.parts)
        .map((ring) => `${way(ring)}Z`)
        .join('');
    case 'polyline':
      return way(shape.points);
    case 'rectangle':
      return `M${shape.x} ${shape.y}h${shape.width}v${shape.height}h${-shape.width}Z`;
    case 'ellipse':
      return ellipse(shape.centre, shape.radiusX, shape.radiusY);
    case 'line': {
      const { from, to } = shape;
      const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
      // Ticks across both ends say where exactly it ends.
      const [tx, ty] = [(-(to.y - from.y) / length) * TICK * px, ((to.x - from.x) / length) * TICK * px];
      const tick = ({ x, y }: PointUm) => `M${x - tx} ${y - ty}L${x + tx} ${y + ty}`;
      return `M${from.x} ${from.y}L${to.x} ${to.y}${tick(from)}${tick(to)}`;
    }
    case 'arrow': {
      const { from, to } = shape;
      const angle = Math.atan2(to.y - from.y, to.x - from.x);
      const barb = (turn: number) =>
        `M${to.x} ${to.y}l${-14 * px * Math.cos(angle + turn)} ${-14 * px * Math.sin(angle + turn)}`;
      return `M${from.x} ${from.y}L${to.x} ${to.y}${barb(0.45)}${barb(-0.45)}`;
    }
    case 'points':
      return shape.points.map(({ x, y }) => ellipse({ x, y }, 5 * px, 5 * px)).join('');
    case 'text':
      return ellipse(shape.at, 3 * px, 3 * px);
    case 'counting-frame': {
      const area = shape.areaMm2 * 1e6;
      const { x, y } = shape.centre;
      if (shape.outline === 'circle') {
        const radius = Math.sqrt(area / Math.PI);
        return ellipse({ x, y }, radius, radius);
      }
      const side = Math.sqrt(area);
      return `M${x - side / 2} ${y - side / 2}h${side}v${side}h${-side}Z`;
    }
  }
}

/** SVG path of the outline of cells, with their corners rounded off: steps of a stair become a slope. */
export function roundedPathOf(shape: Shape): string {
  if (shape.kind !== 'polygon' && shape.kind !== 'multi-polygon') return pathOf(shape, 1);
  const rings = shape.kind === 'polygon' ? [shape.points] : ringsOf(shape.parts);
  const sides = rings.flatMap((ring) => ring.map((point, i) => apart(point, ring[(i + 1) % ring.length])));
  const radius = Math.min(...sides) / 2;
  return rings.map((ring) => rounded(ring, radius)).join('');
}

const apart = (a: PointUm, b: PointUm = a) => Math.hypot(b.x - a.x, b.y - a.y);

function rounded(ring: readonly PointUm[], radius: number): string {
  const towards = (from: PointUm, to: PointUm = from) => {
    const share = radius / (apart(from, to) || 1);
    return `${from.x + (to.x - from.x) * share} ${from.y + (to.y - from.y) * share}`;
  };
  const corners = ring.map(
    (corner, i) =>
      `${towards(corner, ring.at(i - 1))}Q${corner.x} ${corner.y} ${towards(corner, ring[(i + 1) % ring.length])}`,
  );
  return `M${corners.join('L')}Z`;
}

const way = (points: readonly PointUm[]) => `M${points.map(({ x, y }) => `${x} ${y}`).join('L')}`;

const ellipse = ({ x, y }: { x: number; y: number }, a: number, b: number) =>
  `M${x - a} ${y}a${a} ${b} 0 1 0 ${2 * a} 0a${a} ${b} 0 1 0 ${-2 * a} 0Z`;

/** What stands beside a shape: what was written, and its first figure. */
export function wordsOf(
  shape: Shape,
  label: string,
  { isCut, decision }: { readonly isCut: boolean; readonly decision: Decision | null },
): string {
  const isNone = decision === 'rejected' || decision === 'noted';
  return [label, isNone ? '' : measureLabel(shape, isCut)].filter(Boolean).join(' · ');
}

/** Where the words stand: at the right end, the top. */
export function anchorOf(shape: Shape): { x: number; y: number } | null {
  switch (shape.kind) {
    case 'polygon':
      return highest(shape.points);
    case 'multi-polygon':
      return highest(shape.parts.flatMap(({ outer }) => outer));
    case 'rectangle':
      return { x: shape.x, y: shape.y };
    case 'ellipse':
      return { x: shape.centre.x, y: shape.centre.y - shape.radiusY };
    case 'line':
    case 'arrow':
      return shape.to;
    case 'polyline':
    case 'points':
      return shape.points.at(-1) ?? null;
    case 'text':
      return shape.at;
    case 'counting-frame':
      return { x: shape.centre.x, y: shape.centre.y - Math.sqrt((shape.areaMm2 * 1e6) / Math.PI) };
  }
}

const highest = (points: readonly PointUm[]): PointUm =>
  points.reduce((best, point) => (point.y < best.y ? point : best));
