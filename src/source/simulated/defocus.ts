import { blurThree, enlarge, halveSmooth, type PackedImage, packedImage } from './packed-pixels';

/** Beyond this nothing is left to see, and the coarsest level would be a few px. */
const MAX_SIGMA_PX = 48;
const MIN_SIGMA_PX = 0.1;

/**
 * Gaussian-like blur at a cost that does not grow with its width: halve, blur with a small binomial, enlarge.
 * The way down and up has itself a variance (see {@link inherentVariance}), so the deepest level that does not
 * blur too much is taken and the small blur adds what is missing. Every step keeps the centre of mass, so a blurred
 * picture does not swim when it moves by parts of a px.
 */
export class Defocus {
  private readonly levels: { image: PackedImage; spare: PackedImage; scratch: PackedImage }[] = [];

  /** `sigmaPx`: standard deviation in px. `out` may be `source`. */
  apply(source: PackedImage, sigmaPx: number, out: PackedImage): void {
    const sigma = Math.min(sigmaPx, MAX_SIGMA_PX);
    if (!(sigma >= MIN_SIGMA_PX)) {
      if (out !== source) out.pixels.set(source.pixels);
      return;
    }
    let depth = 0;
    while (inherentVariance(depth + 1) <= sigma * sigma) depth++;
    let coarse = source;
    for (let k = 1; k <= depth; k++) {
      const { image } = this.level(k, coarse);
      halveSmooth(coarse, image);
      coarse = image;
    }
    const variance = Math.max(0, (sigma * sigma - inherentVariance(depth)) / 4 ** depth);
    const { spare, scratch } = this.level(depth, source);
    // Once (side, centre, side) has variance 2 * side. Two passes let no frequency through with the wrong sign.
    const passes = variance > 0.4 ? 2 : 1;
    const side = Math.round((variance / passes / 2) * 256);
    let blurred = coarse;
    for (let pass = 0; pass < passes && side > 0; pass++) {
      const target = depth === 0 && pass === passes - 1 ? out : spare;
      blurThree(blurred, side, scratch, target);
      blurred = target;
    }
    if (depth > 0) enlarge(blurred, depth, out);
    else if (blurred !== out) out.pixels.set(blurred.pixels);
  }

  /** Buffers of level k (0: full size), made once. `finer` is the image one level below. */
  private level(k: number, finer: PackedImage) {
    const existing = this.levels[k];
    if (existing) return existing;
    const width = k === 0 ? finer.width : Math.ceil(finer.width / 2);
    const height = k === 0 ? finer.height : Math.ceil(finer.height / 2);
    const made = {
      image: packedImage(k === 0 ? 1 : width, k === 0 ? 1 : height),
      spare: packedImage(width, height),
      scratch: packedImage(width, height),
    };
    this.levels[k] = made;
    return made;
  }
}

/**
 * Variance in px^2 of halving k times with (1, 3, 3, 1) / 8, which is 3/4 px^2 of each level, and enlarging again
 * bilinearly, which is 4^k / 6 + 1 / 12 in the mean over the phases.
 */
const inherentVariance = (k: number) => (k === 0 ? 0 : (5 * 4 ** k) / 12 - 1 / 6);
