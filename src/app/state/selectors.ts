import type { CalibrationProfile } from '../../domain/calibration';
import type { FlatField } from '../../domain/flat-field';
import { type Mounting, PLAIN_MOUNTING } from '../../domain/frame';
import type { Calibration, EngineSettings, EngineStatus } from '../../engine/port';
import type { SourceRequest } from '../../source/open-source';
import type { Playback, VideoSource } from '../../source/video-file';
import type { AppState } from './app-state';
import { calibrationKey, calibrationOf } from './calibration';
import { type Optics, profileFor } from './calibration-profiles';
import { flatFieldFor, type LightPath, SIMULATED_CAMERA } from './flat-fields';
import { layersOf, type ModelLayer, modelForSlide, thresholdOf } from './models';

/** Under which name a source's mounting and scales are remembered; null where it knows its own scale. */
export function cameraKey(request: SourceRequest): string | null {
  switch (request.kind) {
    case 'camera':
      return request.deviceId ?? 'camera';
    case 'screen':
      return 'screen';
    case 'file':
      return `video ${request.file.name}`;
    case 'simulated':
      return request.options?.untold ? 'simulated camera' : null;
  }
}

/** What is open, or about to be. */
export function currentRequest({ opening, source }: AppState): SourceRequest | null {
  return opening ?? (source.phase === 'none' ? null : source.request);
}

/** Play, pause and seek of the open source, where it is a recorded video. */
export function playbackOf({ source }: AppState): Playback | null {
  if (source.phase !== 'open' || source.source.kind !== 'video') return null;
  return (source.source as VideoSource).playback ?? null;
}

/** Key of the open source's own camera; null for simulated stages and when nothing is open. */
export function openCameraKey(state: AppState): string | null {
  const { source } = state;
  if (source.phase !== 'open' || source.source.microscope) return null;
  return cameraKey(source.request);
}

/** Key of the scale of what is open, at the objective that is chosen; null where the source knows its own. */
export function scaleKey(state: AppState): string | null {
  const key = openCameraKey(state);
  if (key === null || state.source.phase !== 'open') return null;
  return calibrationKey(key, state.source.source.size, state.objective, currentRelay(state));
}

/** Magnification of the camera adapter as the user told it of the open camera; null: not told. */
export function currentRelay(state: AppState): number | null {
  const key = openCameraKey(state);
  return key === null ? null : (state.preferences.cameras[key]?.relay ?? null);
}

export function enteredUmPerPx(state: AppState): number | null {
  const key = scaleKey(state);
  if (key === null) return null;
  return state.linkedUmPerPx ?? state.preferences.scales[key] ?? null;
}

/** What a measured scale of the open source would belong to; null without an objective or where um/px is known. */
export function currentOptics(state: AppState): Optics | null {
  const { source, objective } = state;
  if (openCameraKey(state) === null || source.phase !== 'open' || objective === null) return null;
  return {
    camera: source.source.label.slice(0, 200),
    resolution: source.source.size,
    objective,
    relay: currentRelay(state),
  };
}

/** The measured scale of the open source at its objective, if there is one. */
export function currentProfile(state: AppState): CalibrationProfile | null {
  const optics = currentOptics(state);
  return optics && profileFor(state.preferences.profiles, optics);
}

/** um/px in force for the open source, where it does not know its own. */
export function currentCalibration(state: AppState): Calibration | null {
  return calibrationOf({
    objective: state.objective,
    entered: enteredUmPerPx(state),
    profile: currentProfile(state),
  });
}

/** Set by hand or by the address; else the model that fits the simulated slide is on. */
export function isModelEnabled(state: AppState, modelId: string): boolean {
  const chosen = state.linkedModels[modelId] ?? state.preferences.overlay.models[modelId];
  if (chosen !== undefined) return chosen;
  const request = currentRequest(state);
  return modelId === modelForSlide(request?.kind === 'simulated' ? request.slide : 'lymph-node');
}

/** Layers of the models that are on. */
export function enabledLayers(state: AppState): readonly ModelLayer[] {
  return layersOf(state.models).filter(({ modelId }) => isModelEnabled(state, modelId));
}

const NO_MODEL: EngineStatus = { code: 'no-model', examined: 0 };

/**
 * Status for the user. Tissue that no loaded model looks at must never be called examined, so a model that is
 * on but could not be loaded counts as none.
 */
export function shownStatus(state: AppState): EngineStatus {
  const { status, engine, models } = state;
  const claims = status.code === 'looking' || status.code === 'examined' || status.code === 'frozen';
  if (!claims || engine.backend === null) return status;
  const answered = enabledLayers(state).some(({ modelId }) =>
    models.some(({ manifest }) => manifest.id === modelId),
  );
  return answered ? status : NO_MODEL;
}

/** Layer that the threshold slider sets: the selected one if it is on, else the first that is on. */
export function thresholdLayer(state: AppState): ModelLayer | null {
  const on = enabledLayers(state);
  return on.find(({ key }) => key === state.selectedLayer) ?? on[0] ?? null;
}

/** While a crop is drawn the whole picture is shown as the camera gives it. */
export function mountingOf(state: AppState): Mounting {
  const key = openCameraKey(state);
  if (key === null || state.cropping) return PLAIN_MOUNTING;
  return state.preferences.cameras[key]?.mounting ?? PLAIN_MOUNTING;
}

/** Objective in the light path: the stage's own where there is one, else the user's choice. */
export function currentObjective(state: AppState): number | null {
  return state.microscope ? state.microscope.objective : state.objective;
}

/** The light path of the open source; null without an objective, and where no camera looks through it. */
export function lightPath(state: AppState): LightPath | null {
  const { source } = state;
  const objective = currentObjective(state);
  if (source.phase !== 'open' || objective === null || source.source.kind === 'image') return null;
  const { kind, label, size } = source.source;
  return {
    camera: kind === 'simulated' ? SIMULATED_CAMERA : label.slice(0, 200),
    resolution: size,
    objective,
    relay: currentRelay(state) ?? currentProfile(state)?.relay ?? null,
  };
}

/** The flat field in force. */
export function currentFlatField(state: AppState): FlatField | null {
  const path = lightPath(state);
  return path && flatFieldFor(state.preferences.flatFields, path);
}

export function engineSettings(state: AppState): EngineSettings {
  const { overlay } = state.preferences;
  return {
    layers: layersOf(state.models).map((layer) => ({
      modelId: layer.modelId,
      classId: layer.classId,
      enabled: isModelEnabled(state, layer.modelId),
      threshold: thresholdOf(layer, overlay.thresholds),
    })),
    heatmap: overlay.heatmap,
    contours: overlay.contours,
    opacity: overlay.opacity,
    colourMap: overlay.colourMap,
    scaleBar: overlay.scaleBar,
    overlayVisible: !state.bare && !state.cropping,
    frozen: state.frozen,
    calibration: currentCalibration(state),
    mounting: mountingOf(state),
    flatField: currentFlatField(state)?.grid ?? null,
    replay: state.preferences.page.replay,
  };
}
