import type { ModelDiagnostics } from '../domain/diagnostics';
import type { SizePx } from '../domain/geometry';
import type { SlideName } from '../domain/slide';
import type { PictureProvenance } from '../export/png';
import type { ActiveModel } from './inference/active-model';
import type { Calibration, EngineSettings } from './port';

/** What the engine knows of the newest frame. */
export interface FrameFacts {
  readonly size: SizePx;
  readonly umPerPx: number | null;
  readonly objective: number | null;
  /** The source told the scale itself. */
  readonly known: boolean;
  readonly capturedAt: number;
}

export type CalibrationBasis = Calibration['basis'] | 'none';

export function calibrationBasis(
  frame: FrameFacts | null,
  settings: EngineSettings | null,
): CalibrationBasis {
  return frame?.known ? 'known' : (settings?.calibration?.basis ?? 'none');
}

export function isEnabled(settings: EngineSettings | null, modelId: string): boolean {
  return settings?.layers.some((layer) => layer.modelId === modelId && layer.enabled) ?? false;
}

/** Models that are on, with the threshold and operating point they run at. */
export function modelsInUse(
  active: readonly ActiveModel[],
  settings: EngineSettings | null,
): ModelDiagnostics[] {
  return active
    .filter(({ model }) => isEnabled(settings, model.manifest.id))
    .map(({ model: { manifest, hash } }) => {
      const layer = settings?.layers.find(({ modelId }) => modelId === manifest.id);
      const threshold = layer?.threshold ?? 0;
      const point = manifest.operatingPoints.find((each) => Math.abs(each.threshold - threshold) < 1e-6);
      return {
        id: manifest.id,
        version: manifest.version,
        hash,
        operatingPoint: point?.id ?? 'custom',
        threshold,
      };
    });
}

/** For the PNG's text chunks. */
export function pictureProvenance(
  frame: FrameFacts | null,
  settings: EngineSettings | null,
  of: { readonly source: string; readonly slide: SlideName | null },
  models: readonly ModelDiagnostics[],
): PictureProvenance {
  const { umPerPx = null, objective = null, capturedAt = Date.now() } = frame ?? {};
  return {
    software: `Reticle ${__VERSION__}`,
    capturedAt,
    ...of,
    calibration: umPerPx === null ? null : { umPerPx, objective, basis: calibrationBasis(frame, settings) },
    models,
  };
}
