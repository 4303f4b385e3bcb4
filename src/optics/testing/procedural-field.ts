import type { FieldBytes } from '../resample-reference';

/** Repeatable random numbers 0..1 (tests). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A stand-in for stained tissue (tests): purple discs of 7 px on pink with fibres. */
export function proceduralTissue(width: number, height: number, seed = 1): FieldBytes {
  const random = randomNumbers(seed);
  const rgba = new Uint8ClampedArray(width * height * 4);
  const discs = Array.from({ length: Math.ceil((width * height) / 150) }, () => ({
    x: random() * width,
    y: random() * height,
    radius: 2.5 + 2 * random(),
    depth: 0.6 + 0.4 * random(),
  }));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const fibre = 0.5 + 0.5 * Math.sin(0.35 * x + 3 * Math.sin(0.05 * y) + 0.4 * random());
      rgba.set([225 - 25 * fibre, 175 - 50 * fibre, 205 - 30 * fibre, 255], 4 * (y * width + x));
    }
  for (const disc of discs)
    for (let y = Math.max(0, Math.floor(disc.y - 6)); y < Math.min(height, disc.y + 6); y++)
      for (let x = Math.max(0, Math.floor(disc.x - 6)); x < Math.min(width, disc.x + 6); x++) {
        const distance = Math.hypot(x + 0.5 - disc.x, y + 0.5 - disc.y);
        const cover = disc.depth * Math.min(1, Math.max(0, disc.radius + 0.5 - distance));
        const at = 4 * (y * width + x);
        [100, 60, 140].forEach((ink, channel) => {
          const under = rgba[at + channel] ?? 0;
          rgba[at + channel] = under + cover * (ink - under);
        });
      }
  return { width, height, rgba };
}

/** One colour everywhere. */
export function flatField(
  width: number,
  height: number,
  colour: readonly [number, number, number],
): FieldBytes {
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let at = 0; at < rgba.length; at += 4) rgba.set([...colour, 255], at);
  return { width, height, rgba };
}

/** How a camera sees a field. All values are those of a perfect camera by default. */
export interface CameraFaults {
  /** Lamp and white balance: gain of red, green, blue. */
  readonly gains?: readonly [number, number, number];
  /** Standard deviation, of full scale. */
  readonly noise?: number;
  /** Share of light lost in the corners. */
  readonly vignetting?: number;
  /** Standard deviation of a Gaussian blur, px. */
  readonly blur?: number;
  readonly seed?: number;
}

/** The field as a faulty camera sees it. */
export function throughCamera(field: FieldBytes, faults: CameraFaults): FieldBytes {
  const { gains = [1, 1, 1], noise = 0, vignetting = 0, blur = 0, seed = 1 } = faults;
  const { width, height } = field;
  const random = randomNumbers(seed);
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const blurred = blur > 0 ? gaussianBlur(field, blur) : field.rgba;
  const rgba = new Uint8ClampedArray(blurred);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const dx = (x + 0.5) / width - 0.5;
      const dy = (y + 0.5) / height - 0.5;
      const light = 1 - vignetting * 2 * (dx * dx + dy * dy);
      for (let channel = 0; channel < 3; channel++) {
        const at = 4 * (y * width + x) + channel;
        const value = (blurred[at] ?? 0) * light * (gains[channel] ?? 1);
        rgba[at] = noise > 0 ? value + 255 * noise * gauss() : value;
      }
    }
  return { width, height, rgba };
}

function gaussianBlur({ width, height, rgba }: FieldBytes, sigma: number): Float32Array {
  const reach = Math.ceil(3 * sigma);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)),
  );
  const sum = kernel.reduce((a, b) => a + b, 0);
  const along = (source: ArrayLike<number>, dx: number, dy: number) => {
    const out = new Float32Array(source.length);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let channel = 0; channel < 3; channel++) {
          let value = 0;
          kernel.forEach((weight, i) => {
            const sx = Math.min(width - 1, Math.max(0, x + (i - reach) * dx));
            const sy = Math.min(height - 1, Math.max(0, y + (i - reach) * dy));
            value += weight * (source[4 * (sy * width + sx) + channel] ?? 0);
          });
          out[4 * (y * width + x) + channel] = value / sum;
        }
    return out;
  };
  return along(along(rgba, 1, 0), 0, 1);
}
