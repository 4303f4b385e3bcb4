import { expect, test } from 'vitest';
import { t } from '../i18n/i18n';
import { AnnotationSession } from './annotation-session';
import { importLive } from './live-geojson';

const point = { type: 'Feature', geometry: { type: 'Point', coordinates: [5, 5] }, properties: {} };
const picture = new Blob([JSON.stringify({ type: 'FeatureCollection', features: [point] })]);

test('a picture’s file waits until the place of the field is known', async () => {
  const session = new AnnotationSession(async () => null);
  await expect(importLive(session, picture, [])).rejects.toMatchObject({
    message: t('annotate.files.placeFirst'),
    remedy: t('annotate.files.placeFirstRemedy'),
  });
  session.place({ centre: { x: 50, y: 50 }, umPerPx: 1, island: 1, width: 100, height: 100 });
  await expect(importLive(session, picture, [])).resolves.toMatchObject({ count: 1 });
});
