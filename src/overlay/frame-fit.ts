import type { SizePx } from '../domain/geometry';

/** Where the frame lies on a target (canvas, eyepiece, picture): whole and centred. Device px. */
export interface FrameFit {
  /** Top left corner of the frame on the target, whole px so that nothing blurs at scale 1. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Target px a frame px. */
  readonly scale: number;
}

/** Fits the whole frame into the target, keeping its shape. Annotations and pointers use the same fit. */
export function fitFrame(frame: SizePx, target: SizePx): FrameFit {
  const scale = Math.min(target.width / frame.width, target.height / frame.height);
  const width = frame.width * scale;
  const height = frame.height * scale;
  return {
    x: Math.round((target.width - width) / 2),
    y: Math.round((target.height - height) / 2),
    width,
    height,
    scale,
  };
}
