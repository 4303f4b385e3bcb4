import type { TFunction } from 'i18next';
import type { AppState } from '../state/app-state';
import { operatingPointAt, thresholdOf } from '../state/models';
import { currentCalibration, currentObjective, enabledLayers, hasOwnScale } from '../state/selectors';

/** Digits of the weights' hash that name them in print. */
const HASH_DIGITS = 12;

/** Text below a snapshot: what was run, with what settings, at what scale, on what, when. */
export function snapshotCaption(
  state: AppState,
  sourceLabel: string,
  at: Date,
  t: TFunction,
  /** In place of the present scale. */
  scale = scaleLine(state, t),
): readonly string[] {
  const layers = enabledLayers(state);
  const models = layers.flatMap((layer) => {
    const loaded = state.models.find(({ manifest }) => manifest.id === layer.modelId);
    if (!loaded) return [t('snapshot.caption.notLoaded', { id: layer.modelId })];
    const { manifest, hash } = loaded;
    const threshold = thresholdOf(layer, state.preferences.overlay.thresholds);
    const point = operatingPointAt(layer, threshold);
    const basis = point
      ? t('snapshot.caption.operatingPoint', { name: point.name })
      : t('snapshot.caption.byHand');
    const name = manifest.classes.find(({ id }) => id === layer.classId)?.name ?? manifest.name;
    return [
      t('snapshot.caption.model', {
        name: manifest.name,
        version: manifest.version,
        hash: hash.slice(0, HASH_DIGITS),
      }),
      t('snapshot.caption.threshold', { name, threshold: threshold.toFixed(3), basis }),
    ];
  });
  return [
    ...(models.length > 0 ? models : [t('snapshot.caption.noModel')]),
    scale,
    t('snapshot.caption.source', { name: sourceLabel }),
    `${at.toISOString()}   ${t('app.researchUseOnly')}`,
  ];
}

function scaleLine(state: AppState, t: TFunction): string {
  const objective = currentObjective(state);
  const lens = objective === null ? '' : `${objective}x, `;
  const known = hasOwnScale(state) ? state.frame?.umPerPx : null;
  if (known)
    return t('snapshot.caption.scale', {
      objective: lens,
      umPerPx: known.toFixed(4),
      basis: t('snapshot.caption.basis.known'),
    });
  const calibration = currentCalibration(state);
  if (!calibration) return t('snapshot.caption.uncalibrated');
  return t('snapshot.caption.scale', {
    objective: lens,
    umPerPx: calibration.umPerPx.toFixed(4),
    basis: t(`snapshot.caption.basis.${calibration.basis}`),
  });
}
