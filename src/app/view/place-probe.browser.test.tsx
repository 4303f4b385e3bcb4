import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { PlaceAnswer } from '../../engine/place-reading';
import { fakeModel } from '../test-reticle';
import { renderPart } from '../testing/render-part';
import { LiveView } from './live-view';

const placement = { centre: { x: 500, y: 300 }, umPerPx: 1, width: 1280, height: 720, island: 0 };

async function view() {
  const page = await renderPart(
    <div style={{ position: 'fixed', inset: 0 }}>
      <LiveView />
    </div>,
  );
  await page.openDemo();
  const { store, reticle, engines } = page;
  store.patch({ models: [fakeModel('lymph-node-metastasis', 'metastasis')] });
  await reticle.engine.start();
  store.patch({ status: { code: 'examined', examined: 1 } });
  reticle.annotations.place(placement);
  const asked: unknown[] = [];
  let answer: PlaceAnswer = {
    ...{ modelId: 'lymph-node-metastasis', classId: 'metastasis', probability: 0.8, why: null },
  };
  for (const engine of engines)
    engine.place = async (at, island) => {
      asked.push({ at, island });
      return [answer];
    };
  const element = page.screen.getByRole('main').element();
  /** CSS px right of the middle of the view, where the picture lies whatever its shape. */
  const pointer = (type: string, right: number, buttons = 0) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const at = { clientX: left + width / 2 + right, clientY: top + height / 2 };
    element.dispatchEvent(
      new PointerEvent(type, { ...at, buttons, button: 0, bubbles: true, pointerType: 'mouse' }),
    );
  };
  return {
    ...page,
    asked,
    pointer,
    say: (change: Partial<PlaceAnswer>) => (answer = { ...answer, ...change }),
  };
}

test('a pointer that rests is told what lies there; one that drags is not, and moving on ends it', async () => {
  const { screen, pointer, asked } = await view();
  const card = screen.getByTestId('place');
  pointer('pointermove', -40);
  await expect.element(card).toHaveTextContent('0.80, positive (from 0.42)');
  expect(asked.length).toBeGreaterThan(0);
  pointer('pointermove', 30);
  await expect.element(card).not.toBeInTheDocument();
  pointer('pointerdown', 30, 1);
  pointer('pointermove', 50, 1);
  pointer('pointermove', 80, 1);
  pointer('pointerup', 80);
  await expect.element(card).not.toBeInTheDocument();
});

test('a click tells it at once, and the key tells it of the middle of the field, by name and reason', async () => {
  const { screen, pointer, asked, say } = await view();
  const card = screen.getByTestId('place');
  say({ probability: null, why: 'ink' });
  pointer('pointerdown', 20, 1);
  pointer('pointerup', 20);
  await expect.element(card).toHaveTextContent('Cannot be analysed: ink.');
  pointer('pointerleave', 0);
  await expect.element(card).not.toBeInTheDocument();
  await userEvent.keyboard('q');
  await expect.element(screen.getByRole('status').filter({ hasText: 'ink' })).toBeVisible();
  await expect.poll(() => asked.at(-1)).toMatchObject({ island: 0 });
  await userEvent.keyboard('q');
  await expect.element(card).not.toBeInTheDocument();
});
