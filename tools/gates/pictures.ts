import { assessRegions, limitsFor } from '../../src/optics/assess';
import { measureQuality } from '../../src/optics/quality-reference';
import type { FieldBytes } from '../../src/optics/resample-reference';
import { randomNumbers } from '../../src/optics/testing/procedural-field';
import { expose, restain } from './artefacts';
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

const gained = (field: FieldBytes, gains: readonly number[]): FieldBytes => ({
  ...field,
  rgba: field.rgba.map((value, at) => (at % 4 === 3 ? 255 : value * (gains[at % 4] ?? 1))),
});

/** Changes under which the model cards give figures, and a camera. */
export const CHANGES: Readonly<Record<string, (field: FieldBytes, random: () => number) => FieldBytes>> = {
  'stain strength 0.6': (field) => restain(field, 0.6),
  'stain strength 1.4': (field) => restain(field, 1.4),
  'brightness 0.8': (field) => gained(field, [0.8, 0.8, 0.8]),
  'red 0.9': (field) => gained(field, [0.9, 1, 1]),
  'red 1.1': (field) => gained(field, [1.1, 1, 1]),
  'green 0.9': (field) => gained(field, [1, 0.9, 1]),
  'green 1.1': (field) => gained(field, [1, 1.1, 1]),
  'blue 0.9': (field) => gained(field, [1, 1, 0.9]),
  'blue 1.1': (field) => gained(field, [1, 1, 1.1]),
  'noise 3 %': (field, random) => expose(field, { gain: 1, vignetting: 0, noise: 0.03 }, random),
  camera: (field, random) =>
    expose(
      field,
      { gain: 0.9 + 0.13 * random(), vignetting: 0.15 * random(), noise: 0.01 + 0.01 * random() },
      random,
    ),
};

/** Which pictures pass for H&E. `each`: hostile fields of a recipe; `show`: names those that are told wrongly. */
export async function benchPictures(half: Half, each: number, show: boolean): Promise<PictureReport> {
  const { he, dab, ink, missing } = await realFields(half, 40);
  const random = randomNumbers(half === 'limits' ? 11 : 12);
  const report: PictureReport = {
    half,
    hostile: {},
    good: {},
    goodByChange: {},
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
  he.forEach((real: RealField, i) => {
    const plain = look(real.field, real.umPerPx);
    count(report.falseInk, real.laboratory, plain.ink, 'none');
    if (plain.ink) say(`false ink: ${real.name}`, plain.most);
    const looks: [string, FieldBytes][] = [['none', real.field]];
    for (const k of [0, 1]) {
      const [name, change] = changes[(2 * i + k) % changes.length] ?? ['none', (same: FieldBytes) => same];
      looks.push([name, change(real.field, random)]);
    }
    for (const [name, field] of looks) {
      const { assessed, most } = look(field, real.umPerPx);
      count(report.good, real.laboratory, assessed, most);
      count(report.goodByChange, name, assessed, most);
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
