import { afterEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { AnnotateButton, ToolPalette } from './annotate/tool-palette';
import { TopBar } from './bar/top-bar';
import { SnapshotStrip } from './capture/snapshot-strip';
import { Dock } from './dock/dock';
import { SidePanel } from './panel/side-panel';
import { fakeModel } from './test-reticle';
import { renderPart } from './testing/render-part';
import { LiveView } from './view/live-view';

afterEach(() => page.viewport(414, 896));

const WHOLE = (
  <div className="page" style={{ position: 'fixed', inset: 0 }}>
    <TopBar />
    <div className="middle">
      <SnapshotStrip />
      <div className="stage-area">
        <LiveView />
        <ToolPalette />
      </div>
      <SidePanel />
    </div>
    <Dock />
  </div>
);

async function wholePage() {
  const part = await renderPart(WHOLE);
  await part.openDemo();
  part.store.patch({ models: [fakeModel('lymph-node-metastasis', 'metastasis')] });
  return part;
}

test.each([
  [1920, 1080],
  [1472, 828],
  [1280, 720],
  [1089, 700],
])('at %i px the main buttons have words', async (width, height) => {
  await page.viewport(width, height);
  const { screen } = await wholePage();
  const bar = screen.getByRole('banner');
  for (const word of ['Freeze', 'Snapshot', 'Look back', 'Annotate', 'Slide map'])
    await expect.element(bar.getByText(word, { exact: true })).toBeVisible();
  expect(bar.element().getBoundingClientRect().height).toBeLessThan(80);
});

test.each([
  [1280, 720],
  [1024, 700],
  [720, 450],
  [640, 360],
  [390, 800],
])('at %i x %i px nothing is cut off, and the picture has its room', async (width, height) => {
  await page.viewport(width, height);
  await wholePage();
  for (const element of document.querySelectorAll('.top-bar, .dock, .top-bar *, .dock *'))
    if (!element.closest('.visually-hidden'))
      expect(element.getBoundingClientRect().right, element.outerHTML.slice(0, 120)).toBeLessThanOrEqual(
        width + 1,
      );
  const room = document.querySelector('.live-view')?.getBoundingClientRect();
  expect(room?.height ?? 0).toBeGreaterThan(0.5 * height);
});

test('whatever is pressed or dragged measures at least 24 px', async () => {
  await page.viewport(1280, 720);
  const { screen, store } = await wholePage();
  store.page.togglePanel('controls');
  await expect.poll(() => screen.getByRole('complementary').elements().length).toBe(1);
  for (const element of document.querySelectorAll('[role="switch"], [role="slider"], button, select')) {
    const { width, height } = element.getBoundingClientRect();
    expect(Math.min(width, height), element.outerHTML.slice(0, 120)).toBeGreaterThanOrEqual(24);
  }
});

test('panel and strip lie over the picture, which stays where it is', async () => {
  await page.viewport(1280, 720);
  const { screen, store, reticle } = await wholePage();
  const place = () => JSON.stringify(document.querySelector('.live-view')?.getBoundingClientRect());
  const before = place();
  store.page.togglePanel('map');
  reticle.cases.toggleStrip();
  await expect.poll(() => screen.getByRole('complementary').elements().length).toBe(2);
  expect(place()).toBe(before);
});

test.each([1280, 1024, 720])(
  'at %i px the dock keeps its height, whatever the status says',
  async (width) => {
    await page.viewport(width, 700);
    const { store } = await wholePage();
    const heights = new Set<number>();
    const height = () => Math.round(document.querySelector('.dock')?.getBoundingClientRect().height ?? 0);
    for (const code of [
      'examined',
      'looking',
      'tracking-lost',
      'not-calibrated',
      'no-model',
      'wrong-scale',
    ] as const) {
      store.patch({ status: { code, examined: 0.5 } });
      await expect.poll(() => document.querySelector('.status')?.getAttribute('data-code')).toBe(code);
      heights.add(height());
    }
    expect([...heights]).toHaveLength(1);
  },
);

test('the tissue is bare for as long as the button is held, by pointer or key', async () => {
  const { screen, store } = await renderPart(<Dock />);
  const peek = screen.getByRole('button', { name: 'Peek' });
  const press = (kind: string) =>
    peek.element().dispatchEvent(new PointerEvent(kind, { bubbles: true, button: 0, pointerId: 1 }));
  vi.spyOn(peek.element(), 'setPointerCapture').mockImplementation(() => undefined);
  press('pointerdown');
  expect(store.state.bare).toBe(true);
  press('pointerup');
  expect(store.state.bare).toBe(false);
  peek.element().focus();
  await userEvent.keyboard('{Enter>}');
  expect(store.state.bare).toBe(true);
  await userEvent.keyboard('{/Enter}');
  expect(store.state.bare).toBe(false);
});

test('a tool says its name when it is pointed at', async () => {
  const { screen, openDemo } = await renderPart(
    <>
      <AnnotateButton />
      <ToolPalette />
    </>,
  );
  await openDemo();
  await screen.getByRole('button', { name: 'Annotate' }).click();
  await screen.getByRole('radio', { name: 'Counting frame' }).hover();
  await expect.element(screen.getByRole('tooltip', { name: 'Counting frame' })).toBeInTheDocument();
});
