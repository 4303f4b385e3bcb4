/** The figures of `npm run bench` as they stand in docs: one JSON file, and the tables of one document. */

export interface FigureReport {
  readonly name: string;
  readonly value: number | null;
  readonly unit: string;
  readonly basis: string;
  readonly target?: { readonly atMost: number } | { readonly atLeast: number };
}

export interface PartReport {
  readonly title: string;
  readonly figures: readonly FigureReport[];
  readonly notes?: readonly string[];
}

const HEAD = ['| Figure | Value | Target | Basis |', '| --- | --- | --- | --- |'];

/**
 * @param document in Markdown, with a section `## title` for each part that it tells of
 * @returns the same with the tables of these parts; what is written beside the tables stays
 * @throws Error that names a part without a section
 */
export function withTables(document: string, parts: readonly PartReport[]): string {
  const sections = document.split(/^(?=## )/m);
  for (const part of parts) {
    const at = sections.findIndex((section) => section.startsWith(`## ${part.title}\n`));
    const section = sections[at];
    if (section === undefined) throw new Error(`The document has no section "## ${part.title}".`);
    const prose = section.split('\n').filter((line) => !line.startsWith('|'));
    const words = prose.join('\n').trimEnd();
    sections[at] = `${words}\n\n${table(part).join('\n')}\n${at + 1 < sections.length ? '\n' : ''}`;
  }
  return sections.join('');
}

const table = ({ figures }: PartReport): string[] => [
  ...HEAD,
  ...figures.map(
    ({ name, value, unit, target, basis }) =>
      `| ${[name, `${value ?? 'not measured'} ${unit}`.trimEnd(), wanted(target), basis].join(' | ')} |`,
  ),
];

const wanted = (target: FigureReport['target']) =>
  target === undefined ? '' : 'atMost' in target ? `<= ${target.atMost}` : `>= ${target.atLeast}`;
