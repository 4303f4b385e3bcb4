import { frameSize, type Mounting } from '../domain/frame';
import type { SizePx } from '../domain/geometry';
import { checkFrameSize, type MountingMap, mountingMap } from './mounting';

/** What of a VideoFrame decides its geometry. Browsers without the last two give upright frames only. */
export interface FrameShape
  extends Pick<VideoFrame, 'displayWidth' | 'displayHeight' | 'codedWidth' | 'codedHeight'> {
  readonly visibleRect: SizePx | null;
  /** Degrees clockwise by which the stored px are turned to be upright. */
  readonly rotation?: number;
  /** Mirrored left-right after that. */
  readonly flip?: boolean;
}

/** How a frame becomes a field. */
export interface FieldGeometry {
  /** Size of the frame before mounting: crops and gains count in its px. */
  readonly frame: SizePx;
  /** Size of the field. */
  readonly size: SizePx;
  /** Frame px of a field px. */
  readonly toFrame: MountingMap;
  /** Stored px, from the corner of the visible part, of a field px. Another only where px are not square or turned. */
  readonly toStored: MountingMap;
}

/** Size of the visible part of a frame as its px are stored. */
export function storedSize({ visibleRect, codedWidth, codedHeight }: FrameShape): SizePx {
  return visibleRect
    ? { width: visibleRect.width, height: visibleRect.height }
    : { width: codedWidth, height: codedHeight };
}

/**
 * The one place that says how large the field of a frame is, and where its px come from.
 * @param largestSide px that the graphics adapter takes
 * @throws ReticleError 'file-too-large' or 'file-empty' for sizes that are no live field
 */
export function fieldGeometry(image: FrameShape, mounting: Mounting, largestSide?: number): FieldGeometry {
  const frame = frameSize(image);
  checkFrameSize(frame, largestSide);
  const stored = storedSize(image);
  checkFrameSize(stored, largestSide);
  const toFrame = mountingMap(frame, mounting);
  const upright = mountingMap(stored, {
    crop: null,
    rotation: quarterTurns(image.rotation),
    mirrored: image.flip ?? false,
  });
  const scale = { x: upright.size.width / frame.width, y: upright.size.height / frame.height };
  return { frame, size: toFrame.size, toFrame, toStored: through(toFrame, scale, upright) };
}

function quarterTurns(degrees = 0): Mounting['rotation'] {
  const turns = [0, 90, 180, 270] as const;
  return turns[((Math.round(degrees / 90) % 4) + 4) % 4] ?? 0;
}

/** `first`, then each axis scaled, then `second`. */
function through(
  first: MountingMap,
  { x, y }: { readonly x: number; readonly y: number },
  second: MountingMap,
): MountingMap {
  const { size } = first;
  const [a, b, tx] = [first.a * x, first.b * x, first.tx * x];
  const [c, d, ty] = [first.c * y, first.d * y, first.ty * y];
  return {
    size,
    a: second.a * a + second.b * c,
    b: second.a * b + second.b * d,
    tx: second.a * tx + second.b * ty + second.tx,
    c: second.c * a + second.d * c,
    d: second.c * b + second.d * d,
    ty: second.c * tx + second.d * ty + second.ty,
  };
}
