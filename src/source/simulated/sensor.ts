import type { SizePx } from '../../domain/geometry';
import { lampColour } from './lamp-colour';
import type { PackedImage } from './packed-pixels';
import type { SimulatorState } from './simulator';

export interface SensorOptions {
  /** Specks on the camera's glass: they stay while the slide moves. */
  readonly dust: number;
  readonly seed: number;
}

/** Noise is drawn from a table of so many px, begun at a hashed place in each row. */
const NOISE_PIXELS = 1 << 15;
const SHADES = 256;
const RED_BLUE = 0x00ff00ff;
/** Added to each lane so that noise below black does not borrow from the lane above. */
const BIAS = 256;

/** The camera's sensor: lamp and white balance in linear light, shading, noise, clipping at 0 and 255. */
export class Sensor {
  private readonly unitNoise: Float32Array;
  /** Biased noise of red and blue, 16 bits apart, and of green. */
  private readonly redBlueNoise: Int32Array;
  private readonly greenNoise: Int32Array;
  private noiseSigma = -1;
  /** Response for each shade, channel and value, at the channel's place in the word: shades x 3 x 256. */
  private readonly response: Int32Array;
  private responseKey = '';
  private isPlain = false;
  /** Shade of each px, 0 (dark) .. SHADES - 1 (full light); null: even light. */
  private shade: Uint8Array | null = null;
  private vignetting = -1;

  constructor(
    private readonly size: SizePx,
    private readonly options: SensorOptions,
  ) {
    const count = NOISE_PIXELS + size.width;
    this.unitNoise = gaussianNoise(3 * count, options.seed);
    this.redBlueNoise = new Int32Array(count);
    this.greenNoise = new Int32Array(count);
    this.response = new Int32Array(SHADES * 3 * 256);
  }

  /** Exposes `field` into RGBX bytes as words. `frame` picks the noise. */
  expose(field: PackedImage, light: SimulatorState, frame: number, out: Uint32Array): void {
    this.prepare(light);
    const { redBlueNoise, greenNoise, response, shade, isPlain } = this;
    const { width, height } = this.size;
    const { pixels } = field;
    for (let y = 0; y < height; y++) {
      let n = hash(this.options.seed, frame, y) & (NOISE_PIXELS - 1);
      const end = (y + 1) * width;
      for (let i = y * width; i < end; i++, n++) {
        let p = pixels[i] ?? 0;
        if (!isPlain) {
          const base = shade ? (shade[i] ?? 0) * 768 : 0;
          p =
            (response[base + (p & 255)] ?? 0) |
            (response[base + 256 + ((p >>> 8) & 255)] ?? 0) |
            (response[base + 512 + ((p >>> 16) & 255)] ?? 0);
        }
        const redBlue = clipLanes((p & RED_BLUE) + (redBlueNoise[n] ?? 0));
        const green = clipLanes(((p >>> 8) & 255) + (greenNoise[n] ?? 0));
        out[i] = redBlue | (green << 8) | 0xff000000;
      }
    }
  }

  private prepare({ lamp, lampKelvin, whiteBalance, noise, vignetting }: SimulatorState): void {
    if (noise !== this.noiseSigma) {
      this.noiseSigma = noise;
      // Beyond 5 standard deviations there are no values, so 0.1 of full scale stays within the bias.
      const at = (i: number) => Math.round((this.unitNoise[i] ?? 0) * noise * 255) + BIAS;
      for (let i = 0; i < this.greenNoise.length; i++) {
        this.redBlueNoise[i] = at(3 * i) | (at(3 * i + 2) << 16);
        this.greenNoise[i] = at(3 * i + 1);
      }
    }
    if (vignetting !== this.vignetting) {
      this.vignetting = vignetting;
      const isShaded = vignetting > 0 || this.options.dust > 0;
      this.shade = isShaded ? shading(this.size, vignetting, this.options) : null;
    }
    const key = `${lamp}/${lampKelvin}/${whiteBalance.join('/')}/${this.shade !== null}`;
    if (key === this.responseKey) return;
    this.responseKey = key;
    const colour = lampColour(lampKelvin);
    const gains = whiteBalance.map((gain, channel) => gain * lamp * (colour[channel] ?? 1));
    this.isPlain = this.shade === null && gains.every((gain) => gain === 1);
    const shades = this.shade ? SHADES : 1;
    for (let shade = 0; shade < shades; shade++) {
      const light = shades === 1 ? 1 : shade / (SHADES - 1);
      for (let channel = 0; channel < 3; channel++) {
        const gain = (gains[channel] ?? 1) * light;
        for (let value = 0; value < 256; value++) {
          const exposed = Math.round(encode(Math.min(1, gain * decode(value / 255))) * 255);
          this.response[(shade * 3 + channel) * 256 + value] = exposed << (8 * channel);
        }
      }
    }
  }
}

/** Takes the bias off two lanes, 16 bits apart, of 0..1023 each, and clips them to 0..255 without a branch. */
function clipLanes(lanes: number): number {
  const over = (lanes >>> 9) & 0x00010001;
  const notUnder = over | ((lanes >>> 8) & 0x00010001);
  return ((lanes & RED_BLUE) | ((over << 8) - over)) & ((notUnder << 8) - notUnder);
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

/** Fall of light from the centre to the corners by `vignetting`, and specks. */
function shading({ width, height }: SizePx, vignetting: number, { dust, seed }: SensorOptions): Uint8Array {
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
