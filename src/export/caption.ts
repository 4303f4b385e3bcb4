/** A strip of text as wide as the picture it goes below. RGBA, row by row, opaque. */
export interface CaptionStrip {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray;
}

const GROUND = 'rgb(14 15 20)';
const TITLE_INK = 'rgb(244 245 248)';
const INK = 'rgb(186 191 203)';

/** Breaks a line into pieces that fit, at spaces where it can, within a word where it must. */
export function wrapLine(line: string, fits: (text: string) => boolean): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const word of line.split(/\s+/).filter(Boolean)) {
    const longer = piece ? `${piece} ${word}` : word;
    if (fits(longer)) {
      piece = longer;
      continue;
    }
    if (piece) pieces.push(piece);
    piece = '';
    for (const letter of word) {
      if (piece && !fits(piece + letter)) {
        pieces.push(piece);
        piece = '';
      }
      piece += letter;
    }
  }
  if (piece) pieces.push(piece);
  return pieces;
}

/**
 * Draws the caption; the first line is its title. Null without any text.
 * @param width of the picture, px; letters grow with it.
 */
export function drawCaption(lines: readonly string[], width: number): CaptionStrip | null {
  if (lines.length === 0) return null;
  const size = Math.min(Math.max(Math.round(width / 80), 11), 36);
  const [padding, leading] = [size, Math.round(size * 1.5)];
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  if (!context) return null;
  const font = (title: boolean) => `${title ? 600 : 400} ${size}px system-ui, sans-serif`;
  const pieces = lines.flatMap((line, k) => {
    context.font = font(k === 0);
    const room = Math.max(width - 2 * padding, size);
    return wrapLine(line, (text) => context.measureText(text).width <= room).map((text) => ({
      text,
      title: k === 0,
    }));
  });
  if (pieces.length === 0) return null;
  const height = 2 * padding + pieces.length * leading;
  const { canvas } = context;
  canvas.width = width;
  canvas.height = height;
  context.fillStyle = GROUND;
  context.fillRect(0, 0, width, height);
  context.textBaseline = 'middle';
  pieces.forEach(({ text, title }, row) => {
    context.font = font(title);
    context.fillStyle = title ? TITLE_INK : INK;
    context.fillText(text, padding, padding + (row + 0.5) * leading);
  });
  return { width, height, rgba: context.getImageData(0, 0, width, height).data };
}
