import type { EngineState } from './engine-state';
import { BARE_SCENE, type FieldPipeline, type SceneRequest } from './field-pipeline';
import type { InferenceService } from './inference/inference-service';
import { isEnabled } from './provenance';
import { scaleFits } from './scale-gate';
import { layersOf } from './scene';

/** What the scene of the live view follows from. */
export interface LiveView {
  readonly state: EngineState;
  readonly pipeline: Pick<FieldPipeline, 'tracked'> | null;
  readonly inference: Pick<InferenceService, 'active' | 'loop'>;
  readonly scaleInDoubt: boolean;
}

/**
 * The overlay over the newest frame. Without a scale, a place or a model that fits all is not assessed.
 * @param whole draws what has just become known as if it had always been there (snapshots)
 */
export function liveScene(
  { state, pipeline, inference, scaleInDoubt }: LiveView,
  whole = false,
): SceneRequest {
  const { settings, frame } = state;
  if (!settings) return BARE_SCENE;
  const { active, loop } = inference;
  const umPerPx = frame?.umPerPx ?? null;
  const objective = frame?.objective ?? null;
  const enabled = active.filter(({ model }) => isEnabled(settings, model.manifest.id));
  const fitting = enabled.filter(
    ({ model }) => umPerPx !== null && scaleFits(model.manifest, umPerPx, objective),
  );
  const lost = umPerPx !== null && (pipeline?.tracked()?.confidence ?? 1) <= 0;
  const unknown = fitting.length === 0 || lost || scaleInDoubt;
  return {
    layers: layersOf(settings, active, fitting, (entry) => (whole ? [] : (loop?.arrivals.of(entry) ?? []))),
    hatchAll: enabled.length > 0 && unknown,
    visible: settings.overlayVisible,
    scaleBar: settings.scaleBar,
    island: loop?.island ?? null,
  };
}
