import type { CalibrationProfile } from '../../domain/calibration';
import type { FlatField } from '../../domain/flat-field';
import { type Mounting, PLAIN_MOUNTING, type Surface } from '../../domain/frame';
import type { Calibration, EngineSettings } from '../../engine/port';
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
      // Recordings of many cameras are called alike.
      return `video ${request.file.name} ${request.file.size}`;
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

/** The open source knows its own scale, or waits for it, which no camera does. */
export function hasOwnScale({ source }: AppState): boolean {
  return source.phase === 'open' && source.source.ownScale === true;
}

/** Key of the open source's own camera; null where it knows its own scale, and when nothing is open. */
export function openCameraKey(state: AppState): string | null {
  const { source } = state;
  if (source.phase !== 'open' || hasOwnScale(state)) return null;
  return cameraKey(source.request);
}

/** What the open source shows: its name, and the size of its frames in px before mounting, as they are now. */
export function openSurface({ source, surface }: AppState): Surface | null {
  return source.phase === 'open' ? (surface ?? source.source) : null;
}

/** What the open camera, window or file is called in everything that was measured through it. */
export function openCameraName(state: AppState): string | null {
  const key = openCameraKey(state);
  const name = key === null ? undefined : state.preferences.cameras[key]?.name;
  return name ?? openSurface(state)?.label.slice(0, 200) ?? null;
}

/** Under which name scales of the open source are remembered: a shared window's um/px is no other window's. */
export function scaleOwner(state: AppState): string | null {
  const key = openCameraKey(state);
  const surface = openSurface(state);
  return key === 'screen' && surface ? `screen ${surface.label.slice(0, 200)}` : key;
}

/** Key of the scale of what is open, at the objective that is chosen; null where the source knows its own. */
export function scaleKey(state: AppState): string | null {
  const owner = scaleOwner(state);
  const surface = openSurface(state);
  if (owner === null || !surface) return null;
  return calibrationKey(owner, surface.size, currentObjective(state), currentRelay(state));
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
  const objective = currentObjective(state);
  const surface = openSurface(state);
  const camera = openCameraName(state);
  if (openCameraKey(state) === null || !surface || camera === null || objective === null) return null;
  return {
    camera,
    resolution: surface.size,
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
    objective: currentObjective(state),
    entered: enteredUmPerPx(state),
    profile: currentProfile(state),
  });
}

/** Under which name the models for what is looked at are remembered; null for simulated slides, which have their own. */
export function tissueKey(state: AppState): string | null {
  const request = currentRequest(state);
  return request && request.kind !== 'simulated' ? cameraKey(request) : null;
}

/**
 * Set by hand or by the address; else the model that fits the simulated slide is on. What lies under a real camera only
 * the user knows: no model is on before it was told.
 */
export function isModelEnabled(state: AppState, modelId: string): boolean {
  const linked = state.linkedModels[modelId];
  if (linked !== undefined) return linked;
  const { overlay, cameras } = state.preferences;
  const key = tissueKey(state);
  if (key !== null) return cameras[key]?.models?.[modelId] ?? false;
  const request = currentRequest(state);
  const slide = request?.kind === 'simulated' ? request.slide : 'lymph-node';
  return overlay.models[modelId] ?? modelId === modelForSlide(slide);
}

/** Whether the user is to be asked which model fits what lies under the open camera. */
export function asksForModel(state: AppState): boolean {
  const key = tissueKey(state);
  if (key === null || state.source.phase !== 'open' || Object.keys(state.linkedModels).length > 0)
    return false;
  return state.preferences.cameras[key]?.models === undefined;
}

/** Layers of the models that are on. */
export function enabledLayers(state: AppState): readonly ModelLayer[] {
  return layersOf(state.models).filter(({ modelId }) => isModelEnabled(state, modelId));
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

/** Objective in the light path: as the turret says where there is one, else the user's choice. */
export function currentObjective(state: AppState): number | null {
  return state.devices.turret ? state.devices.turret.objective : state.objective;
}

/** The light path of the open source; null without an objective, and where no camera looks through it. */
export function lightPath(state: AppState): LightPath | null {
  const { source } = state;
  const objective = currentObjective(state);
  const surface = openSurface(state);
  if (source.phase !== 'open' || !surface || objective === null || source.source.kind === 'image')
    return null;
  const simulated = source.source.kind === 'simulated';
  const camera = simulated ? SIMULATED_CAMERA : openCameraName(state);
  if (camera === null) return null;
  return {
    camera,
    resolution: surface.size,
    objective,
    relay: currentRelay(state) ?? currentProfile(state)?.relay ?? null,
  };
}

/** The flat field in force. */
export function currentFlatField(state: AppState): FlatField | null {
  const path = lightPath(state);
  return path && flatFieldFor(state.preferences.flatFields, path);
}

/** um/px as the engine gets it: for frames of the size that is shown now, and no others. */
function calibrationOfFrames(state: AppState): Calibration | null {
  const calibration = currentCalibration(state);
  const size = state.surface?.size;
  return calibration && size ? { ...calibration, frameSize: size } : calibration;
}

export function engineSettings(state: AppState): EngineSettings {
  const { overlay } = state.preferences;
  const chosen = thresholdLayer(state)?.modelId;
  return {
    layers: layersOf(state.models).map((layer) => ({
      modelId: layer.modelId,
      classId: layer.classId,
      enabled: isModelEnabled(state, layer.modelId),
      threshold: thresholdOf(layer, overlay.thresholds),
      ...(overlay.hidden[layer.key] && { hidden: true }),
    })),
    heatmap: overlay.heatmap,
    ...(chosen !== undefined && { heatModelId: chosen }),
    contours: overlay.contours,
    opacity: overlay.opacity,
    colourMap: overlay.colourMap,
    scaleBar: overlay.scaleBar,
    overlayVisible: !state.bare && !state.cropping,
    frozen: state.frozen,
    calibration: calibrationOfFrames(state),
    mounting: mountingOf(state),
    flatField: currentFlatField(state)?.grid ?? null,
    replay: state.preferences.page.replay,
  };
}
