import type { FrameFit } from './frame-fit';

/** A scale bar: a round length in slide space and its length on the target. */
export interface ScaleBar {
  readonly lengthUm: number;
  /** Device px. */
  readonly lengthPx: number;
  /** "200 µm", "1 mm". */
  readonly label: string;
}

const LONGEST_CSS_PX = 200;

/**
 * The longest 1-2-5 length that is at most 200 CSS px long (so at least 80), and usually 100 to 200.
 * @param umPerPx um per device px of the target; null is returned unless it is positive and finite.
 */
export function scaleBar(umPerPx: number, pixelRatio: number): ScaleBar | null {
  const longest = umPerPx * pixelRatio * LONGEST_CSS_PX;
  if (!(longest > 0 && Number.isFinite(longest))) return null;
  // The small excess keeps a length that is exactly round from falling to the step below.
  const decade = 10 ** Math.floor(Math.log10(longest * (1 + 1e-9)));
  const step = [5, 2, 1].find((factor) => factor * decade <= longest * (1 + 1e-9)) ?? 1;
  const lengthUm = Number((step * decade).toPrecision(1));
  return { lengthUm, lengthPx: lengthUm / umPerPx, label: lengthLabel(lengthUm) };
}

/** A length with its unit: um below 1 mm, mm above. */
export function lengthLabel(um: number): string {
  const round = (value: number) => String(Number(value.toPrecision(3)));
  return um < 1000 ? `${round(um)} µm` : `${round(um / 1000)} mm`;
}

/** The bar as a picture, to be laid on the target px for px. */
export interface ScaleBarPicture {
  readonly canvas: OffscreenCanvas;
  readonly width: number;
  readonly height: number;
}

/** Draws bar and label in white on a dark plate. */
export function drawScaleBar(bar: ScaleBar, pixelRatio: number): ScaleBarPicture {
  const px = (css: number) => Math.round(css * pixelRatio);
  const padding = px(10);
  const length = Math.round(bar.lengthPx);
  const width = length + 2 * padding;
  const height = px(40);
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return { canvas, width, height };
  context.fillStyle = 'rgb(14 15 20 / 0.68)';
  context.beginPath();
  context.roundRect(0, 0, width, height, px(6));
  context.fill();
  context.fillStyle = 'white';
  context.font = `600 ${px(13)}px system-ui, sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  context.fillText(bar.label, width / 2, px(18));
  const thickness = Math.max(2, px(3));
  const top = height - px(9) - thickness;
  context.fillRect(padding, top, length, thickness);
  // End ticks show exactly where the length begins and ends.
  const tick = px(4);
  const tickWidth = Math.max(1, px(1.5));
  context.fillRect(padding, top - tick, tickWidth, thickness + 2 * tick);
  context.fillRect(padding + length - tickWidth, top - tick, tickWidth, thickness + 2 * tick);
  return { canvas, width, height };
}

/**
 * Top left corner of the bar's picture on the target: in the frame's bottom left corner, whole px.
 * Null where the frame is too small to hold it.
 */
export function scaleBarCorner(
  fit: FrameFit,
  picture: { readonly width: number; readonly height: number },
  pixelRatio: number,
): { x: number; y: number } | null {
  const margin = Math.round(16 * pixelRatio);
  if (picture.width + 2 * margin > fit.width || picture.height + 2 * margin > fit.height) return null;
  return { x: fit.x + margin, y: Math.round(fit.y + fit.height) - margin - picture.height };
}
