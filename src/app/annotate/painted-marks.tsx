import { useEffect, useRef } from 'react';
import type { Annotation } from '../../domain/annotation';
import { colourOf } from './annotation-colours';
import type { AnnotationSession } from './annotation-session';
import { paintMarks } from './paint-marks';
import type { Placement } from './placement';
import { useClasses } from './use-classes';

interface Props {
  readonly session: AnnotationSession;
  readonly annotations: readonly Annotation[];
  readonly selected: string | null;
  /** Of the picture in the layer, CSS px. */
  readonly fitted: {
    readonly left: number;
    readonly top: number;
    readonly cssWidth: number;
    readonly cssHeight: number;
  };
}

/** Annotations that are too many to be elements, painted again when the field has moved. */
export function PaintedMarks({ session, annotations, selected, fitted }: Props) {
  const classes = useClasses();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { left, top, cssWidth, cssHeight } = fitted;
  useEffect(() => {
    const marks = annotations.map((annotation) => ({
      shape: annotation.shape,
      colour: colourOf(annotation.classId, classes),
      selected: annotation.id === selected,
    }));
    let shown: Placement | null | undefined;
    let waiting = 0;
    const repaint = () => {
      waiting = 0;
      const { placement } = session;
      if (!canvas.current || (shown !== undefined && same(shown, placement))) return;
      shown = placement;
      paint(canvas.current, placement, marks);
    };
    // Once a picture of the screen at most, however many frames the camera gives: else paintings pile up.
    const stop = session.onPlacement(() => {
      if (waiting === 0) waiting = requestAnimationFrame(repaint);
    });
    return () => {
      stop();
      cancelAnimationFrame(waiting);
    };
  }, [session, annotations, selected, classes]);
  return (
    <canvas
      ref={canvas}
      className="painted-marks"
      style={{ left, top, width: cssWidth, height: cssHeight }}
    />
  );
}

/** Camera px that registration may waver by on a resting stage without being seen. */
const UNSEEN_PX = 0.25;

const same = (a: Placement | null, b: Placement | null) =>
  a === b ||
  (a !== null &&
    b !== null &&
    Math.hypot(a.centre.x - b.centre.x, a.centre.y - b.centre.y) < UNSEEN_PX * a.umPerPx &&
    a.umPerPx === b.umPerPx &&
    a.width === b.width &&
    a.island === b.island);

function paint(
  canvas: HTMLCanvasElement,
  placement: Placement | null,
  marks: Parameters<typeof paintMarks>[1],
): void {
  const ratio = window.devicePixelRatio;
  const [across, down] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
  // A new size takes new memory, even where it is the old one.
  if (canvas.width !== across) canvas.width = across;
  if (canvas.height !== down) canvas.height = down;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
  if (!placement || canvas.clientWidth === 0) return;
  const width = placement.width * placement.umPerPx;
  const height = placement.height * placement.umPerPx;
  const field = { x: placement.centre.x - width / 2, y: placement.centre.y - height / 2, width, height };
  const { inField, summed } = paintMarks(context, marks, { field, cssPerUm: canvas.clientWidth / width });
  canvas.dataset.inField = String(inField);
  canvas.dataset.summed = String(summed);
}
