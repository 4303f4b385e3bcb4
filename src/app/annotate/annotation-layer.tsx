import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { reaches } from '../../capture/annotations/shape-bounds';
import { decisionOf } from '../../domain/annotation';
import type { PointUm, SizePx } from '../../domain/geometry';
import { ChosenRegion } from '../map/chosen-region';
import { useAnnotationSession, useAppState } from '../reticle-context';
import { useElementSize } from '../view/element-size';
import { type FittedCanvas, fitCanvas, USUAL_FRAME } from '../view/fit';
import { usePixelRatio } from '../view/pixel-ratio';
import { colourOf } from './annotation-colours';
import type { AnnotationSession } from './annotation-session';
import { labelDowns } from './label-downs';
import { splitMarks } from './paint-marks';
import { PaintedMarks } from './painted-marks';
import type { Placement } from './placement';
import { isCut, ShapeMark } from './shape-mark';
import { TextEditor } from './text-editor';
import { shapeOf } from './tools';
import { useAnnotations } from './use-annotations';
import { useClasses } from './use-classes';

/** Steps of the keyboard's cursor, screen px. */
const STEP = 12;
const FINE_STEP = 1;
/** So near to what is selected its corners are shown, screen px. */
const NEAR = 24;

/** Annotations over the live view, while there are any or the tools are open. */
export function AnnotationLayer() {
  const session = useAnnotationSession();
  const open = useStore(session.drawing.view, (view) => view.open);
  const { annotations } = useAnnotations(session);
  const frame = useAppState((state) => state.frame);
  const ratio = usePixelRatio();
  const chosen = useAppState(({ map, panel }) => panel === 'map' && map.focus !== null);
  const fitIn = (size: SizePx) => fitCanvas(size, frame ?? USUAL_FRAME, ratio);
  if (!open && annotations.length === 0 && !chosen) return null;
  return <MarksLayer session={session} fitIn={fitIn} under={(island) => <ChosenRegion island={island} />} />;
}

type Fitted = Pick<FittedCanvas, 'left' | 'top' | 'cssWidth' | 'cssHeight'>;

/**
 * Annotations over a picture: where it lies in a layer of a size, CSS px, `fitIn` tells. Mounted together with the
 * element that it measures. Shapes lie in slide um; only the group that holds them moves with the stage.
 */
export function MarksLayer({
  session,
  fitIn,
  under,
}: {
  readonly session: AnnotationSession;
  readonly fitIn: (size: SizePx) => Fitted;
  /** What lies under the annotations of the island in view, in slide um. */
  readonly under?: (island: number | null) => ReactNode;
}) {
  const { t } = useTranslation();
  const view = useStore(session.drawing.view);
  const { annotations, selected } = useAnnotations(session);
  const element = useRef<HTMLDivElement>(null);
  const group = useRef<SVGGElement>(null);
  const size = useElementSize(element);
  const fitted = size ? fitIn(size) : null;
  const [placed, setPlaced] = useState<Pick<Placement, 'island' | 'umPerPx' | 'width'> | null>(null);
  const cssPerFramePx = fitted && placed ? fitted.cssWidth / placed.width : 0;
  const cssPerUm = placed ? cssPerFramePx / placed.umPerPx : 0;
  const layout = useRef({ left: 0, top: 0, cssWidth: 0, cssHeight: 0 });
  layout.current = fitted ?? layout.current;

  const align = useCallback((placement: Placement | null) => {
    const marks = group.current;
    if (!marks) return;
    marks.style.display = placement ? '' : 'none';
    if (!placement) return;
    const { left, top, cssWidth, cssHeight } = layout.current;
    const scale = cssWidth / placement.width / placement.umPerPx;
    const x = left + cssWidth / 2 - placement.centre.x * scale;
    const y = top + cssHeight / 2 - placement.centre.y * scale;
    marks.setAttribute('transform', `translate(${x} ${y}) scale(${scale})`);
  }, []);

  useEffect(() => {
    let shown = '';
    return session.onPlacement((placement) => {
      align(placement);
      const key = placement ? `${placement.island} ${placement.umPerPx} ${placement.width}` : '';
      if (key === shown) return;
      shown = key;
      setPlaced(placement);
    });
  }, [session, align]);

  // The picture moves as soon as the view has another size; the next frame may be long in coming, or held back.
  const fittedAt = fitted ? `${fitted.left} ${fitted.top} ${fitted.cssWidth} ${fitted.cssHeight}` : '';
  useLayoutEffect(() => {
    if (fittedAt) align(session.placement);
  }, [session, align, fittedAt]);

  const island = placed?.island ?? null;
  const { elements, painted } = useMemo(
    () =>
      splitMarks(
        annotations.filter((annotation) => annotation.island === island),
        selected,
      ),
    [annotations, island, selected],
  );
  const classes = useClasses();
  const umPerScreenPx = cssPerUm > 0 ? 1 / cssPerUm : 1;
  const pointOf = (event: PointerEvent) => {
    const { placement } = session;
    const box = element.current?.getBoundingClientRect();
    if (!placement || !box || !fitted || cssPerUm === 0) return null;
    return {
      x: placement.centre.x + (event.clientX - box.left - fitted.left - fitted.cssWidth / 2) / cssPerUm,
      y: placement.centre.y + (event.clientY - box.top - fitted.top - fitted.cssHeight / 2) / cssPerUm,
    };
  };
  const downs = useMemo(() => labelDowns(elements, umPerScreenPx), [elements, umPerScreenPx]);
  // Corners smother the tissue: they are there when they can be taken hold of.
  const [pointed, setPointed] = useState(false);
  const chosen = elements.find(({ id }) => id === selected);
  const isAt = (at: PointUm | null) => !!at && !!chosen && reaches(chosen.shape, at, NEAR * umPerScreenPx);
  const handles = view.open && view.tool === 'select' && (pointed || isAt(view.cursor));
  const draft = shapeOf(view.tool, view.draft);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.shiftKey ? FINE_STEP : STEP;
    const moves: Record<string, readonly [number, number]> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    };
    const move = moves[event.key];
    if (move) session.drawing.moveCursor(move[0], move[1], umPerScreenPx);
    else if (event.key === 'Enter' && event.shiftKey) session.drawing.finish();
    else if (event.key === 'Enter') session.drawing.enter(umPerScreenPx);
    else if (event.key === 'Delete' || event.key === 'Backspace') session.drawing.erase();
    else if (event.key !== 'Escape' || !session.drawing.cancel()) return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      ref={element}
      className="annotation-layer"
      data-open={view.open || undefined}
      role="application"
      aria-label={t('annotate.layer')}
      tabIndex={view.open ? 0 : -1}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        const at = view.open && event.button === 0 ? pointOf(event) : null;
        if (!at) return;
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        session.drawing.down(at, umPerScreenPx);
      }}
      // The press would take the focus off the text that it began.
      onMouseDown={(event) => session.drawing.view.getState().writing && event.preventDefault()}
      onPointerMove={(event) => {
        const at = view.open ? pointOf(event) : null;
        setPointed(isAt(at));
        if (at) session.drawing.move(at, umPerScreenPx);
      }}
      onPointerUp={() => view.open && session.drawing.up(umPerScreenPx)}
      onDoubleClick={() => view.tool === 'polygon' && session.drawing.finish()}
    >
      {fitted && painted.length > 0 && (
        <PaintedMarks session={session} annotations={painted} selected={selected} fitted={fitted} />
      )}
      <svg className="annotation-marks" aria-hidden="true">
        <g ref={group}>
          {under?.(island)}
          {elements.map((annotation) => (
            <ShapeMark
              key={annotation.id}
              shape={annotation.shape}
              colour={colourOf(annotation.classId, classes)}
              label={annotation.label}
              selected={annotation.id === selected}
              handles={handles && annotation.id === selected}
              labelDown={downs.get(annotation.id) ?? 0}
              isCut={isCut(annotation)}
              decision={decisionOf(annotation)}
              umPerScreenPx={umPerScreenPx}
            />
          ))}
          {draft && (
            <ShapeMark
              shape={draft}
              colour={colourOf(view.classId, classes)}
              label=""
              selected
              handles
              umPerScreenPx={umPerScreenPx}
            />
          )}
          {view.tool === 'polygon' && view.draft.length > 0 && !draft && (
            <polyline
              className="annotation-draft"
              points={view.draft.map(({ x, y }) => `${x},${y}`).join(' ')}
              vectorEffect="non-scaling-stroke"
            />
          )}
          {view.cursor && (
            <path
              className="annotation-cursor"
              d={cross(view.cursor, 14 * umPerScreenPx)}
              vectorEffect="non-scaling-stroke"
            />
          )}
        </g>
      </svg>
      {view.writing && fitted && (
        <TextEditor
          key={`${view.writing.at.x} ${view.writing.at.y}`}
          session={session}
          writing={view.writing}
          fitted={fitted}
        />
      )}
    </div>
  );
}

const cross = ({ x, y }: { x: number; y: number }, arm: number) =>
  `M${x - arm} ${y}H${x + arm}M${x} ${y - arm}V${y + arm}`;
