import { hash, type ValueNoise } from './noise';
import { type Architecture, type Place, Site, type SiteCode } from './tissue';

/** Nuclei of one kind of tissue. Lengths in um. */
interface NucleusKind {
  /** Chance that a site of the jittered grid holds one. */
  readonly share: number;
  readonly radius: readonly [number, number];
  /** Long over short axis, at most. */
  readonly stretch: number;
  /** Lie along the fibres or the gland's border rather than anyhow. */
  readonly aligned: boolean;
  /** Haematoxylin of the body; of the membrane more, of a vesicular centre less. */
  readonly stain: number;
  readonly vesicular: number;
  readonly nucleolus: number;
}

const kind = (
  share: number,
  radius: readonly [number, number],
  stretch: number,
  aligned: boolean,
  stain: number,
  vesicular = 0,
  nucleolus = 0,
): NucleusKind => ({ share, radius, stretch, aligned, stain, vesicular, nucleolus });

/** Small nuclei: lymphocytes, stroma, benign epithelium. */
const SMALL: Readonly<Partial<Record<SiteCode, NucleusKind>>> = {
  [Site.Lymphocytes]: kind(0.93, [2.7, 3.5], 1.2, false, 1.75),
  [Site.Stroma]: kind(0.13, [2.2, 3], 3.2, true, 1.3),
  [Site.Desmoplasia]: kind(0.17, [2.3, 3.2], 2.8, true, 1.3),
  [Site.Muscle]: kind(0.1, [2.1, 2.8], 3.8, true, 1.2),
  [Site.Sinus]: kind(0.2, [2.7, 3.4], 1.2, false, 1.6),
  [Site.Tumour]: kind(0.04, [2.7, 3.3], 1.2, false, 1.7),
  [Site.GerminalCentre]: kind(0.16, [2.7, 3.3], 1.2, false, 1.6),
  [Site.Fat]: kind(0.02, [2, 2.6], 2.6, false, 1.2),
  [Site.BenignEpithelium]: kind(0.9, [2.7, 3.4], 1.4, true, 1.3, 0.25),
  [Site.Gleason3]: kind(0.85, [3.1, 4.1], 1.25, false, 1.25, 0.3, 0.5),
  [Site.Gleason4]: kind(0.72, [3.2, 4.4], 1.3, false, 1.3, 0.3, 0.5),
};

/** Large nuclei: tumour, germinal centre, histiocytes. */
const LARGE: Readonly<Partial<Record<SiteCode, NucleusKind>>> = {
  [Site.Tumour]: kind(0.88, [4.6, 7.6], 1.45, false, 1.12, 0.34, 0.7),
  [Site.GerminalCentre]: kind(0.78, [3.8, 5.2], 1.3, false, 1.15, 0.4, 0.4),
  [Site.Sinus]: kind(0.3, [3.4, 4.6], 1.5, false, 0.9, 0.35),
};

const PITCH = { small: 7.6, large: 11.6 } as const;
/** Farthest that a nucleus reaches from its centre, um. */
const REACH = 13;

/** The nucleus layer of a slide. `scan` calls draw for every nucleus that touches a rectangle, in fixed order. */
export class Nuclei {
  readonly #place: Place = { site: Site.Glass, depth: 0, tumour: false, direction: 0 };

  constructor(
    private readonly architecture: Architecture,
    private readonly noise: ValueNoise,
    private readonly seed: number,
  ) {}

  /** Adds all nuclei over a px grid to the haematoxylin `h` and takes eosin away under them. */
  draw(
    column0: number,
    row0: number,
    umPerPx: number,
    width: number,
    height: number,
    h: Float32Array,
    e: Float32Array,
  ): void {
    for (const [pitch, kinds, salt] of [
      [PITCH.small, SMALL, 101],
      [PITCH.large, LARGE, 151],
    ] as const) {
      const first = (at: number) => Math.floor((at * umPerPx - REACH) / pitch);
      const last = (at: number) => Math.floor((at * umPerPx + REACH) / pitch);
      for (let j = first(row0); j <= last(row0 + height); j++)
        for (let i = first(column0); i <= last(column0 + width); i++) {
          const x = (i + 0.14 + 0.72 * hash(i, j, this.seed + salt)) * pitch;
          const y = (j + 0.14 + 0.72 * hash(i, j, this.seed + salt + 1)) * pitch;
          this.architecture.at(x, y, this.#place);
          const given = kinds[this.#place.site];
          if (!given || hash(i, j, this.seed + salt + 2) > given.share || !inItsLayer(this.#place)) continue;
          this.#splat(
            given,
            i,
            j,
            salt,
            x / umPerPx,
            y / umPerPx,
            column0,
            row0,
            umPerPx,
            width,
            height,
            h,
            e,
          );
        }
    }
  }

  #splat(
    given: NucleusKind,
    i: number,
    j: number,
    salt: number,
    px: number,
    py: number,
    column0: number,
    row0: number,
    umPerPx: number,
    width: number,
    height: number,
    h: Float32Array,
    e: Float32Array,
  ): void {
    const random = (n: number) => hash(i * 7 + n, j, this.seed + salt + 3);
    // Secretory nuclei stay at the base; the basal layer at the rim is flat and dark.
    const basal = this.#place.site === Site.BenignEpithelium && this.#place.depth > 0.955;
    const size = given.radius[0] + (given.radius[1] - given.radius[0]) * random(1);
    const stretch = Math.sqrt(basal ? 2.4 : 1 + (given.stretch - 1) * random(2));
    const angle = given.aligned ? this.#place.direction + 0.5 * (random(3) - 0.5) : Math.PI * random(3);
    const stain = given.stain * (0.8 + 0.4 * random(4)) * (basal ? 1.25 : 1);
    const a = (size * stretch) / umPerPx;
    const b = size / stretch / umPerPx;
    // Below a px, the edge widens and the stain thins, so that the field's mean stays.
    const soft = Math.max(0.5, 0.35 / umPerPx);
    const ra = a + soft;
    const rb = b + soft;
    const thin = Math.min(1, (a * b) / Math.max(1e-6, ra * rb) + 0.35);
    const c = Math.cos(angle);
    const s = Math.sin(angle);
    const reach = Math.ceil(Math.max(ra, rb)) + 1;
    const x0 = Math.max(column0, Math.floor(px - reach));
    const x1 = Math.min(column0 + width - 1, Math.ceil(px + reach));
    const y0 = Math.max(row0, Math.floor(py - reach));
    const y1 = Math.min(row0 + height - 1, Math.ceil(py + reach));
    const edge = 1 / Math.max(0.08, (2 * soft) / (ra + rb));
    const detail = Math.min(1, 0.9 / umPerPx);
    const nx = px + (random(5) - 0.5) * 0.7 * b;
    const ny = py + (random(6) - 0.5) * 0.7 * b;
    const nucleolus = given.nucleolus * detail * (random(7) < 0.8 ? 1 : 0);
    const nr = 1 / Math.max(0.8, 1.15 / umPerPx) ** 2;
    for (let y = y0; y <= y1; y++)
      for (let x = x0; x <= x1; x++) {
        const dx = x + 0.5 - px;
        const dy = y + 0.5 - py;
        const u = (dx * c + dy * s) / ra;
        const v = (-dx * s + dy * c) / rb;
        const d2 = u * u + v * v;
        if (d2 >= 1) continue;
        const d = Math.sqrt(d2);
        let cover = (1 - d) * edge;
        if (cover > 1) cover = 1;
        let body = stain;
        if (detail > 0.3) {
          // Chromatin: clumps, a darker membrane, a pale centre in vesicular nuclei.
          const clump = this.noise.at((x + i * 13) * umPerPx * 1.1 + i, (y + j * 7) * umPerPx * 1.1 + j);
          body *= 1 + detail * (0.16 * clump - given.vesicular * (1 - d2) + given.vesicular * 0.5 * d2);
        }
        if (nucleolus > 0) {
          const q = ((x + 0.5 - nx) ** 2 + (y + 0.5 - ny) ** 2) * nr;
          if (q < 1) body += nucleolus * (1 - q) * stain;
        }
        const at = (y - row0) * width + (x - column0);
        const alpha = cover * thin;
        h[at] = (h[at] ?? 0) * (1 - alpha) + body * alpha;
        e[at] = (e[at] ?? 0) * (1 - 0.72 * alpha);
      }
  }
}

/** In glands nuclei are in rows, not anywhere in the epithelium. */
function inItsLayer(place: Place): boolean {
  switch (place.site) {
    case Site.BenignEpithelium:
      return place.depth > 0.86;
    case Site.Gleason3:
      return place.depth > 0.62 && place.depth < 0.97;
    case Site.Gleason4:
      return place.depth < 0.97;
    default:
      return true;
  }
}
