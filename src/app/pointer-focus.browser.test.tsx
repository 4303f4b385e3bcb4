import { expect, onTestFinished, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { BarButton } from './controls/bar-button';
import { DropTarget } from './notices/drop-target';
import { HelpDialog } from './notices/help-dialog';
import { releaseFocusAfterPointer } from './pointer-focus';
import { renderPart } from './testing/render-part';

async function withHelp() {
  const part = await renderPart(
    <>
      <BarButton action="help" label="Keyboard and help" icon="help" />
      <HelpDialog />
      <DropTarget />
    </>,
  );
  onTestFinished(releaseFocusAfterPointer());
  const button = part.screen.getByRole('button', { name: 'Keyboard and help' });
  return { ...part, button, dialog: part.screen.getByRole('dialog') };
}

test('a dialog opened by pointer leaves Space to the foot pedal, however it is closed', async () => {
  const { button, dialog } = await withHelp();
  for (const close of ['key', 'pointer']) {
    await button.click();
    await expect.element(dialog).toBeVisible();
    if (close === 'key') await userEvent.keyboard('{Escape}');
    else await dialog.getByRole('button', { name: 'Close' }).click();
    await expect.element(dialog).not.toBeInTheDocument();
    await expect.element(button).not.toHaveFocus();
    await userEvent.keyboard(' ');
    await expect.element(dialog).not.toBeInTheDocument();
  }
});

test('a dialog opened by key gives the focus back to its button', async () => {
  const { button, dialog } = await withHelp();
  button.element().focus();
  await userEvent.keyboard('{Enter}');
  await expect.element(dialog).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(dialog).not.toBeInTheDocument();
  await expect.element(button).toHaveFocus();
});

test('a file dropped while a dialog is open opens nothing behind it', async () => {
  const { button, dialog, store } = await withHelp();
  const drag = (kind: string) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['x'], 'notes.txt'));
    const event = new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer });
    window.dispatchEvent(event);
    return event;
  };
  await button.click();
  await expect.element(dialog).toBeVisible();
  drag('dragenter');
  expect(store.state.dropping).toBe(false);
  expect(drag('drop').defaultPrevented).toBe(true);
  expect(store.state.opening).toBeNull();
  await userEvent.keyboard('{Escape}');
  await expect.element(dialog).not.toBeInTheDocument();
  drag('dragenter');
  expect(store.state.dropping).toBe(true);
});
