import { expect, test } from 'vitest';
import { Display } from './display';
import { settled } from './testing/gates';

/** A display on which each drawing takes until it is finished by hand; `drawn` says what each one showed. */
function screen() {
  const drawn: string[] = [];
  const finish: (() => void)[] = [];
  const refreshes: (() => void)[] = [];
  const state = { current: '' };
  const display = new Display({
    draw: () => {
      drawn.push(state.current);
      return new Promise((resolve) => finish.push(resolve));
    },
    atRefresh: (draw) => refreshes.push(draw),
  });
  const refresh = () => {
    for (const draw of refreshes.splice(0)) draw();
  };
  return { display, drawn, state, refresh, finish: () => finish.shift()?.(), refreshes };
}

test('a frame that comes while another picture is drawn is drawn after it, never dropped', async () => {
  const { display, drawn, state, finish } = screen();
  state.current = 'redraw';
  const redraw = display.show(null);
  state.current = 'frame';
  let shown = false;
  void display.show(null).then(() => {
    shown = true;
  });
  await settled();
  expect(drawn).toEqual(['redraw']);
  finish();
  await redraw;
  await settled();
  expect(drawn).toEqual(['redraw', 'frame']);
  // It is told as shown only when it was.
  expect(shown).toBe(false);
  finish();
  await settled();
  expect(shown).toBe(true);
});

test('changes between two refreshes are drawn together, and those that come while drawing once more', async () => {
  const { display, drawn, refresh, finish, refreshes } = screen();
  display.request();
  display.request();
  expect(refreshes).toHaveLength(1);
  refresh();
  display.request();
  display.request();
  expect(drawn).toHaveLength(1);
  finish();
  await settled();
  refresh();
  expect(drawn).toHaveLength(2);
  finish();
  await settled();
  refresh();
  expect(drawn).toHaveLength(2);
});

test('a frame takes what was asked for meanwhile along', async () => {
  const { display, drawn, refresh, finish } = screen();
  display.request();
  const shown = display.show(null);
  refresh();
  expect(drawn).toHaveLength(1);
  finish();
  await shown;
  refresh();
  expect(drawn).toHaveLength(1);
});
