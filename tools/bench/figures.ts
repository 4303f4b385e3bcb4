import type { PartReport } from './document';

/** One measured figure, with what it must reach. */
export interface Figure {
  readonly name: string;
  /** NaN where there was nothing to measure. */
  readonly value: number;
  readonly unit: string;
  /** What the value must be at most (or at least); none: it is told only. */
  readonly target?: { readonly atMost: number } | { readonly atLeast: number };
  /** On what the figure rests: frames, cells, slides. */
  readonly basis: string;
}

export interface Part {
  readonly title: string;
  readonly figures: readonly Figure[];
  /** Why something was left out. */
  readonly notes: readonly string[];
}

/** Null where the figure has no target. A figure that is not a number reaches nothing. */
export function reached({ value, target }: Figure): boolean | null {
  if (!target) return null;
  return 'atMost' in target ? value <= target.atMost : value >= target.atLeast;
}

/** Nearest-rank percentile; NaN of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Four significant digits: more would be noise. */
export function rounded(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(4)) : value;
}

export function printPart({ title, figures, notes }: Part): void {
  console.log(`\n== ${title}`);
  for (const figure of figures) {
    const { name, value, unit, target, basis } = figure;
    const wanted = target ? ('atMost' in target ? `<= ${target.atMost}` : `>= ${target.atLeast}`) : '';
    const verdict = reached(figure);
    const word = verdict === null ? '' : verdict ? 'reached' : 'NOT REACHED';
    console.log(
      `  ${name.padEnd(58)} ${`${rounded(value)} ${unit}`.padStart(18)}  ${wanted.padEnd(9)} ${word.padEnd(11)}  ${basis}`,
    );
  }
  for (const note of notes) console.log(`  note: ${note}`);
}

/** As it stands in the JSON file. */
export function partReport({ title, figures, notes }: Part): PartReport {
  return {
    title,
    figures: figures.map((figure) => {
      const { name, value, unit, target, basis } = figure;
      const verdict = reached(figure);
      return {
        name,
        value: Number.isFinite(value) ? rounded(value) : null,
        unit,
        basis,
        ...(target && { target, reached: verdict }),
      };
    }),
    ...(notes.length > 0 ? { notes } : {}),
  };
}
