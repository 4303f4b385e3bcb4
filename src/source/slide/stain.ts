/**
 * Haematoxylin and eosin as absorbers: RGB optical density (natural log) of one unit of each stain
 * (Ruifrok and Johnston, Anal Quant Cytol Histol 2001, by Beer and Lambert), over slightly warm glass.
 */
const HAEMATOXYLIN = [0.65, 0.704, 0.286] as const;
const EOSIN = [0.092, 0.954, 0.283] as const;
const GLASS = [243, 241, 243] as const;

const STEPS = 512;
const REACH = 4;
/** exp(-od) by table: optical density 0..REACH. */
const TRANSMISSION = new Float32Array(STEPS + 1).map((_, i) => Math.exp((-i * REACH) / STEPS));

function transmission(od: number): number {
  const at = od <= 0 ? 0 : (od * STEPS) / REACH;
  return TRANSMISSION[at >= STEPS ? STEPS : at | 0] ?? 0;
}

/** Amounts of stain, one value a px, to RGBA8. */
export function stainToRgba(h: Float32Array, e: Float32Array, out: Uint8ClampedArray): void {
  for (let i = 0, at = 0; i < h.length; i++, at += 4) {
    const hi = h[i] ?? 0;
    const ei = e[i] ?? 0;
    out[at] = GLASS[0] * transmission(hi * HAEMATOXYLIN[0] + ei * EOSIN[0]);
    out[at + 1] = GLASS[1] * transmission(hi * HAEMATOXYLIN[1] + ei * EOSIN[1]);
    out[at + 2] = GLASS[2] * transmission(hi * HAEMATOXYLIN[2] + ei * EOSIN[2]);
    out[at + 3] = 255;
  }
}
