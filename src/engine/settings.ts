import type { CalibrationBasis } from '../domain/calibration';
import type { GainGrid } from '../domain/flat-field';
import type { Mounting } from '../domain/frame';
import type { SizePx } from '../domain/geometry';
import type { ColourMapName } from '../domain/overlay';

/** um/px of the frames as the app knows it; how it is known is part of every result. */
export interface Calibration {
  readonly umPerPx: number;
  readonly basis: CalibrationBasis;
  /** Half-width of the 95% interval, um/px; null: not known. */
  readonly uncertaintyUmPerPx?: number | null;
  /** Name of the calibration profile; null: none. */
  readonly profile?: string | null;
  readonly objective: number | null;
  /** Frames that it holds for, by their size in px before mounting; left out: all. Another size is other optics. */
  readonly frameSize?: SizePx;
}

export interface LayerSettings {
  readonly modelId: string;
  readonly classId: string;
  /** Switch of the model: off means neither inferred nor drawn. */
  readonly enabled: boolean;
  readonly threshold: number;
  /** The class is run with its model, and not drawn. */
  readonly hidden?: boolean;
}

export interface EngineSettings {
  readonly layers: readonly LayerSettings[];
  readonly heatmap: boolean;
  /** The model whose heat is drawn; left out, or where it is not drawn now: the first that is. Others are outlined. */
  readonly heatModelId?: string;
  readonly contours: boolean;
  /** 0..1 */
  readonly opacity: number;
  readonly colourMap: ColourMapName;
  readonly scaleBar: boolean;
  /** False while the key that shows the bare tissue is held. */
  readonly overlayVisible: boolean;
  readonly frozen: boolean;
  /** Null: not calibrated, nothing is inferred. Ignored where frames tell their own um/px. */
  readonly calibration: Calibration | null;
  readonly mounting: Mounting;
  /** Gains that even the light; null: frames are taken as they are. */
  readonly flatField: GainGrid | null;
  /** Keep the last ten seconds for looking back. */
  readonly replay: boolean;
}
