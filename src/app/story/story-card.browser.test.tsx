import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { HelpDialog } from '../notices/help-dialog';
import { renderPart } from '../testing/render-part';
import { StoryCard } from './story-card';

test('the story speaks of what is shown, is done by keyboard, and is restarted from the help', async () => {
  const { reticle, store, screen, openDemo } = await renderPart(
    <>
      <StoryCard />
      <HelpDialog />
    </>,
  );
  await openDemo();
  reticle.story.start();
  await expect.element(screen.getByText(/Real lymph node with/)).toBeVisible();
  await reticle.sources.open({ kind: 'camera' });
  await expect.element(screen.getByText(/never leaves it/)).toBeVisible();
  screen.getByRole('button', { name: 'Next' }).element().focus();
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByText('Freeze', { exact: true })).toHaveAttribute('aria-current', 'step');
  await screen.getByRole('button', { name: 'Skip the story' }).click();
  await expect.element(screen.getByText('Five steps, half a minute')).not.toBeInTheDocument();
  store.page.showHelp(true);
  await screen.getByRole('button', { name: 'Show the five steps again' }).click();
  await expect.element(screen.getByRole('heading', { name: 'Welcome to Reticle' })).toBeVisible();
  expect(store.state.helpOpen).toBe(false);
});
