import { fieldOfView, type PointUm, type RectUm, type SizePx } from '../../domain/geometry';
import type { MapView } from '../../domain/slide-map';
import { barLength, lengthText } from './lengths';
import { type MapFrame, toPanel } from './map-frame';
import type { MapSlice } from './map-state';
import { UNSEEN_COLOUR } from './paint-map';

const DARK = 'rgb(11 12 16 / 0.85)';
const FIELD = '#62cdf2';
const MARK = '#ffffff';

/** Draws the painted map where it lies now, and on it the field, the target, the focus and a scale bar. */
export function drawMap(
  context: CanvasRenderingContext2D,
  size: SizePx,
  frame: MapFrame,
  painted: { readonly view: MapView; readonly canvas: OffscreenCanvas } | null,
  map: MapSlice,
  island: number | null,
): void {
  context.fillStyle = `rgb(${UNSEEN_COLOUR.join(' ')})`;
  context.fillRect(0, 0, size.width, size.height);
  if (painted && painted.view.island === island) {
    const { view, canvas } = painted;
    const at = toPanel(frame, size, view.origin);
    const scale = view.umPerPx / frame.umPerPx;
    // Px for px nothing must be blurred.
    context.imageSmoothingEnabled = Math.abs(scale * context.getTransform().a - 1) > 1e-6;
    context.drawImage(canvas, at.x, at.y, view.width * scale, view.height * scale);
  }
  const px = (point: PointUm) => toPanel(frame, size, point);
  const { focus, map: state, target } = map;
  if (focus && focus.island === island) {
    outline(context, px, focus.bounds, MARK, [4, 3]);
    const [from, to] = focus.diameter.map(px);
    if (from && to) line(context, from, to, MARK);
  }
  if (state?.field && state.island === island)
    outline(context, px, fieldOfView(state.field.size, state.field.placement), FIELD, []);
  if (target && target.island === island) cross(context, px(target.at));
  bar(context, size, frame.umPerPx);
}

function stroked(context: CanvasRenderingContext2D, colour: string, dash: number[]): void {
  context.setLineDash([]);
  context.lineWidth = 4;
  context.strokeStyle = DARK;
  context.stroke();
  context.setLineDash(dash);
  context.lineWidth = 2;
  context.strokeStyle = colour;
  context.stroke();
  context.setLineDash([]);
}

function outline(
  context: CanvasRenderingContext2D,
  px: (point: PointUm) => PointUm,
  rect: RectUm,
  colour: string,
  dash: number[],
): void {
  const from = px(rect);
  const to = px({ x: rect.x + rect.width, y: rect.y + rect.height });
  // Never so small that it is not seen.
  const width = Math.max(6, to.x - from.x);
  const height = Math.max(6, to.y - from.y);
  context.beginPath();
  context.rect((from.x + to.x - width) / 2, (from.y + to.y - height) / 2, width, height);
  stroked(context, colour, dash);
}

function line(context: CanvasRenderingContext2D, from: PointUm, to: PointUm, colour: string): void {
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.lineTo(to.x, to.y);
  stroked(context, colour, []);
}

function cross(context: CanvasRenderingContext2D, { x, y }: PointUm): void {
  context.beginPath();
  for (const [dx, dy] of [
    [-1, 0],
    [1, 0],
    [0, -1],
    [0, 1],
  ] as const) {
    context.moveTo(x + dx * 4, y + dy * 4);
    context.lineTo(x + dx * 11, y + dy * 11);
  }
  stroked(context, MARK, []);
}

function bar(context: CanvasRenderingContext2D, size: SizePx, umPerPx: number): void {
  const um = barLength(umPerPx, size.width / 4);
  const width = um / umPerPx;
  const x = size.width - width - 12;
  const y = size.height - 12;
  context.font = '600 12px system-ui, sans-serif';
  context.textAlign = 'center';
  context.fillStyle = DARK;
  context.fillRect(x - 8, y - 22, width + 16, 30);
  context.fillStyle = MARK;
  context.fillRect(x, y - 2, width, 3);
  context.fillText(lengthText(um), x + width / 2, y - 7);
}
