import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { renderPart } from '../testing/render-part';
import { AnnotationLayer } from './annotation-layer';

const HERE = { centre: { x: 0, y: 0 }, umPerPx: 1, island: 2, width: 1280, height: 720 };

async function openTools() {
  const part = await renderPart(
    <div style={{ position: 'relative', width: 640, height: 360 }}>
      <AnnotationLayer />
    </div>,
  );
  await part.openDemo();
  const { annotations } = part.reticle;
  annotations.place(HERE);
  annotations.drawing.toggle();
  annotations.drawing.choose({ tool: 'text' });
  const layer = part.screen.getByRole('application');
  const texts = () => annotations.editor.state.annotations.map(({ label }) => label);
  return { ...part, layer, texts, text: part.screen.getByRole('textbox', { name: 'Text at this place' }) };
}

test('what is typed into a new text goes into it and to no command; Enter keeps it where it was put', async () => {
  const { store, reticle, layer, text, texts } = await openTools();
  await layer.click({ position: { x: 360, y: 180 } });
  await expect.element(text).toHaveFocus();
  const box = text.element().getBoundingClientRect();
  const around = layer.element().getBoundingClientRect();
  expect(box.left - around.left).toBeCloseTo(360, 0);
  expect(box.top + box.height / 2 - around.top).toBeCloseTo(180, 0);
  const before = { panel: store.state.panel, frozen: store.state.frozen, models: store.state.preferences };
  await userEvent.keyboard('map of nests{ArrowLeft}{Backspace}');
  expect({ panel: store.state.panel, frozen: store.state.frozen, models: store.state.preferences }).toEqual(
    before,
  );
  await userEvent.keyboard('{Enter}');
  expect(texts()).toEqual(['map of ness']);
  await expect.element(layer).toHaveFocus();
  const [shape] = reticle.annotations.editor.state.annotations.map((annotation) => annotation.shape);
  // Half a CSS px is 1 um here.
  expect(shape?.kind === 'text' && Math.hypot(shape.at.x - 80, shape.at.y)).toBeLessThan(1);
});

test('Escape leaves a text, and one that says nothing is dropped; the next place keeps what was typed', async () => {
  const { reticle, layer, text, texts } = await openTools();
  await layer.click({ position: { x: 100, y: 100 } });
  await userEvent.keyboard('{Escape}');
  await expect.element(text).not.toBeInTheDocument();
  expect(texts()).toEqual([]);
  expect(reticle.annotations.drawing.view.getState().open).toBe(true);
  await layer.click({ position: { x: 100, y: 100 } });
  await userEvent.keyboard('one');
  await layer.click({ position: { x: 300, y: 200 } });
  await expect.element(text).toHaveFocus();
  await userEvent.keyboard('two{Escape}');
  expect(texts()).toEqual(['one', 'two']);
});
