import type { Snapshot } from '../domain/case';
import {
  type FieldPlacement,
  fieldOfView,
  frameToSlide,
  type PointUm,
  type RectUm,
  slideToFrame,
} from '../domain/geometry';

/** The picture of a snapshot between slide space and px (corner-based: the first px has its centre at 0.5). */
export interface ImageFrame {
  readonly placement: FieldPlacement;
  /** What the picture shows, slide um. */
  readonly field: RectUm;
  toPx(point: PointUm): { x: number; y: number };
  toSlide(px: { x: number; y: number }): PointUm;
}

/**
 * Where no stage position is known, slide space has its origin at the picture's centre; without calibration
 * a "um" is a px, and no file states a physical size.
 */
export function imageFrame(
  snapshot: Pick<Snapshot, 'width' | 'height' | 'stage' | 'calibration'>,
): ImageFrame {
  const placement = {
    centre: snapshot.stage ? { x: snapshot.stage.x, y: snapshot.stage.y } : { x: 0, y: 0 },
    umPerPx: snapshot.calibration?.umPerPx ?? 1,
  };
  return {
    placement,
    field: fieldOfView(snapshot, placement),
    toPx: (point) => slideToFrame(snapshot, placement, point),
    toSlide: (px) => frameToSlide(snapshot, placement, px),
  };
}

/** Annotations that lie in this picture's coordinates: those of another island have no place in it. */
export function annotationsInFrame(snapshot: Snapshot): Snapshot['annotations'] {
  const { stage } = snapshot;
  return stage ? snapshot.annotations.filter(({ island }) => island === stage.island) : snapshot.annotations;
}
