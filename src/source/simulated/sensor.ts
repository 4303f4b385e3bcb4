import type { MicroscopeState } from '../../domain/frame';
import type { SizePx } from '../../domain/geometry';
import type { PackedImage } from './packed-pixels';

export interface SensorOptions {
  /** Fall of light from the centre to the corners, 0 (none) .. 1 (black corners). */
  readonly vignetting: number;
  /** Specks on the camera's glass: they stay while the slide moves. */
  readonly dust: number;
  readonly seed: number;
}

/** Values carry 4 binary places until noise is added, so that weak noise is not rounded away. */
const PLACES = 4;
const UNIT = 1 << PLACES;
/** Room below black and above white for noise of 0.1 of full scale. */
const FOOTROOM = 512 * UNIT;
const NOISE_VALUES = 1 << 16;
const SHADES = 64;

/** The camera's sensor: lamp and white balance in linear light, shading, noise, clipping at 0 and 255. */
export class Sensor {
  private readonly unitNoise: Float32Array;
  private readonly noise: Int16Array;
  private noiseSigma = -1;
  /** Response for each shade, channel and value: shades x 3 x 256. */
  private readonly response: Int16Array;
  private responseKey = '';
  private readonly clip = new Uint8Array(3 * FOOTROOM);
  /** Shade of each px, 0 (dark) .. SHADES - 1 (full light); null: even light. */
  private readonly shade: Uint8Array | null;

  constructor(
    private readonly size: SizePx,
    private readonly options: SensorOptions,
  ) {
    this.unitNoise = gaussianNoise(NOISE_VALUES + 3 * size.width, options.seed);
    this.noise = new Int16Array(this.unitNoise.length);
    for (let i = 0; i < this.clip.length; i++)
      this.clip[i] = Math.min(255, Math.max(0, (i - FOOTROOM) >> PLACES));
    this.shade = options.vignetting > 0 || options.dust > 0 ? shading(size, options) : null;
    this.response = new Int16Array((this.shade ? SHADES : 1) * 3 * 256);
  }

  /** Exposes `field` into RGBX bytes as words. `frame` picks the noise. */
  expose(field: PackedImage, light: MicroscopeState, frame: number, out: Uint32Array): void {
    this.prepare(light);
    const { noise, response, clip, shade } = this;
    const { width, height } = this.size;
    const { pixels } = field;
    for (let y = 0; y < height; y++) {
      let n = hash(this.options.seed, frame, y) & (NOISE_VALUES - 1);
      const end = (y + 1) * width;
      for (let i = y * width; i < end; i++, n += 3) {
        const p = pixels[i] ?? 0;
        const base = shade ? (shade[i] ?? 0) * 768 : 0;
        const red = clip[(response[base + (p & 255)] ?? 0) + (noise[n] ?? 0) + FOOTROOM] ?? 0;
        const green =
          clip[(response[base + 256 + ((p >>> 8) & 255)] ?? 0) + (noise[n + 1] ?? 0) + FOOTROOM] ?? 0;
        const blue =
          clip[(response[base + 512 + ((p >>> 16) & 255)] ?? 0) + (noise[n + 2] ?? 0) + FOOTROOM] ?? 0;
        out[i] = red | (green << 8) | (blue << 16) | 0xff000000;
      }
    }
  }

  private prepare({ lamp, whiteBalance, noise }: MicroscopeState): void {
    if (noise !== this.noiseSigma) {
      this.noiseSigma = noise;
      // Beyond 5 standard deviations there are no values, so 0.1 of full scale stays within the footroom.
      for (let i = 0; i < this.noise.length; i++)
        this.noise[i] = Math.round((this.unitNoise[i] ?? 0) * noise * 255 * UNIT);
    }
    const key = `${lamp}/${whiteBalance.join('/')}`;
    if (key === this.responseKey) return;
    this.responseKey = key;
    const shades = this.shade ? SHADES : 1;
    for (let shade = 0; shade < shades; shade++) {
      const light = shades === 1 ? 1 : shade / (SHADES - 1);
      for (let channel = 0; channel < 3; channel++) {
        const gain = lamp * (whiteBalance[channel] ?? 1) * light;
        for (let value = 0; value < 256; value++) {
          const exposed = encode(Math.min(1, gain * decode(value / 255))) * 255;
          this.response[(shade * 3 + channel) * 256 + value] = Math.round(exposed * UNIT) + UNIT / 2;
        }
      }
    }
  }
}

/** sRGB transfer functions (IEC 61966-2-1), 0..1. */
const decode = (v: number) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
const encode = (v: number) => (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055);

/** Unit Gaussian noise, mean 0, within 5 standard deviations. Box and Muller 1958. */
function gaussianNoise(length: number, seed: number): Float32Array {
  const values = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    const u = (hash(seed, i, 1) + 1) / 4294967297;
    const angle = 2 * Math.PI * (hash(seed, i, 2) / 4294967296);
    values[i] = Math.min(5, Math.max(-5, Math.sqrt(-2 * Math.log(u)) * Math.cos(angle)));
  }
  return values;
}

function shading({ width, height }: SizePx, { vignetting, dust, seed }: SensorOptions): Uint8Array {
  const shade = new Uint8Array(width * height);
  const corner = Math.hypot(width, height) / 2;
  const specks = Array.from({ length: dust }, (_, i) => ({
    x: (hash(seed, i, 11) / 4294967296) * width,
    y: (hash(seed, i, 12) / 4294967296) * height,
    radius: 3 + (hash(seed, i, 13) / 4294967296) * 9,
  }));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const r = Math.hypot(x - width / 2, y - height / 2) / corner;
      let light = 1 - vignetting * r * r;
      for (const speck of specks) {
        const d = Math.hypot(x - speck.x, y - speck.y) / speck.radius;
        if (d < 1) light *= 1 - 0.5 * (1 - d * d);
      }
      shade[y * width + x] = Math.round(Math.max(0, light) * (SHADES - 1));
    }
  }
  return shade;
}

/** 32 well-mixed bits of three integers (finaliser of MurmurHash3, public domain). */
function hash(a: number, b: number, c: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b + 1, 0x85ebca6b) ^ Math.imul(c + 1, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
