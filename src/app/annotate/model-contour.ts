import type { Annotation } from '../../domain/annotation';
import type { PointUm } from '../../domain/geometry';
import { contourAround } from '../../measure/model-contour';
import { t } from '../i18n/i18n';
import type { EngineSession } from '../session/engine-session';
import { thresholdOf } from '../state/models';
import { enabledLayers } from '../state/selectors';
import type { AppStore } from '../state/store';
import type { AnnotationSession } from './annotation-session';

interface Page {
  readonly store: AppStore;
  readonly engine: EngineSession;
  readonly annotations: AnnotationSession;
}

/** Outline of a shown model's positive region around a point of the present field; null, and said so, without one. */
export async function modelContour(
  { store, engine, annotations }: Page,
  at: PointUm,
): Promise<{ readonly points: readonly PointUm[]; readonly origin: Annotation['origin'] } | null> {
  const { placement } = annotations;
  for (const layer of placement ? enabledLayers(store.state) : []) {
    const field = await engine.client?.field(layer.modelId, layer.classId);
    if (!field || !placement) continue;
    const threshold = thresholdOf(layer, store.state.preferences.overlay.thresholds);
    const { centre, umPerPx, width, height } = placement;
    const origin = {
      x: centre.x + (field.originPx.x - width / 2) * umPerPx,
      y: centre.y + (field.originPx.y - height / 2) * umPerPx,
    };
    const points = contourAround({ ...field, origin }, at, threshold);
    const model = store.state.models.find(({ manifest }) => manifest.id === layer.modelId);
    if (points && model)
      return {
        points,
        origin: {
          kind: 'model',
          modelId: layer.modelId,
          modelHash: model.hash,
          classId: layer.classId,
          threshold,
          corrected: false,
        },
      };
  }
  store.notify({
    tone: 'note',
    report: { message: t('annotate.noContour'), remedy: t('annotate.noContourRemedy') },
    ways: [],
    topic: 'contour',
  });
  return null;
}
