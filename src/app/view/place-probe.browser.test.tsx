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
  const pointer = (type: string, x: number, y: number, buttons = 0) =>
    element.dispatchEvent(
      new PointerEvent(type, {
        clientX: x,
        clientY: y,
        buttons,
        button: 0,
        bubbles: true,
        pointerType: 'mouse',
      }),
    );
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
  pointer('pointermove', 200, 200);
  await expect.element(card).toHaveTextContent('0.80, positive (from 0.42)');
  expect(asked.length).toBeGreaterThan(0);
  pointer('pointermove', 320, 200);
  await expect.element(card).not.toBeInTheDocument();
  pointer('pointerdown', 320, 200, 1);
  pointer('pointermove', 360, 200, 1);
  pointer('pointermove', 420, 200, 1);
  pointer('pointerup', 420, 200);
  await expect.element(card).not.toBeInTheDocument();
});

test('a click tells it at once, and the key tells it of the middle of the field, by name and reason', async () => {
  const { screen, pointer, asked, say } = await view();
  const card = screen.getByTestId('place');
  say({ probability: null, why: 'ink' });
  pointer('pointerdown', 300, 210, 1);
  pointer('pointerup', 300, 210);
  await expect.element(card).toHaveTextContent('Cannot be analysed: ink.');
  pointer('pointerleave', 0, 0);
  await expect.element(card).not.toBeInTheDocument();
  await userEvent.keyboard('q');
  await expect.element(screen.getByRole('status').filter({ hasText: 'ink' })).toBeVisible();
  await expect.poll(() => asked.at(-1)).toMatchObject({ island: 0 });
  await userEvent.keyboard('q');
  await expect.element(card).not.toBeInTheDocument();
});
