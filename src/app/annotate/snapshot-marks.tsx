import { useEffect, useRef } from 'react';
import { type AnnotationClass, decisionOf } from '../../domain/annotation';
import type { Snapshot } from '../../domain/case';
import { fieldOfView, type RectUm } from '../../domain/geometry';
import { colourOf } from './annotation-colours';
import { labelDowns } from './label-downs';
import { type PaintedMark, paintMarks, splitMarks } from './paint-marks';
import { isCut, ShapeMark } from './shape-mark';
import { useClasses } from './use-classes';

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
  const classes = useClasses();
  if (!stage || !calibration || annotations.length === 0) return null;
  const field = fieldOfView({ width, height }, { centre: stage, umPerPx: calibration.umPerPx });
  const { elements, painted } = splitMarks(annotations, null);
  const umPerScreenPx = field.width / SHOWN_WIDTH;
  const downs = labelDowns(elements, umPerScreenPx);
  return (
    <>
      {painted.length > 0 && (
        <PaintedOver annotations={annotations} classes={classes} field={field} transform={transform} />
      )}
      <svg
        className="pane-picture pane-marks"
        style={{ transform }}
        viewBox={`${field.x} ${field.y} ${field.width} ${field.height}`}
        aria-hidden="true"
      >
        {elements.map(({ id, shape, classId, label, origin }) => (
          <ShapeMark
            key={id}
            shape={shape}
            colour={colourOf(classId, classes)}
            label={label}
            selected={false}
            handles={false}
            labelDown={downs.get(id) ?? 0}
            isCut={isCut({ origin })}
            decision={decisionOf({ origin })}
            umPerScreenPx={umPerScreenPx}
          />
        ))}
      </svg>
    </>
  );
}

/** Those that are too many to be elements. */
function PaintedOver({
  annotations,
  classes,
  field,
  transform,
}: {
  readonly annotations: Snapshot['annotations'];
  readonly classes: readonly AnnotationClass[];
  readonly field: RectUm;
  readonly transform: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { x, y, width, height } = field;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    context.reset();
    // Twice the shown size stays sharp when the picture is magnified.
    context.scale(2, 2);
    const marks = splitMarks(annotations, null).painted.map(
      ({ shape, classId }): PaintedMark => ({ shape, colour: colourOf(classId, classes), selected: false }),
    );
    paintMarks(context, marks, { field: { x, y, width, height }, cssPerUm: SHOWN_WIDTH / width });
  }, [annotations, classes, x, y, width, height]);
  return (
    <canvas
      ref={canvas}
      className="pane-picture pane-marks"
      style={{ transform }}
      width={2 * SHOWN_WIDTH}
      height={Math.round((2 * SHOWN_WIDTH * height) / width)}
    />
  );
}
