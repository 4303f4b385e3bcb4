import { rgb } from 'geotiff';
import { GLASS } from '../../simulated/stage-slide';
import type { TiffBlock } from './blocks';
import { colourSamples, type TiffLayout } from './layout';
import { readSamples, type ValueRange } from './samples';

/** How samples become colours. */
export interface ColourRule {
  /** Of each page; several pages of one sample each are the red, green and blue of one picture. */
  readonly pages: readonly TiffLayout[];
  readonly range: ValueRange;
  /** Red, green and blue of each palette entry, 0..255; empty without a palette. */
  readonly palette: Uint8Array;
}

const opaque = (red: number, green: number, blue: number): number =>
  (red | (green << 8) | (blue << 16) | 0xff000000) >>> 0;
const byte = (value: number): number => (value <= 0 ? 0 : value >= 255 ? 255 : Math.round(value));

/** Writes a block as RGBA8 into a picture of `width` px a row. */
export function paintBlock(block: TiffBlock, rule: ColourRule, out: Uint32Array, width: number): void {
  const [layout] = rule.pages;
  const [part] = block.parts;
  if (!layout || !part) return;
  if (layout.photometric === 6 && !layout.planar && !part.decoded) {
    paintChroma(block, part.bytes, part.stride, layout, out, width);
    return;
  }
  const joined = rule.pages.length > 1;
  const samples = joined ? rule.pages.length : layout.samples;
  const row = new Float64Array(block.width * samples);
  const paint = painter(layout, rule, samples);
  for (let y = 0; y < block.height; y++) {
    block.parts.forEach((each, plane) => {
      if (each.decoded) decodedRow(each.bytes, y * each.stride, row, plane, block.parts.length, samples);
      else if (block.parts.length === 1) readSamples(each, layout, y, block.width * samples, row, 0, 1);
      else readSamples(each, layout, y, block.width, row, plane, samples);
    });
    const to = (block.y + y) * width + block.x;
    for (let x = 0, s = 0; x < block.width; x++, s += samples) out[to + x] = paint(row, s);
  }
}

/** A row of a picture that the browser has decoded to RGBA: all samples of it, or the one of its plane. */
function decodedRow(
  rgba: Uint8Array,
  at: number,
  row: Float64Array,
  plane: number,
  planes: number,
  samples: number,
): void {
  const taken = planes > 1 ? 1 : samples;
  for (let x = 0; x < row.length / samples; x++)
    for (let s = 0; s < taken; s++) row[x * samples + (planes > 1 ? plane : s)] = rgba[at + 4 * x + s] ?? 0;
}

type Paint = (row: Float64Array, at: number) => number;

function painter(layout: TiffLayout, { pages, range, palette }: ColourRule, samples: number): Paint {
  const { photometric, compression } = layout;
  const level = (value = 0) => byte((255 * (value - range.black)) / (range.white - range.black));
  // A page that the browser has decoded is RGB or grey, whatever it was in the JPEG.
  const picture = compression === 7 || compression === 50_001;
  if (pages.length > 1) return (row, at) => opaque(level(row[at]), level(row[at + 1]), level(row[at + 2]));
  if (photometric === 3)
    return (row, at) => {
      const entry = 3 * (row[at] ?? 0);
      return opaque(palette[entry] ?? 0, palette[entry + 1] ?? 0, palette[entry + 2] ?? 0);
    };
  if (photometric === 5)
    return (row, at) => {
      const paper = 255 - level(row[at + 3]);
      const ink = (i: number) => byte(((255 - level(row[at + i])) * paper) / 255);
      return opaque(ink(0), ink(1), ink(2));
    };
  if (photometric === 8)
    return (row, at) => {
      const [red = 0, green = 0, blue = 0] = rgb.fromCIELab(
        Object.assign(Uint8Array.from(row.subarray(at, at + 3)), { width: 1, height: 1 }),
      );
      return opaque(red, green, blue);
    };
  if (photometric === 6 && !picture)
    return (row, at) => fromYCbCr(row[at] ?? 0, row[at + 1] ?? 0, row[at + 2] ?? 0);
  const colours = colourSamples(photometric);
  const laid = glassUnder(layout);
  const inverted = photometric === 0;
  return (row, at) => {
    const red = inverted ? 255 - level(row[at]) : level(row[at]);
    const [green, blue] = colours === 1 ? [red, red] : [level(row[at + 1]), level(row[at + 2])];
    if (!laid) return opaque(red, green, blue);
    return laid(red, green, blue, samples > colours ? level(row[at + colours]) : 255);
  };
}

/** Blank glass where the picture is transparent. */
function glassUnder({ alpha }: TiffLayout) {
  if (alpha === 'none') return null;
  return (red: number, green: number, blue: number, opacity: number): number => {
    const own = alpha === 'associated' ? 1 : opacity / 255;
    const glass = 1 - opacity / 255;
    return opaque(
      byte(red * own + GLASS[0] * glass),
      byte(green * own + GLASS[1] * glass),
      byte(blue * own + GLASS[2] * glass),
    );
  };
}

/** ITU-R BT.601, full range, as TIFF 6.0 has it by default. */
function fromYCbCr(y: number, cb: number, cr: number): number {
  return opaque(
    byte(y + 1.402 * (cr - 128)),
    byte(y - 0.344136 * (cb - 128) - 0.714136 * (cr - 128)),
    byte(y + 1.772 * (cb - 128)),
  );
}

/** Units of several luma samples and one of each chroma. */
function paintChroma(
  block: TiffBlock,
  bytes: Uint8Array,
  stride: number,
  { chroma: [across, down] }: TiffLayout,
  out: Uint32Array,
  width: number,
): void {
  const unit = across * down + 2;
  for (let y = 0; y < block.height; y++)
    for (let x = 0; x < block.width; x++) {
      const at = Math.floor(y / down) * stride + Math.floor(x / across) * unit;
      const luma = bytes[at + (y % down) * across + (x % across)] ?? 0;
      const [cb = 128, cr = 128] = bytes.subarray(at + unit - 2, at + unit);
      out[(block.y + y) * width + block.x + x] = fromYCbCr(luma, cb, cr);
    }
}
