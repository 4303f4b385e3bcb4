/**
 * `npm run bench:gates -- [--good N] [--bad N] [--part limits|'held out'|fresh] [--seed N] [--minutes N] [--show] [--out FILE]`:
 * bad fields of which none may be called positive or negative anywhere, good ones that must be assessed. Reports fresh places.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { jpegDecoder } from './focus/jpeg';
import { BAD_KINDS, GATE_JPEGS, GateFields, type Part } from './gates/fields';
import { judge, type Verdict } from './gates/judge';

const { values: options } = parseArgs({
  options: {
    good: { type: 'string', default: '500' },
    bad: { type: 'string', default: '500' },
    part: { type: 'string', default: 'fresh' },
    seed: { type: 'string', default: '10000' },
    simulated: { type: 'string', default: '40' },
    minutes: { type: 'string', default: '600' },
    show: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});
const part = (['limits', 'held out', 'fresh'] as const).find((each): each is Part => each === options.part);
if (!part) throw new Error(`--part is limits, held out or fresh, not ${options.part}`);
const jpeg = GATE_JPEGS.length > 0 ? await jpegDecoder(GATE_JPEGS) : null;
const fields = new GateFields(part, Number(options.simulated), true, jpeg);
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
for (let seed = first; seed < first + Number(options.bad) && !late(); seed++) {
  const kind = BAD_KINDS[seed % BAD_KINDS.length] ?? 'blank glass';
  const field = fields.bad(kind, seed);
  count(bad, seed, kind, field.detail, judge(field, false));
}
for (let seed = first; seed < first + Number(options.good) && !late(); seed++) {
  const field = fields.good(seed);
  count(good, seed, field.kind, field.detail, judge(field, true));
}
const total = (tally: Tally) =>
  Object.values(tally).reduce(
    (sum, row) => ({ fields: sum.fields + row.fields, right: sum.right + row.right }),
    { fields: 0, right: 0 },
  );
const report = {
  part,
  seed: first,
  bad: { rule: 'no region that must not be called is assessed', all: total(bad), kinds: bad },
  good: { rule: 'nine tenths of the regions with tissue are assessed', all: total(good), kinds: good },
};
console.log(JSON.stringify(report, null, 2));
if (options.out) writeFileSync(options.out, `${JSON.stringify(report, null, 2)}\n`);
