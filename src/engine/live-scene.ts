import type { EngineState } from './engine-state';
import { BARE_SCENE, type FieldPipeline, type SceneRequest } from './field-pipeline';
import type { InferenceService } from './inference/inference-service';
import { sceneRequest } from './scene';

/** What the scene of the live view follows from. */
export interface LiveView {
  readonly state: EngineState;
  readonly pipeline: Pick<FieldPipeline, 'tracked'> | null;
  readonly inference: Pick<InferenceService, 'active' | 'loop'>;
  readonly scaleInDoubt: boolean;
  /** The picture is old: it may be anything by now. */
  readonly stale: boolean;
}

/**
 * The overlay over the newest frame. Without a scale, a place or a model that fits all is not assessed.
 * @param whole draws what has just become known as if it had always been there (snapshots)
 */
export function liveScene(
  { state, pipeline, inference, scaleInDoubt, stale }: LiveView,
  whole = false,
): SceneRequest {
  const { settings, frame } = state;
  if (!settings) return BARE_SCENE;
  const { active, loop } = inference;
  const lost = frame?.umPerPx != null && (pipeline?.tracked()?.confidence ?? 1) <= 0;
  return sceneRequest({
    settings,
    loaded: active,
    facts: frame,
    island: loop?.island ?? null,
    placed: !lost && !scaleInDoubt && !stale,
    visible: settings.overlayVisible,
    arrivalsOf: (entry) => (whole ? [] : (loop?.arrivals.of(entry) ?? [])),
  });
}
