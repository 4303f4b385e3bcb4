import type { Annotation, Shape } from '../../domain/annotation';
import type { StoredSnapshot } from '../../domain/case';
import type { PointUm } from '../../domain/geometry';
import { shapeOfRegion } from '../../domain/outline';
import type { EngineClient } from '../../engine/port';
import { contourAround, type ModelContour } from '../../measure/model-contour';
import { t } from '../i18n/i18n';
import { thresholdOf } from '../state/models';
import type { PageView } from '../state/page-view';
import { enabledLayers } from '../state/selectors';
import type { AppStore } from '../state/store';
import type { Placement } from './placement';

interface Page {
  readonly store: AppStore;
  readonly client: () => Pick<EngineClient, 'field'> | null;
}

export interface AcceptedContour {
  readonly shape: Shape;
  readonly origin: Annotation['origin'];
}

/** Outline of a shown model's positive region around a point of the present field; null, and said so, without one. */
export async function modelContour(
  { store, client }: Page,
  at: PointUm,
  placement: Placement,
): Promise<AcceptedContour | null> {
  for (const layer of enabledLayers(store.state)) {
    const field = await client()?.field(layer.modelId, layer.classId);
    // The field is as new as the answer; on another island the place that was clicked means nothing.
    if (!field || field.island !== placement.island) continue;
    const threshold = thresholdOf(layer, store.state.preferences.overlay.thresholds);
    const contour = contourAround(field, at, threshold);
    const model = store.state.models.find(({ manifest }) => manifest.id === layer.modelId);
    if (contour && model)
      return accepted(contour, {
        ...{ modelId: layer.modelId, modelHash: model.hash },
        ...{ classId: layer.classId, threshold },
      });
  }
  sayNoContour(store.page);
  return null;
}

export function sayNoContour(page: Pick<PageView, 'remark'>): void {
  page.remark({
    report: { message: t('annotate.noContour'), remedy: t('annotate.noContourRemedy') },
    topic: 'contour',
  });
}

/** What was drawn covers nothing. */
export function sayNoArea(page: Pick<PageView, 'remark'>): void {
  page.remark({
    report: { message: t('annotate.noArea'), remedy: t('annotate.noAreaRemedy') },
    topic: 'contour',
  });
}

/** The same of the probabilities that a snapshot holds, at its own thresholds; null without one. */
export function storedContour({ snapshot, parts }: StoredSnapshot, at: PointUm): AcceptedContour | null {
  for (const { id, hash, cellUm, map, classes } of snapshot.models) {
    const stored = parts.maps.get(id);
    for (const [c, { id: classId, threshold }] of stored ? classes.entries() : []) {
      const values = Float32Array.from(
        { length: map.columns * map.rows },
        (_, i) => stored?.[i * classes.length + c] ?? -1,
      );
      const contour = contourAround({ ...map, cellUm, values }, at, threshold);
      if (contour) return accepted(contour, { modelId: id, modelHash: hash, classId, threshold });
    }
  }
  return null;
}

type Model = Pick<
  Extract<Annotation['origin'], { kind: 'model' }>,
  'modelId' | 'modelHash' | 'classId' | 'threshold'
>;

function accepted({ part, isCut }: ModelContour, model: Model): AcceptedContour {
  return {
    shape: shapeOfRegion([part]),
    origin: { kind: 'model', ...model, corrected: false, ...(isCut && { cut: true }) },
  };
}
