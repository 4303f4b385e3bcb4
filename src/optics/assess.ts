import type { ModelManifest } from '../domain/manifest';
import { OTHER_PICTURES, PICTURE_KINDS, type PictureKind } from '../domain/picture';
import { type Assessment, type FieldQuality, regionValue } from '../domain/quality';
import { isUnfamiliar, type TissueStatistics } from '../domain/tissue-statistics';
import { around, isInk, underInk } from './ink-spread';

/** Where a region stops being assessable. Measured on real H&E fields, see README.md. */
export interface QualityLimits {
  /** What the models know. */
  readonly accepts: readonly PictureKind[];
  /** What each of the models was trained on, as far as that is known. */
  readonly trainedOn: readonly (TissueStatistics | undefined)[];
  /** Share of the regions with tissue or ink under ink from which none of the field counts: it may be thin there. */
  readonly inkShare: number;
  /** Share of the tissue regions over-exposed from which all are: light is the field's. */
  readonly wholeShare: number;
  /** Least brightness of glass: below, the models' figures no longer hold. */
  readonly darkestWhite: number;
  /** Coherence of the detail of the whole field beyond which what is blurred is so by motion; */
  readonly streaks: number;
  /** coherence times blur, um: aligned fibres in focus have less; */
  readonly streakedUm: number;
  /** coherence that only motion gives, however sharp it looks across. */
  readonly onlyStreaks: number;
  /** Share of tissue below which a region is blank: one nucleus in 64 x 64 px at 1 um/px is 0.01. */
  readonly tissue: number;
  /** Share of the tissue clipped bright, from which its colours are gone. */
  readonly clippedBright: number;
  /** Share of px clipped dark; haematoxylin alone never clips. */
  readonly clippedDark: number;
  /** Mean luma below which noise wins, and above which even white holds nothing but clipped px. */
  readonly darkest: number;
  readonly brightest: number;
  /** Blur, um, beyond which an answer is no longer what the model's figures say: see limitsFor. */
  readonly blurUm: number;
  /** The same of the field's median by tissue: what the model bears, but never less than sharp fields measure. */
  readonly medianBlurUm: number;
  /** Share of the tissue regions that must be sharp for any to count: 0.85 and more on sharp fields, simulated
   *  and real; by luck up to 0.15 on those blurred by 4 to 10 um, 10x to 40x, at 1 and 3 % of noise. */
  readonly sharpShare: number;
}

/** Stains leave glass blank; of other pictures nothing is known. */
const BLANK_ON_GLASS: ReadonlySet<PictureKind> = new Set(
  OTHER_PICTURES.filter((kind) => kind.endsWith('-stain')),
);

/** 98 of 100 regions of sharp tissue have less blur, um: see README.md. */
export const SHARP_UM = 1.6;
/** 98 of 100 sharp fields have less blur than this in the median of their tissue, um. */
const SHARP_MEDIAN_UM = 1.45;
/** What models bear unless they say otherwise: blur added to sharp tissue, um. */
const BORNE_UM = 1;

export const QUALITY_LIMITS: QualityLimits = {
  accepts: ['h-and-e'],
  trainedOn: [],
  inkShare: 0.3,
  wholeShare: 0.5,
  darkestWhite: 0.46,
  streaks: 0.45,
  streakedUm: 0.45,
  onlyStreaks: 0.8,
  tissue: 0.03,
  clippedBright: 0.2,
  clippedDark: 0.2,
  darkest: 0.12,
  brightest: 0.995,
  blurUm: Math.hypot(SHARP_UM, BORNE_UM),
  medianBlurUm: Math.max(SHARP_MEDIAN_UM, BORNE_UM),
  sharpShare: 0.5,
};

/** Limits within which every one of the models keeps its figures, by its table of robustness. */
export function limitsFor(
  models: readonly Pick<ModelManifest, 'quality' | 'accepts' | 'tissue'>[],
): QualityLimits {
  if (models.length === 0) return QUALITY_LIMITS;
  const borne = Math.min(...models.map(({ quality }) => quality.maxDefocusUm));
  // Variances of Gaussians add up.
  return {
    ...QUALITY_LIMITS,
    accepts: PICTURE_KINDS.filter((kind) =>
      models.every(({ accepts = QUALITY_LIMITS.accepts }) => accepts.includes(kind)),
    ),
    trainedOn: models.map(({ tissue }) => tissue),
    blurUm: Math.hypot(SHARP_UM, borne),
    medianBlurUm: Math.max(SHARP_MEDIAN_UM, borne),
  };
}

/** Quality of one region, as in QUALITY_FIELDS. */
export interface RegionQuality {
  readonly tissue: number;
  readonly clippedBright: number;
  readonly clippedDark: number;
  readonly blurUm: number;
  readonly luma: number;
  readonly ink: number;
  readonly solidInk: number;
  readonly white: number;
  readonly streaks: number;
}

/** What a region can carry: an answer, nothing as there is no tissue, or the reason for no answer. */
export function assessRegion(region: RegionQuality, limits: QualityLimits = QUALITY_LIMITS): Assessment {
  // What could not be measured is not judged.
  if (Object.values(region).some((value) => Number.isNaN(value))) return 'looking';
  if (
    region.luma < limits.darkest ||
    region.white < limits.darkestWhite ||
    region.clippedDark >= limits.clippedDark
  )
    return 'under-exposed';
  // Where all is clipped, tissue may be hidden in it.
  if (region.luma >= limits.brightest) return 'blown-out';
  // Before blank glass: ink may hide tissue.
  if (isInk(region)) return 'ink';
  if (region.tissue < limits.tissue) return 'no-tissue';
  if (region.clippedBright >= limits.clippedBright * region.tissue) return 'over-exposed';
  if (isMoved(region.streaks, region.blurUm, limits)) return 'motion-blur';
  if (region.blurUm > limits.blurUm) return 'out-of-focus';
  return 'assessed';
}

/** Whether detail of this coherence (0..1) and blur (um) is that of a field that moved while the shutter was open. */
function isMoved(streaks: number, blurUm: number, limits: QualityLimits): boolean {
  if (streaks >= limits.onlyStreaks) return true;
  return streaks > limits.streaks && streaks * blurUm > limits.streakedUm;
}

/** Assessment of every region of a field, row by row. */
export function assessRegions(
  quality: FieldQuality,
  limits: QualityLimits = QUALITY_LIMITS,
): { readonly columns: number; readonly rows: number; readonly regions: readonly Assessment[] } {
  const { columns, rows } = quality;
  const regions = Array.from({ length: columns * rows }, (_, i) => {
    const value = (field: keyof RegionQuality) =>
      regionValue(quality, i % columns, Math.floor(i / columns), field);
    return assessRegion(
      {
        tissue: value('tissue'),
        clippedBright: value('clippedBright'),
        clippedDark: value('clippedDark'),
        blurUm: value('blurUm'),
        luma: value('luma'),
        ink: value('ink'),
        solidInk: value('solidInk'),
        white: value('white'),
        streaks: value('streaks'),
      },
      limits,
    );
  });
  const inFocus = withoutLuckyRegions(regions, limits.sharpShare);
  const medianUm = medianBlur(quality, regions);
  const blurred = medianUm > limits.medianBlurUm;
  const sharp = blurred ? refuse(inFocus, 'out-of-focus') : inFocus;
  const lit = share(sharp, 'over-exposed') >= limits.wholeShare ? refuse(sharp, 'over-exposed') : sharp;
  // All of a field moves at once: its median is surer than a region, which looks sharp by luck.
  const moved = isMoved(regionValue(quality, 0, 0, 'streaks'), medianUm, limits);
  const still = moved ? refuse(lit, 'motion-blur') : lit;
  const clean = quality.picture?.field === 'h-and-e' ? withoutInk(still, quality, limits) : still;
  return { columns, rows, regions: withoutOthers(clean, quality, limits) };
}

/** Median of the blur of the regions that focus decides on, each counted by its tissue, um; 0 without any. */
function medianBlur(quality: FieldQuality, regions: readonly Assessment[]): number {
  const { columns } = quality;
  const known = regions
    .map((region, i) => {
      const value = (field: 'blurUm' | 'tissue') =>
        regionValue(quality, i % columns, Math.floor(i / columns), field);
      return { region, blurUm: value('blurUm'), tissue: value('tissue') };
    })
    .filter(({ region }) => ['assessed', 'out-of-focus', 'motion-blur'].includes(region))
    .sort((a, b) => a.blurUm - b.blurUm);
  let left = known.reduce((sum, { tissue }) => sum + tissue, 0) / 2;
  for (const { blurUm, tissue } of known) {
    left -= tissue;
    if (left <= 0) return blurUm;
  }
  return 0;
}

/** Share of regions with this reason among those and the assessed ones. */
function share(regions: readonly Assessment[], reason: Assessment): number {
  const count = regions.filter((region) => region === reason).length;
  return count / Math.max(1, count + regions.filter((region) => region === 'assessed').length);
}

function refuse(regions: readonly Assessment[], reason: Assessment): readonly Assessment[] {
  return regions.map((region) => (region === 'assessed' ? reason : region));
}

/** Ink thins out at its edge and models look beyond a region: what borders on it does not count either. */
function withoutInk(
  regions: readonly Assessment[],
  quality: FieldQuality,
  limits: QualityLimits,
): readonly Assessment[] {
  const { columns, rows } = quality;
  // Also where ink is so dense that nothing is seen below it; that is reported as under-exposed.
  const inked = underInk(quality);
  const marked = regions.map((region, i) => (inked[i] && region === 'assessed' ? 'ink' : region));
  if (share(marked, 'ink') >= limits.inkShare) return refuse(marked, 'ink');
  return marked.map((region, i) =>
    region === 'assessed' && around(i, columns, rows).some((j) => inked[j]) ? 'ink' : region,
  );
}

/** A picture that the models do not know is reported first, whatever else is wrong: no other remedy would help. */
function withoutOthers(
  regions: readonly Assessment[],
  { picture }: FieldQuality,
  limits: QualityLimits,
): readonly Assessment[] {
  if (!picture) return regions.map(() => 'looking');
  const { field } = picture;
  if (limits.accepts.includes(field) && isUnfamiliar(limits.trainedOn, picture.tissue))
    return refuse(regions, 'unfamiliar-tissue');
  return regions.map((region, i) => {
    const kind = picture.regions[i] ?? field;
    if (limits.accepts.includes(kind)) return region;
    if (kind === 'h-and-e') return region === 'assessed' ? 'other-stain' : region;
    if (field === 'h-and-e') return region === 'assessed' ? kind : region;
    if (region === 'looking' || region === 'blown-out') return region;
    return region === 'no-tissue' && BLANK_ON_GLASS.has(kind) ? region : kind;
  });
}

/**
 * Strong defocus leaves so little detail that noise makes single regions look sharp. Focus is that of the
 * whole field: where too few of its tissue regions are sharp, none is taken to be.
 */
function withoutLuckyRegions(regions: readonly Assessment[], sharpShare: number): readonly Assessment[] {
  const sharp = regions.filter((region) => region === 'assessed').length;
  const blurred = regions.filter((region) => region === 'out-of-focus').length;
  if (sharp >= sharpShare * (sharp + blurred)) return regions;
  return regions.map((region) => (region === 'assessed' ? 'out-of-focus' : region));
}
