import type { FieldBytes } from '../signal';

/** Repeatable random numbers 0..1. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A picture that a camera moves over, RGB bytes. */
export interface Specimen {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array | Uint8ClampedArray;
}

/** A stand-in for stained tissue: purple nuclei in clusters on pink; `tissue` is the share of the area it fills. */
export function stainedSpecimen(width: number, height: number, seed = 1, tissue = 1): Specimen {
  const random = randomNumbers(seed);
  const rgb = new Uint8ClampedArray(width * height * 3).fill(242);
  const edge = width * tissue;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < edge; x++) {
      const wave =
        Math.sin(0.03 * x + 2 * Math.sin(0.021 * y)) + Math.sin(0.027 * y + 1.5 * Math.sin(0.017 * x));
      rgb.set([224 + 6 * wave, 172 + 14 * wave, 206 + 8 * wave], 3 * (y * width + x));
    }
  for (let n = 0; n < (edge * height) / 400; n++) {
    const cx = random() * edge;
    const cy = random() * height;
    const radius = 3 + 4 * random();
    if (Math.sin(0.011 * cx) * Math.cos(0.013 * cy) + 0.4 * random() < 0) continue;
    for (let y = Math.max(0, Math.floor(cy - 9)); y < Math.min(height, cy + 9); y++)
      for (let x = Math.max(0, Math.floor(cx - 9)); x < Math.min(width, cx + 9); x++) {
        const cover = Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(x + 0.5 - cx, y + 0.5 - cy))) * 0.8;
        const at = 3 * (y * width + x);
        [96, 62, 138].forEach((ink, channel) => {
          const under = rgb[at + channel] ?? 0;
          rgb[at + channel] = under + cover * (ink - under);
        });
      }
  }
  return { width, height, rgb };
}

/** What the camera adds. */
export interface CameraFaults {
  /** Standard deviation, of full scale. */
  readonly noise?: number;
  /** Share of light lost in the corners. */
  readonly vignetting?: number;
  /** Specks that stay while the slide moves. */
  readonly dust?: number;
  readonly seed?: number;
}

/** A camera of fixed size over a specimen. Same seed and calls, same bytes. */
export class MovingCamera {
  readonly #random: () => number;
  readonly #noise: Float32Array;
  readonly #light: Float32Array;

  constructor(
    readonly width: number,
    readonly height: number,
    faults: CameraFaults = {},
  ) {
    this.#random = randomNumbers(faults.seed ?? 1);
    const sigma = 255 * (faults.noise ?? 0);
    this.#noise = Float32Array.from(
      { length: 1 << 17 },
      () => sigma * Math.sqrt(-2 * Math.log(1 - this.#random())) * Math.cos(2 * Math.PI * this.#random()),
    );
    this.#light = this.#shading(faults.vignetting ?? 0, faults.dust ?? 0);
  }

  /** The field around `centre` (specimen px, px corners as origin); `scale` specimen px a field px, `turn` radians. */
  expose(
    specimen: Specimen,
    centre: { x: number; y: number },
    scale = 1,
    exposure = 1,
    turn = 0,
  ): FieldBytes {
    const { width, height } = this;
    const { rgb } = specimen;
    const cos = Math.cos(turn);
    const sin = Math.sin(turn);
    const rgba = new Uint8ClampedArray(width * height * 4);
    let n = Math.floor(this.#random() * this.#noise.length);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const right = (x + 0.5 - width / 2) * scale;
        const lower = (y + 0.5 - height / 2) * scale;
        const u = centre.x + right * cos - lower * sin - 0.5;
        const v = centre.y + right * sin + lower * cos - 0.5;
        const top = clamp(Math.floor(v), specimen.height - 1);
        const down = v - Math.floor(v);
        const left = clamp(Math.floor(u), specimen.width - 1);
        const across = u - Math.floor(u);
        const light = (this.#light[y * width + x] ?? 1) * exposure;
        const at = 3 * (top * specimen.width + left);
        const below = at + 3 * specimen.width;
        for (let channel = 0; channel < 3; channel++) {
          const a = rgb[at + channel] ?? 0;
          const b = rgb[at + 3 + channel] ?? 0;
          const c = rgb[below + channel] ?? 0;
          const d = rgb[below + 3 + channel] ?? 0;
          const upper = a + across * (b - a);
          const value = upper + down * (c + across * (d - c) - upper);
          n = (n + 1) % this.#noise.length;
          rgba[4 * (y * width + x) + channel] = value * light + (this.#noise[n] ?? 0);
        }
        rgba[4 * (y * width + x) + 3] = 255;
      }
    }
    return { width, height, rgba };
  }

  #shading(vignetting: number, dust: number): Float32Array {
    const { width, height } = this;
    const light = new Float32Array(width * height);
    const specks = Array.from({ length: dust }, () => ({
      x: this.#random() * width,
      y: this.#random() * height,
      radius: width * (0.005 + 0.01 * this.#random()),
      shade: 0.3 + 0.4 * this.#random(),
    }));
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const fall = ((x + 0.5) / width - 0.5) ** 2 + ((y + 0.5) / height - 0.5) ** 2;
        light[y * width + x] = 1 - 2 * vignetting * fall;
      }
    for (const speck of specks)
      for (
        let y = Math.max(0, Math.floor(speck.y - speck.radius));
        y < Math.min(height, speck.y + speck.radius);
        y++
      )
        for (
          let x = Math.max(0, Math.floor(speck.x - speck.radius));
          x < Math.min(width, speck.x + speck.radius);
          x++
        )
          if (Math.hypot(x - speck.x, y - speck.y) < speck.radius) {
            const at = y * width + x;
            light[at] = (light[at] ?? 1) * (1 - speck.shade);
          }
    return light;
  }
}

function clamp(value: number, last: number): number {
  return Math.min(last - 1, Math.max(0, value));
}
