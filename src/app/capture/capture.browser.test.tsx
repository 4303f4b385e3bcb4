import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { sampleSnapshot } from '../../capture/test-snapshot';
import type { EngineClient, SnapshotResult } from '../../engine/port';
import { TopBar } from '../bar/top-bar';
import { FakeEngine } from '../test-reticle';
import { renderPart } from '../testing/render-part';
import { CaptureNotes } from './capture-notes';
import { CasePanel } from './case-panel';
import { SnapshotStrip, StripHandle } from './snapshot-strip';

function taken(): SnapshotResult {
  const { snapshot, parts } = sampleSnapshot(crypto.randomUUID());
  const {
    schema: _,
    id: __,
    caseId: ___,
    number: ____,
    annotations: _____,
    notes: ______,
    ...facts
  } = snapshot;
  const { width, height } = facts;
  const thumbnail = new Blob(['small'], { type: 'image/jpeg' });
  return { facts, parts, thumbnail, width, height, umPerPx: 1, capturedAt: Date.parse(facts.capturedAt) };
}

/** An engine that gives the same snapshot each time. */
function capturing(): EngineClient {
  return Object.assign(new FakeEngine(), { snapshot: async () => taken() });
}

async function parts() {
  const page = await renderPart(
    <>
      <TopBar />
      <StripHandle />
      <SnapshotStrip />
      <CaptureNotes />
      <CasePanel />
    </>,
    { createClient: capturing },
  );
  await page.reticle.cases.start();
  await page.reticle.engine.start();
  return page;
}

test('the snapshot button waits for a frame, stores the field, and the strip shows it', async () => {
  const { reticle, store, records, screen, openDemo } = await parts();
  const button = screen.getByRole('button', { name: 'Snapshot', exact: true });
  await expect.element(button).toHaveAttribute('aria-disabled', 'true');
  await openDemo();
  await expect.element(button).toHaveAttribute('aria-disabled', 'false');
  await button.click();
  await expect.element(screen.getByTestId('snapshot-stored')).toBeVisible();
  reticle.cases.toggleStrip();
  const first = screen.getByRole('button', { name: /snapshot 1/i });
  await expect.element(first).toBeVisible();
  await first.click();
  expect(store.state.capture.viewer?.id).toBe(store.state.capture.snapshots[0]?.id);
  expect(await records.cases()).toHaveLength(1);
});

test('a case is made, named and kept; a deleted one comes back by its pill and by the key', async () => {
  const { reticle, store, records, screen } = await parts();
  await screen.getByRole('button', { name: /new case/i }).click();
  const title = screen.getByRole('textbox', { name: /title/i });
  await title.fill('Node 7');
  await userEvent.tab();
  await vi.waitFor(async () => expect((await records.cases())[0]?.title).toBe('Node 7'));
  const remove = screen.getByRole('button', { name: /delete case/i });
  await remove.click();
  await screen.getByRole('button', { name: 'Undo' }).click();
  await vi.waitFor(async () => expect(await records.cases()).toHaveLength(1));
  await expect.element(title).toHaveValue('Node 7');
  await remove.click();
  await vi.waitFor(async () => expect(await records.cases()).toHaveLength(0));
  reticle.actions.undo();
  await store.history.settled();
  expect((await records.cases()).map(({ title: name }) => name)).toEqual(['Node 7']);
});
