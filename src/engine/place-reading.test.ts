import { expect, test } from 'vitest';
import type { Assessment } from '../domain/quality';
import { TAKE_PROBABILITY } from '../slide-map/cell-batch';
import { CellPages } from '../slide-map/cell-pages';
import type { FieldLook } from './inference/examination';
import { readPlace } from './place-reading';
import { activeModel } from './test-models';

const size = { width: 640, height: 384 };
const placement = { centre: { x: 320, y: 192 }, umPerPx: 1 };

/** A field of 10 x 6 regions, the origin at its top left corner. */
function look(regions: (index: number) => Assessment = () => 'assessed'): FieldLook {
  return {
    ...{ size, placement, island: 0 },
    assessment: { columns: 10, rows: 6, regions: Array.from({ length: 60 }, (_, i) => regions(i)) },
  };
}

function model() {
  const entry = activeModel();
  const pages = new CellPages(entry.model.manifest.classes.length);
  entry.cells.show(pages);
  return { entry, pages };
}

test('a place is told its probability, or why it has none', () => {
  const { entry, pages } = model();
  const seen = { look: look((i) => (i === 22 ? 'ink' : i === 23 ? 'no-tissue' : 'assessed')), refusing: [] };
  const why = (x: number, y: number) => readPlace(seen, [entry], { x, y }, 0)[0]?.why;
  expect(why(320, 192)).toBe('waiting');
  expect(why(2, 2)).toBe('edge');
  expect(why(2.5 * 64, 2.5 * 64)).toBe('ink');
  expect(why(3.5 * 64, 2.5 * 64)).toBe('no-tissue');
  const batch = { tiles: [{ column: 81, row: 49 }], cells: 1, codes: Float32Array.of(TAKE_PROBABILITY) };
  pages.write(batch, new Float32Array(entry.model.manifest.classes.length).fill(0.75), 1);
  expect(readPlace(seen, [entry], { x: 324, y: 196 }, 0)[0]).toMatchObject({ probability: 0.75, why: null });
});

test('a model that refuses the scale, and another part of the slide, have no answer', () => {
  const { entry } = model();
  const refused = readPlace({ look: look(), refusing: [entry.model] }, [entry], placement.centre, 0);
  expect(refused[0]).toMatchObject({ probability: null, why: 'wrong-scale' });
  expect(readPlace({ look: look(), refusing: [] }, [entry], placement.centre, 1)[0]).toMatchObject({
    probability: null,
    why: 'waiting',
  });
  expect(readPlace({ look: null, refusing: [] }, [entry], placement.centre, 0)[0]?.why).toBe('waiting');
});
