import { type CellView, inferableCells, planTiles } from '../../src/tiling/plan';
import type { Figure, Part } from './figures';
import { loadManifest } from './node-model';
import { simulatedSlides } from './slides';

/** Fields of usual cameras at 10x, um. */
const FIELDS = [
  { name: '16 : 9', width: 960, height: 540, target: { atMost: 1.15 }, stripTarget: { atMost: 1.5 } },
  // Squares do not fill it as well.
  { name: '4 : 3', width: 640, height: 480 },
];
/** Work of a batch on the CPU, tiles. */
const BUDGET = 5;

/** What it costs to examine a field at rest, and how much of it is examined. */
export function tiling(): Part {
  const figures: Figure[] = [];
  for (const { name: slide, model: folder } of simulatedSlides()) {
    const model = loadManifest(folder);
    for (const { name, width, height, target, stripTarget } of FIELDS) {
      const field = { x: 3, y: -5, width, height };
      const known = new Set<string>();
      const view = (column: number, row: number): CellView =>
        known.has(`${column},${row}`) ? 'known' : 'open';
      let px = 0;
      let tiles = 0;
      for (const stage of ['resting', 'settled'] as const)
        for (;;) {
          const plan = planTiles({ field, model, view, stage, budget: BUDGET });
          if (plan.tiles.length === 0) break;
          tiles += plan.tiles.length;
          px += plan.tiles.length * plan.sizePx ** 2;
          for (const tile of plan.tiles)
            for (let i = 0; i < plan.cells ** 2; i++)
              known.add(`${tile.column + (i % plan.cells)},${tile.row + Math.floor(i / plan.cells)}`);
        }
      const { firstColumn, endColumn, firstRow, endRow } = inferableCells(field, model);
      const [columns, rows] = [endColumn - firstColumn, endRow - firstRow];
      const basis = `${slide}, ${width} x ${height} um, ${tiles} tiles`;
      figures.push(
        {
          name: `model work of a field of ${name} at rest / one pass over it`,
          value: px / ((width * height) / model.umPerPx ** 2),
          unit: 'times',
          // Cells over more than two squares side by side leave a strip, which has to pay for its own margin.
          ...(target ? { target: columns > 2 * rows ? stripTarget : target } : {}),
          basis,
        },
        {
          name: `cells examined of those whose context a field of ${name} shows`,
          value: (100 * known.size) / (columns * rows),
          unit: '%',
          target: { atLeast: 100 },
          basis,
        },
      );
    }
  }
  return { title: 'A field at rest', figures, notes: [] };
}
