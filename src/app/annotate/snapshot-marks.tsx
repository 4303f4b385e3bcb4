import type { Snapshot } from '../../domain/case';
import { fieldOfView } from '../../domain/geometry';
import { ShapeMark } from './shape-mark';

/** CSS px that a picture is about as wide as in the viewer: marks keep their thickness by it. */
const SHOWN_WIDTH = 900;

/** The annotations of a stored snapshot, over its picture. */
export function SnapshotMarks({
  snapshot: { annotations, stage, calibration, width, height },
  transform,
}: {
  readonly snapshot: Snapshot;
  readonly transform: string;
}) {
  if (!stage || !calibration || annotations.length === 0) return null;
  const field = fieldOfView({ width, height }, { centre: stage, umPerPx: calibration.umPerPx });
  return (
    <svg
      className="pane-picture pane-marks"
      style={{ transform }}
      viewBox={`${field.x} ${field.y} ${field.width} ${field.height}`}
      aria-hidden="true"
    >
      {annotations.map(({ id, shape, classId, label }) => (
        <ShapeMark
          key={id}
          shape={shape}
          classId={classId}
          label={label}
          selected={false}
          umPerScreenPx={field.width / SHOWN_WIDTH}
        />
      ))}
    </svg>
  );
}
