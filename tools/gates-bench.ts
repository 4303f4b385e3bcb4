/**
 * `npm run bench:gates -- [--good N] [--bad N] [--pictures N] [--half limits|shown] [--part limits|'held out'|fresh] [--seed N]
 * [--every N] [--minutes N] [--show] [--out FILE]`: bad fields of which none may be called positive or negative anywhere, good ones
 * that must be assessed (of fresh places); then pictures that are not H&E, N of a recipe, and real H&E that is. Writes
 * docs/gates.json, in which a part that was not run (0) stays.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { jpegDecoder } from './focus/jpeg';
import { BAD_KINDS, GATE_JPEGS, GateFields, type Part } from './gates/fields';
import { judge, type Verdict } from './gates/judge';
import { benchPictures, total as sumOf } from './gates/pictures';

const { values: options } = parseArgs({
  options: {
    good: { type: 'string', default: '500' },
    bad: { type: 'string', default: '500' },
    part: { type: 'string', default: 'fresh' },
    seed: { type: 'string', default: '10000' },
    simulated: { type: 'string', default: '40' },
    minutes: { type: 'string', default: '600' },
    pictures: { type: 'string', default: '6' },
    every: { type: 'string', default: '1' },
    half: { type: 'string', default: 'shown' },
    show: { type: 'boolean', default: false },
    out: { type: 'string', default: 'docs/gates.json' },
  },
});
const part = (['limits', 'held out', 'fresh'] as const).find((each): each is Part => each === options.part);
if (!part) throw new Error(`--part is limits, held out or fresh, not ${options.part}`);
const wanted = Number(options.bad) + Number(options.good) > 0;
const jpeg = wanted && GATE_JPEGS.length > 0 ? await jpegDecoder(GATE_JPEGS) : null;
const fields = wanted ? new GateFields(part, Number(options.simulated), true, jpeg) : null;
const first = Number(options.seed);
type Tally = Record<string, { fields: number; right: number }>;
const bad: Tally = {};
const good: Tally = {};
const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

function count(tally: Tally, seed: number, kind: string, detail: string, verdict: Verdict): void {
  const row = tally[kind] ?? { fields: 0, right: 0 };
  tally[kind] = row;
  row.fields++;
  if (verdict.right) row.right++;
  if (!options.show && verdict.right) return;
  const middle = Object.entries(verdict.values).map(([name, all]) => `${name} ${median(all).toFixed(3)}`);
  console.log(
    `${verdict.right ? 'right' : 'WRONG'} ${seed} ${kind}: ${detail}: ${verdict.assessed} of ${verdict.regions}`,
    JSON.stringify(verdict.counts),
    middle.join(' '),
  );
}

const began = Date.now();
/** The minutes that the run may take are over: what it has by then is reported. */
const late = () => Date.now() - began > 60_000 * Number(options.minutes);
for (let seed = first; fields && seed < first + Number(options.bad) && !late(); seed++) {
  const kind = BAD_KINDS[seed % BAD_KINDS.length] ?? 'blank glass';
  const field = fields.bad(kind, seed);
  count(bad, seed, kind, field.detail, judge(field, false));
}
for (let seed = first; fields && seed < first + Number(options.good) && !late(); seed++) {
  const field = fields.good(seed);
  count(good, seed, field.kind, field.detail, judge(field, true));
}
const total = (tally: Tally) =>
  Object.values(tally).reduce(
    (sum, row) => ({ fields: sum.fields + row.fields, right: sum.right + row.right }),
    { fields: 0, right: 0 },
  );
const known = (existsSync(options.out) ? JSON.parse(readFileSync(options.out, 'utf8')) : {}) as Record<
  string,
  unknown
>;
const gates = {
  part,
  seed: first,
  bad: { rule: 'no region that must not be called is assessed', all: total(bad), kinds: bad },
  good: { rule: 'nine tenths of the regions with tissue are assessed', all: total(good), kinds: good },
};
const half = options.half === 'limits' ? 'limits' : 'shown';
const [each, every] = [Number(options.pictures), Number(options.every)];
const pictures =
  each > 0 || every > 1 ? await benchPictures({ half, each, every, show: options.show }) : null;
const report = {
  ...known,
  ...(total(bad).fields + total(good).fields > 0 && gates),
  ...(pictures && {
    pictures: {
      rule: 'a field is assessed where a tenth of its regions are',
      ...{ hostile: sumOf(pictures.hostile), good: sumOf(pictures.good), kinds: pictures },
    },
  }),
};
if (pictures) {
  for (const name of [
    'hostile',
    'good',
    'goodByChange',
    'goodOfLimits',
    'refusedByDesign',
    'falseInk',
    'ink',
  ] as const) {
    console.log(`\n${name}: fields, assessed (for ink: marked), what the others are told as`);
    for (const [kind, row] of Object.entries(pictures[name]))
      console.log(`  ${kind.padEnd(32)} ${row.fields} ${row.assessed} ${JSON.stringify(row.told)}`);
  }
  if (pictures.missing.length > 0) console.log(`Not on this machine: ${pictures.missing.join(', ')}`);
}
console.log(JSON.stringify(report, null, 2));
writeFileSync(options.out, `${JSON.stringify(report, null, 2)}\n`);
