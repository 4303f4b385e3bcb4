import type { SizePx } from '../domain/geometry';
import { type Homography, scaleAndShift } from '../domain/homography';
import { type FrameFit, fitFrame } from './frame-fit';

/** How a scene is laid on one target: a screen, the eyepiece, a picture. */
export interface OutputView {
  /** Device px a CSS px: lines, letters and hatch keep their size. */
  readonly pixelRatio: number;
  /** Px of the frame to device px of the target, corners at 0; null: the whole frame, as large as fits, centred. */
  readonly transform: Homography | null;
  /** 'overlay' leaves the camera's picture out and draws on black: light that is added to what the eyepiece shows. */
  readonly content: 'picture' | 'overlay';
}

export const PLAIN_VIEW: OutputView = { pixelRatio: 1, transform: null, content: 'picture' };

/** From the frame to a target of this size, px to px. */
export function viewTransform(view: OutputView, frame: SizePx, target: SizePx): Homography {
  const { x, y, scale } = fitFrame(frame, target);
  return view.transform ?? scaleAndShift(scale, x, y);
}

/** Where the frame lies upright on the target; null where a transform mirrors, turns, stretches or tilts it. */
export function uprightFit(view: OutputView, frame: SizePx, target: SizePx): FrameFit | null {
  if (!view.transform) return fitFrame(frame, target);
  const [a, b, x, d, e, y, g, h, i] = view.transform;
  if (b !== 0 || d !== 0 || g !== 0 || h !== 0 || a !== e || !(a / i > 0)) return null;
  const scale = a / i;
  return { x: x / i, y: y / i, width: frame.width * scale, height: frame.height * scale, scale };
}
