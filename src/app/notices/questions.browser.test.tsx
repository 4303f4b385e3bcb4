import { expect, test } from 'vitest';
import type { CalibrationProfile } from '../../domain/calibration';
import { ScaleWay } from '../dock/scale-way';
import { t } from '../i18n/i18n';
import { ObjectiveCard } from '../objective/objective-card';
import { CalibrationSection } from '../panel/calibration-section';
import { OtherSlideCard } from '../slides/other-slide-card';
import { renderPart } from '../testing/render-part';

test('whether it is another slide is asked with the slide that the tissue does not fit', async () => {
  const { store, screen } = await renderPart(<OtherSlideCard />);
  const capture = store.slice('capture');
  capture.patch({ slide: { id: crypto.randomUUID(), caseId: null, label: 'B 2', source: null } });
  await expect.element(screen.getByText(t('slides.asking'))).not.toBeInTheDocument();
  capture.patch({ askingOtherSlide: true });
  await expect.element(screen.getByText(t('slides.asking'))).toBeVisible();
  await expect.element(screen.getByText(t('slides.askingText', { label: 'B 2' }))).toBeVisible();
});

test('which objective is in use is asked by what the image shows, and a switch says what it did', async () => {
  const { store, screen } = await renderPart(<ObjectiveCard />);
  store.patch({ objectiveNotice: { kind: 'asking', from: 10, times: 2.04, candidates: [] } });
  const seen = t('objective.seen', { times: 2, way: t('objective.larger'), from: '10x' });
  await expect.element(screen.getByText(seen)).toBeVisible();
  store.patch({ objectiveNotice: { kind: 'asking', from: null, times: null, candidates: [] } });
  await expect.element(screen.getByText(t('objective.seenUnknown'))).toBeVisible();
  const to = { objective: 40, umPerPx: 0.25, off: 0 };
  store.patch({ objectiveNotice: { kind: 'switched', from: 10, to } });
  await expect
    .element(screen.getByText(t('objective.switchedFrom', { from: '10x', umPerPx: 0.25 })))
    .toBeVisible();
});

test('a scale in doubt is told at the status line and in the panel, with how much and against what', async () => {
  const { reticle, screen } = await renderPart(
    <>
      <ScaleWay />
      <CalibrationSection />
    </>,
  );
  await reticle.sources.open({ kind: 'camera' });
  reticle.optics.setObjective(10);
  const profile: Omit<CalibrationProfile, 'id' | 'umPerPx' | 'uncertaintyUmPerPx'> = {
    ...{ schema: 1, name: '10x', camera: null, resolution: { width: 1280, height: 720 }, relay: null },
    ...{ objective: 10, basis: 'micrometer', createdAt: '2026-01-01T00:00:00.000Z' },
  };
  reticle.store.optics.saveProfile({
    ...profile,
    ...{ id: crypto.randomUUID(), umPerPx: 1, uncertaintyUmPerPx: 0.05 },
  });
  const uncertain = t('scaleWay.uncertain', { percent: '5.0' });
  await expect.element(screen.getByRole('button', { name: uncertain })).toBeVisible();
  await expect.element(screen.getByText(uncertain).last()).toBeVisible();
  reticle.store.optics.saveProfile({
    ...profile,
    ...{ id: crypto.randomUUID(), basis: 'distance', umPerPx: 1.1, uncertaintyUmPerPx: 0.001 },
    createdAt: '2026-01-02T00:00:00.000Z',
  });
  const percent = (100 * (1 - 1 / 1.1)).toFixed(1);
  await expect
    .element(screen.getByRole('button', { name: t('scaleWay.disagrees', { percent }) }))
    .toBeVisible();
  await expect.element(screen.getByText(new RegExp(`${percent} % from 1 µm/px`))).toBeVisible();
});
