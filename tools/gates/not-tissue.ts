import type { FieldBytes } from '../../src/optics/resample-reference';
import { unmix } from './restain';

type Random = () => number;
type Rgb = readonly [number, number, number];

const clear = (width: number, height: number, [r, g, b]: Rgb): FieldBytes => {
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let at = 0; at < rgba.length; at += 4) rgba.set([r, g, b, 255], at);
  return { width, height, rgba };
};

const PAPERS: Readonly<Record<string, { paper: Rgb; ink: Rgb }>> = {
  'black on white': { paper: [248, 248, 246], ink: [25, 25, 28] },
  'purple on pink': { paper: [236, 190, 216], ink: [92, 46, 130] },
  'purple on white': { paper: [246, 244, 246], ink: [96, 50, 134] },
  'dark red on rose': { paper: [240, 205, 214], ink: [140, 40, 90] },
  'white on purple': { paper: [110, 62, 142], ink: [240, 205, 225] },
};
export const TEXTS = Object.keys(PAPERS);

/** Strokes of letters on a grid of 3 x 5 points: every letter takes some of them. */
const STROKES = [
  [0, 0, 0, 4],
  [0, 0, 2, 0],
  [0, 2, 2, 2],
  [0, 4, 2, 4],
  [2, 0, 2, 4],
  [0, 0, 2, 4],
  [1, 0, 1, 4],
] as const;

/** A printed page: rows of words of made-up letters, `xHeight` px high, with soft edges. */
export function textPage(
  width: number,
  height: number,
  colours: string,
  xHeight: number,
  random: Random,
): FieldBytes {
  const { paper, ink } = PAPERS[colours] ?? { paper: [255, 255, 255], ink: [0, 0, 0] };
  const cover = new Float32Array(width * height);
  const unit = xHeight / 4;
  const thick = Math.max(0.8, 0.45 * unit);
  const alphabet = Array.from({ length: 20 }, () => STROKES.filter(() => random() < 0.45));
  const dab = (x0: number, y0: number, x1: number, y1: number) => {
    for (let y = Math.floor(Math.min(y0, y1) - thick - 1); y <= Math.max(y0, y1) + thick + 1; y++)
      for (let x = Math.floor(Math.min(x0, x1) - thick - 1); x <= Math.max(x0, x1) + thick + 1; x++) {
        if (x < 0 || y < 0 || x >= width || y >= height) continue;
        const length = Math.max(1e-6, (x1 - x0) ** 2 + (y1 - y0) ** 2);
        const along = Math.min(1, Math.max(0, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length));
        const off = Math.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0));
        const at = y * width + x;
        cover[at] = Math.max(cover[at] ?? 0, Math.min(1, Math.max(0, thick + 0.5 - off)));
      }
  };
  for (let top = xHeight * random(); top < height; top += 2 * xHeight)
    for (
      let left = 2 * random() * xHeight;
      left < width;
      left += random() < 0.18 ? 1.6 * xHeight : 0.85 * xHeight
    )
      for (const [x0, y0, x1, y1] of alphabet[Math.floor(20 * random())] ?? [])
        dab(left + x0 * 0.3 * xHeight, top + y0 * unit, left + x1 * 0.3 * xHeight, top + y1 * unit);
  const page = clear(width, height, paper);
  cover.forEach((share, i) => {
    for (let c = 0; c < 3; c++)
      page.rgba[4 * i + c] = (paper[c] ?? 0) + share * ((ink[c] ?? 0) - (paper[c] ?? 0));
  });
  return page;
}

/**
 * A screen that shows a field, taken by a camera: its stripes of red, green and blue beat with the camera's px.
 * `depth`: how far the beat dims a channel, 0..1. `spread`: phase between the channels, radians; 0: a grey beat.
 */
export function onScreen(
  field: FieldBytes,
  { period, angle, depth, spread }: { period: number; angle: number; depth: number; spread: number },
): FieldBytes {
  const { width, height } = field;
  const rgba = new Uint8ClampedArray(field.rgba);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++) {
        const along = (2 * Math.PI * (x * Math.cos(angle) + y * Math.sin(angle))) / period + c * spread;
        const across = (2 * Math.PI * (y * Math.cos(angle) - x * Math.sin(angle))) / (1.3 * period);
        const beat = 1 - (depth / 2) * (1 + 0.7 * Math.sin(along) + 0.3 * Math.sin(across));
        rgba[4 * (y * width + x) + c] = (rgba[4 * (y * width + x) + c] ?? 0) * beat;
      }
  return { width, height, rgba };
}

/** Value noise of several octaves, 0..1. */
function clouds(random: Random, largest: number) {
  const grid = new Float32Array(64 * 64).map(() => random());
  const smooth = (t: number) => t * t * (3 - 2 * t);
  const once = (x: number, y: number) => {
    const [ix, iy] = [Math.floor(x), Math.floor(y)];
    const [fx, fy] = [smooth(x - ix), smooth(y - iy)];
    const value = (dx: number, dy: number) => grid[(((iy + dy) & 63) << 6) + ((ix + dx) & 63)] ?? 0;
    const upper = value(0, 0) + fx * (value(1, 0) - value(0, 0));
    const lower = value(0, 1) + fx * (value(1, 1) - value(0, 1));
    return upper + fy * (lower - upper);
  };
  return (x: number, y: number) => {
    let sum = 0;
    let left = 1;
    for (let octave = 0, size = largest; octave < 6; octave++, size /= 2, left /= 2)
      sum += (left / 2) * once(x / size, y / size);
    return sum;
  };
}

/** Skies, skin, leaves, walls and cloth: what a camera sees that was taken off its microscope. */
export const SCENES = ['landscape', 'face', 'room', 'flowers', 'street'] as const;
const PALETTES: Readonly<Record<(typeof SCENES)[number], readonly Rgb[]>> = {
  landscape: [
    [120, 170, 225],
    [70, 120, 50],
    [120, 95, 60],
    [200, 210, 220],
  ],
  face: [
    [225, 180, 155],
    [70, 45, 35],
    [150, 60, 60],
    [120, 130, 150],
  ],
  room: [
    [190, 170, 140],
    [90, 60, 40],
    [220, 215, 205],
    [50, 60, 90],
  ],
  flowers: [
    [200, 80, 150],
    [60, 110, 50],
    [240, 200, 220],
    [110, 50, 130],
  ],
  street: [
    [130, 130, 135],
    [60, 60, 65],
    [180, 60, 50],
    [210, 215, 225],
  ],
};

export function photograph(
  width: number,
  height: number,
  scene: (typeof SCENES)[number],
  random: Random,
): FieldBytes {
  const palette = PALETTES[scene];
  const page = clear(width, height, palette[0] ?? [128, 128, 128]);
  const texture = clouds(random, 30);
  const light = clouds(random, 200);
  const shapes = Array.from({ length: 60 }, () => ({
    x: width * random(),
    y: height * random(),
    rx: 8 + 90 * random(),
    ry: 8 + 90 * random(),
    colour: palette[Math.floor(palette.length * random())] ?? [0, 0, 0],
    box: random() < 0.4,
    grain: 0.5 * random(),
  }));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const over = shapes.findLast((s) =>
        s.box
          ? Math.abs(x - s.x) < s.rx && Math.abs(y - s.y) < s.ry
          : ((x - s.x) / s.rx) ** 2 + ((y - s.y) / s.ry) ** 2 < 1,
      );
      const colour = over?.colour ?? palette[0] ?? [128, 128, 128];
      const shade = 0.6 + 0.6 * light(x, y) + (over?.grain ?? 0.2) * (texture(x, y) - 0.5);
      for (let c = 0; c < 3; c++) page.rgba[4 * (y * width + x) + c] = (colour[c] ?? 0) * shade;
    }
  return page;
}

/** Haematoxylin and eosin as light on black: DAPI alone, or three channels; `gain`: brightness, `ground`: of the dark. */
export function fluorescence(
  field: FieldBytes,
  { colours, gain, ground }: { colours: 1 | 3; gain: number; ground: number },
): FieldBytes {
  const amounts = unmix(field);
  const rgba = new Uint8ClampedArray(field.rgba.length).fill(255);
  for (let i = 0; i < amounts.length / 2; i++) {
    const [h, e] = [amounts[2 * i] ?? 0, amounts[2 * i + 1] ?? 0];
    const nuclei = ground + 150 * gain * h;
    const rest = ground + 140 * gain * e;
    if (colours === 1) rgba.set([0.12 * nuclei, 0.25 * nuclei, nuclei], 4 * i);
    else rgba.set([1.1 * rest * Math.min(1, h + 0.2), rest, nuclei], 4 * i);
  }
  return { ...field, rgba };
}

/** Two fields on one frame: `mean` as two exposures (`share`: of the second), `product` as two sections on each other. */
export function doubled(
  first: FieldBytes,
  second: FieldBytes,
  how: 'mean' | 'product',
  share = 0.5,
): FieldBytes {
  const rgba = new Uint8ClampedArray(first.rgba);
  for (let y = 0; y < first.height; y++)
    for (let x = 0; x < first.width; x++)
      for (let c = 0; c < 3; c++) {
        const at = 4 * (y * first.width + x) + c;
        const other = second.rgba[4 * ((y % second.height) * second.width + (x % second.width)) + c] ?? 0;
        const own = first.rgba[at] ?? 0;
        rgba[at] = how === 'mean' ? (1 - share) * own + share * other : (own * other) / 244;
      }
  return { ...first, rgba };
}

/** The field on itself, moved by so many px: a camera that slipped, or a reflection. */
export function ghosted(field: FieldBytes, dx: number, dy: number, share: number): FieldBytes {
  const { width, height } = field;
  const rgba = new Uint8ClampedArray(field.rgba);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++) {
        const from = 4 * (((y + dy + height) % height) * width + ((x + dx + width) % width)) + c;
        const at = 4 * (y * width + x) + c;
        rgba[at] = (1 - share) * (field.rgba[at] ?? 0) + share * (field.rgba[from] ?? 0);
      }
  return { ...field, rgba };
}
