import { assessRegions, limitsFor } from '../../src/optics/assess';
import { measureQuality } from '../../src/optics/quality-reference';
import type { FieldBytes } from '../../src/optics/resample-reference';
import { randomNumbers } from '../../src/optics/testing/procedural-field';
import { CHANGES, REFUSED_CHANGES } from './changes';
import { hostileFields } from './hostile';
import { manifestOf } from './manifests';
import { type Half, type RealField, realFields } from './real-fields';
import { unmix } from './restain';

/** Share of a field's regions from which it counts as assessed. */
const ASSESSED = 0.1;

export interface Row {
  fields: number;
  assessed: number;
  /** What those that are not are told as, by number. */
  readonly told: Record<string, number>;
}
type Table = Record<string, Row>;

export interface PictureReport {
  readonly half: Half;
  readonly hostile: Table;
  readonly good: Table;
  readonly goodByChange: Table;
  /** Fields of the laboratories whose only slide helped to set the limits: other places of it are not independent. */
  readonly goodOfLimits: Table;
  /** Changes of the model cards that are refused by design. */
  readonly refusedByDesign: Table;
  readonly falseInk: Table;
  readonly ink: Table;
  readonly missing: readonly string[];
}

/** Eosin as a share of both stains. */
function eosinShare(field: FieldBytes): number {
  const amounts = unmix(field);
  const sums = [0, 0];
  amounts.forEach((amount, i) => {
    sums[i % 2] = (sums[i % 2] ?? 0) + amount;
  });
  const [haematoxylin = 0, eosin = 0] = sums;
  return eosin / Math.max(1e-9, haematoxylin + eosin);
}

const limits = limitsFor([manifestOf('lymph node'), manifestOf('prostate')]);

function look(field: FieldBytes, umPerPx: number) {
  const quality = measureQuality(field, umPerPx);
  const { regions } = assessRegions(quality, limits);
  const counts = new Map<string, number>();
  for (const region of regions) counts.set(region, (counts.get(region) ?? 0) + 1);
  const share = (reason: string) => (counts.get(reason) ?? 0) / regions.length;
  const [most = 'assessed'] = [...counts].sort(([, a], [, b]) => b - a).map(([reason]) => reason);
  return { assessed: share('assessed') >= ASSESSED, ink: share('ink') > 0, most };
}

function count(table: Table, kind: string, is: boolean, told: string): void {
  const row = table[kind] ?? { fields: 0, assessed: 0, told: {} };
  table[kind] = row;
  row.fields++;
  if (is) row.assessed++;
  else row.told[told] = (row.told[told] ?? 0) + 1;
}

export interface PictureBench {
  readonly half: Half;
  /** Hostile fields of a recipe. */
  readonly each: number;
  /** Of the real fields, H&E and DAB, every so many. */
  readonly every: number;
  /** Names those that are told wrongly. */
  readonly show: boolean;
}

/** Which pictures pass for H&E. */
export async function benchPictures({ half, each, every, show }: PictureBench): Promise<PictureReport> {
  const real = await realFields(half, 40);
  const { ink, missing } = real;
  const some = (all: readonly RealField[]) => all.filter((_, i) => i % every === 0);
  const [he, ofLimits, dab] = [some(real.he), some(real.ofLimits), some(real.dab)];
  const random = randomNumbers(half === 'limits' ? 11 : 12);
  const report: PictureReport = {
    half,
    hostile: {},
    good: {},
    goodByChange: {},
    goodOfLimits: {},
    refusedByDesign: {},
    falseInk: {},
    ink: {},
    missing,
  };
  // Where there is hardly any eosin, there is nothing that another stain could take the place of.
  const bases = he.filter(({ field }) => field.width >= 256 && eosinShare(field) > 0.15);
  const say = (what: string, told: string) => {
    if (show) console.log(what, told);
  };
  for (const { kind, detail, umPerPx, field } of hostileFields(half, bases, each, random)) {
    const { assessed, most } = look(field, umPerPx);
    count(report.hostile, kind, assessed, most);
    if (assessed) say(`assessed: ${kind}: ${detail}`, most);
  }
  for (const { laboratory, name, umPerPx, field } of dab) {
    const { assessed, most } = look(field, umPerPx);
    count(report.hostile, `DAB, real (${laboratory})`, assessed, most);
    if (assessed) say(`assessed: DAB ${laboratory} ${name}`, most);
  }
  const changes = Object.entries(CHANGES);
  const refusedChanges = Object.entries(REFUSED_CHANGES);
  const unchanged = (same: FieldBytes) => same;
  he.forEach((real: RealField, i) => {
    const plain = look(real.field, real.umPerPx);
    count(report.falseInk, real.laboratory, plain.ink, 'none');
    if (plain.ink) say(`false ink: ${real.name}`, plain.most);
    const looks: [string, FieldBytes][] = [['none', real.field]];
    for (const k of [0, 1]) {
      const [name, change] = changes[(2 * i + k) % changes.length] ?? ['none', unchanged];
      looks.push([name, change(real.field, real.umPerPx, random)]);
    }
    for (const [name, field] of looks) {
      const { assessed, most } = look(field, real.umPerPx);
      count(report.good, real.laboratory, assessed, most);
      count(report.goodByChange, name, assessed, most);
      if (!assessed) say(`refused: ${real.laboratory} ${real.name} ${name}`, most);
    }
  });
  he.filter((_, i) => i % 4 === 0).forEach((real, i) => {
    const [name, change] = refusedChanges[i % refusedChanges.length] ?? ['none', unchanged];
    const { assessed, most } = look(change(real.field, real.umPerPx, random), real.umPerPx);
    count(report.refusedByDesign, name, assessed, most);
  });
  ofLimits.forEach((real, i) => {
    const [name, change] = changes[i % changes.length] ?? ['none', unchanged];
    for (const field of [real.field, change(real.field, real.umPerPx, random)]) {
      const { assessed, most } = look(field, real.umPerPx);
      count(report.goodOfLimits, real.laboratory, assessed, most);
      if (!assessed) say(`refused: ${real.laboratory} ${real.name} ${name}`, most);
    }
  });
  for (const { name, umPerPx, field } of ink) {
    const found = look(field, umPerPx);
    count(report.ink, name.split('/').at(-1) ?? name, found.ink, found.most);
  }
  return report;
}

export function total(table: Table): { fields: number; assessed: number } {
  return Object.values(table).reduce(
    (sum, row) => ({ fields: sum.fields + row.fields, assessed: sum.assessed + row.assessed }),
    { fields: 0, assessed: 0 },
  );
}
