/**
 * `npm run bench:gates -- [--good N] [--bad N] [--half limits] [--minutes N] [--show] [--out FILE]`: bad fields of which none may
 * be called positive or negative anywhere, good ones that must be assessed. Reports the held-out half.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { BAD_KINDS, GateFields } from './gates/fields';
import { judge, type Verdict } from './gates/judge';

const { values: options } = parseArgs({
  options: {
    good: { type: 'string', default: '500' },
    bad: { type: 'string', default: '500' },
    half: { type: 'string', default: 'held out' },
    simulated: { type: 'string', default: '40' },
    minutes: { type: 'string', default: '600' },
    show: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});
const half = options.half === 'limits' ? 'limits' : 'held out';
const fields = new GateFields(half, Number(options.simulated));
type Tally = Record<string, { fields: number; right: number }>;
const bad: Tally = {};
const good: Tally = {};
const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

function count(tally: Tally, kind: string, detail: string, verdict: Verdict): void {
  const row = tally[kind] ?? { fields: 0, right: 0 };
  tally[kind] = row;
  row.fields++;
  if (verdict.right) row.right++;
  if (!options.show && verdict.right) return;
  const middle = Object.entries(verdict.values).map(([name, all]) => `${name} ${median(all).toFixed(3)}`);
  console.log(
    `${verdict.right ? 'right' : 'WRONG'} ${kind}: ${detail}: ${verdict.assessed} of ${verdict.regions}`,
    JSON.stringify(verdict.counts),
    middle.join(' '),
  );
}

const began = Date.now();
/** The minutes that the run may take are over: what it has by then is reported. */
const late = () => Date.now() - began > 60_000 * Number(options.minutes);
for (let seed = 0; seed < Number(options.bad) && !late(); seed++) {
  const kind = BAD_KINDS[seed % BAD_KINDS.length] ?? 'blank glass';
  const field = fields.bad(kind, seed);
  count(bad, kind, field.detail, judge(field, false));
}
for (let seed = 0; seed < Number(options.good) && !late(); seed++) {
  const field = fields.good(seed);
  count(good, field.kind, field.detail, judge(field, true));
}
const total = (tally: Tally) =>
  Object.values(tally).reduce(
    (sum, row) => ({ fields: sum.fields + row.fields, right: sum.right + row.right }),
    { fields: 0, right: 0 },
  );
const report = {
  half,
  bad: { rule: 'no region that must not be called is assessed', all: total(bad), kinds: bad },
  good: { rule: 'nine tenths of the regions with tissue are assessed', all: total(good), kinds: good },
};
console.log(JSON.stringify(report, null, 2));
if (options.out) writeFileSync(options.out, `${JSON.stringify(report, null, 2)}\n`);
