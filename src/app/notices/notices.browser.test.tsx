import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { UndoToast } from '../history/undo-toast';
import { SettingsSection } from '../panel/settings-section';
import { DEFAULT_PREFERENCES } from '../state/preferences';
import { renderPart } from '../testing/render-part';
import { HelpDialog } from './help-dialog';
import { NoticeCards } from './notice-cards';
import { SnapshotToasts } from './snapshot-toasts';

test('every error has a card with ways on; a way closes its own card only', async () => {
  const { store, screen } = await renderPart(<NoticeCards />);
  for (const topic of ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'])
    store.page.notify({
      tone: 'error',
      report: { message: `The ${topic} failed.`, remedy: 'Try the demo.' },
      ways: ['demo'],
      topic,
    });
  await expect.element(screen.getByText('The first failed.')).toBeInTheDocument();
  expect(screen.getByRole('alert').elements()).toHaveLength(6);
  await screen.getByRole('alert').last().getByRole('button', { name: 'Run the demo' }).click();
  expect(screen.getByRole('alert').elements()).toHaveLength(5);
  await vi.waitFor(() => expect(store.state.source.phase).toBe('open'));
  await screen.getByRole('button', { name: 'Dismiss' }).first().click();
  await expect.element(screen.getByText('The first failed.')).not.toBeInTheDocument();
});

test('pictures of saved files that give way or go are let go', async () => {
  const made = vi.spyOn(URL, 'createObjectURL');
  const released = vi.spyOn(URL, 'revokeObjectURL');
  const { store, screen } = await renderPart(<SnapshotToasts />);
  const saved = (id: number) => ({
    ...{ id, blob: new Blob(['x']), fileName: `${id}.png`, width: 1, height: 1 },
  });
  store.patch({ snapshots: [saved(1), saved(2), saved(3)] });
  await expect.element(screen.getByText('3.png')).toBeInTheDocument();
  store.patch({ snapshots: [saved(2), saved(3), saved(4)] });
  await expect.element(screen.getByText('4.png')).toBeInTheDocument();
  store.patch({ snapshots: [] });
  await expect.element(screen.getByText('4.png')).not.toBeInTheDocument();
  const urls = made.mock.results.map(({ value }) => value);
  expect(urls.length).toBeGreaterThanOrEqual(4);
  await vi.waitFor(() => expect(released.mock.calls.map(([url]) => url).sort()).toEqual(urls.sort()));
});

test('help lists the commands with their keys, and goes by Escape', async () => {
  const { store, screen } = await renderPart(<HelpDialog />);
  await userEvent.keyboard('{F1}');
  const dialog = screen.getByRole('dialog');
  await expect.element(dialog).toBeVisible();
  await expect.element(dialog.getByText('Look back at the last 10 s')).toBeInTheDocument();
  await userEvent.keyboard('{Escape}');
  await expect.element(dialog).not.toBeInTheDocument();
  expect(store.state.helpOpen).toBe(false);
});

test('a reset of the settings is told, and taken back where it is told', async () => {
  const { store, screen } = await renderPart(
    <>
      <SettingsSection />
      <UndoToast />
    </>,
  );
  store.overlay.set({ opacity: 0.2 }, 'opacity');
  await screen.getByRole('button', { name: /^Reset display settings/ }).click();
  expect(store.state.preferences.overlay.opacity).toBe(DEFAULT_PREFERENCES.overlay.opacity);
  await screen.getByTestId('undo-toast').getByRole('button', { name: 'Undo' }).click();
  expect(store.state.preferences.overlay.opacity).toBe(0.2);
  await expect.element(screen.getByTestId('undo-toast')).not.toBeInTheDocument();
});
