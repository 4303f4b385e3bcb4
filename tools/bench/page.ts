import { availableParallelism, loadavg } from 'node:os';
import { BuiltPage } from './built-page';
import { type Figure, median, type Part } from './figures';

export interface PageRun {
  readonly quick: boolean;
  /** Another checkout, which is measured in turn with this one; null: this one alone. */
  readonly beside: string | null;
}

const DEMO = '/?source=simulated&slide=lymph-node&seed=7&objective=10&tour=off';
const WITH_MODEL = `${DEMO}&model=lymph-node-metastasis`;
const WITHOUT_MODEL = `${DEMO}&model=none`;
/** After a change of state, before it is measured, ms. */
const SETTLE_MS = 1500;

/** What is measured of a page in each turn; every state is left as it was found. */
type Turn = (built: BuiltPage, ms: number) => Promise<Readonly<Record<string, number>>>;

const withModel: Turn = async (built, ms) => {
  const shown = await built.framesPerSecond(ms);
  const live = await built.shareOfCore(ms);
  await built.page.keyboard.press('f');
  await built.page.waitForTimeout(SETTLE_MS);
  const before = await built.frames();
  const frozen = await built.shareOfCore(ms);
  if ((await built.frames()) !== before) throw new Error('The view was not frozen.');
  await built.hide(true);
  await built.page.keyboard.press('f');
  await built.page.waitForTimeout(SETTLE_MS);
  const hidden = await built.shareOfCore(ms);
  return {
    'displayed frames a second': shown,
    'share of a core, live': live,
    'share of a core, frozen': frozen,
    'share of a core, hidden': hidden,
  };
};

const withoutModel: Turn = async (built, ms) => ({
  'without a model: displayed frames a second': await built.framesPerSecond(ms),
  'without a model: share of a core, live': await built.shareOfCore(ms),
});

/** The built page on this machine's software adapter: frames a second, and what it takes while nothing happens. */
export async function pageAtRest({ quick, beside }: PageRun): Promise<Part> {
  const turns = quick ? 1 : 5;
  const ms = quick ? 1500 : 3000;
  const folders = beside === null ? ['.'] : ['.', beside];
  const seen = folders.map(() => new Map<string, number[]>());
  for (const [address, measure] of [
    [WITH_MODEL, withModel],
    [WITHOUT_MODEL, withoutModel],
  ] as const) {
    const pages: BuiltPage[] = [];
    try {
      for (const folder of folders) {
        const page = await BuiltPage.open(folder, address);
        pages.push(page);
        // Whose turn it is not takes as little as it can.
        await page.hide(true);
      }
      for (let turn = 0; turn < turns; turn++)
        for (const [at, page] of pages.entries()) {
          await page.hide(false);
          await page.page.waitForTimeout(SETTLE_MS);
          const figures = await measure(page, ms);
          await page.hide(true);
          for (const [name, value] of Object.entries(figures))
            seen[at]?.set(name, [...(seen[at]?.get(name) ?? []), value]);
        }
    } finally {
      for (const page of pages) await page.close();
    }
  }
  const basis = `simulated lymph node at rest, 1280 x 720 page, median of ${turns}, ${availableParallelism()} cores`;
  const [own, other] = seen;
  const figures: Figure[] = [];
  for (const [name, values] of own ?? []) {
    const value = median(values);
    figures.push({ name, value, unit: '', basis: `${basis}; ${range(values)}` });
    const before = other?.get(name);
    if (!before) continue;
    figures.push({
      name: `${name}, the other checkout`,
      value: median(before),
      unit: '',
      basis: range(before),
    });
    const shown = name.includes('frames');
    figures.push({
      name: `${name}, this / the other`,
      value: value / median(before),
      unit: 'times',
      basis: shown ? 'of the medians; the higher the better' : 'of the medians; the lower the better',
      ...(shown && { target: { atLeast: 1 } }),
    });
  }
  const load = loadavg()[0]?.toFixed(1) ?? '';
  const notes = [
    `a software adapter, load ${load}: compare the two checkouts, not the frames a second`,
    ...(beside === null ? ['--beside=DIR measures another checkout in turn with this one'] : []),
  ];
  return { title: 'The page at rest', figures, notes };
}

const range = (values: readonly number[]) =>
  `${Math.min(...values).toPrecision(3)} to ${Math.max(...values).toPrecision(3)}`;
