import { expect, test } from '@playwright/test';
import { FRAME, open, untilExamined } from './support';

/** Real tissue as a newcomer sees it; at the tests' pace, and with the story as on a first visit. */
const address = `/?source=simulated&slide=lymph-node-tissue&objective=10&tour=off&frameRate=6&frameSize=${FRAME.width}x${FRAME.height}&model=lymph-node-metastasis`;

test('from the first start to an exported, confirmed finding in six keys and a click, as the story tells', async ({
  page,
}) => {
  let inputs = 0;
  const press = async (key: string) => {
    inputs++;
    await page.keyboard.press(key);
  };
  await open(page, address);
  await page.keyboard.press('?');
  await page.getByRole('button', { name: 'Show the five steps again' }).click();
  const story = page.getByRole('region', { name: 'Five steps, half a minute' });
  const step = (name: string) =>
    expect(story.getByText(name, { exact: true })).toHaveAttribute('aria-current', 'step');
  await step('See');
  const scaleBar = await page.getByTestId('live-view').boundingBox();
  const card = await story.boundingBox();
  if (!scaleBar || !card) throw new Error('nothing is shown');
  // The scale bar lies in the lowest 80 px of the picture.
  expect(card.y + card.height).toBeLessThan(scaleBar.y + scaleBar.height - 80);

  await press('ArrowRight');
  await step('Freeze');
  await press('f');
  await step('Take');
  await untilExamined(page);
  await press('Space');
  await step('Confirm');
  await press('e');
  await expect(page.getByRole('listbox')).toBeFocused({ timeout: 60_000 });
  await press('Enter');
  await step('Export');
  await press('x');
  const download = page.waitForEvent('download');
  inputs++;
  await page.getByRole('dialog').getByRole('button', { name: 'Export', exact: true }).click();
  await download;
  await page.keyboard.press('Escape');
  await expect(story.getByText(/That is all there is to it/)).toBeVisible();
  expect(inputs).toBe(7);
});
