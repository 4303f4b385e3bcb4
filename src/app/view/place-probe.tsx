import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PointUm } from '../../domain/geometry';
import type { PlaceAnswer } from '../../engine/place-reading';
import type { Placement } from '../annotate/placement';
import { framesAll, statusSentence } from '../dock/status-sentence';
import { useAnnotationSession, useAppState, useEngine } from '../reticle-context';
import { layersOf } from '../state/models';
import { shownStatus } from '../state/shown-status';
import { fitCanvas, USUAL_FRAME } from './fit';
import { placeWords } from './place-words';

/** A pointer that rests so long asks what lies under it, ms; and how far it may waver, CSS px. */
const DWELL_MS = 700;
const WAVER_PX = 5;
/** The place is asked for anew so often while it is told, ms: the stage may move under it. */
const AGAIN_MS = 700;

interface Asked {
  /** CSS px in the view. */
  readonly x: number;
  readonly y: number;
  readonly by: 'pointer' | 'key';
}

/** Tells what a place of the field is and why, where the pointer rests or clicks, or by key. Nothing moves for it. */
export function PlaceProbe({ view }: { readonly view: RefObject<HTMLElement | null> }) {
  const { t } = useTranslation();
  const { asked, lines } = usePlace(view);
  const status = useAppState(shownStatus);
  if (!asked) return null;
  const sentence = statusSentence(status, t);
  const words = framesAll(status.code) ? [`${sentence.title}. ${sentence.hint}`] : lines;
  if (words.length === 0) return null;
  const { clientWidth = 1, clientHeight = 1 } = view.current ?? {};
  return (
    <>
      {asked.by === 'key' && <span className="place-mark" style={{ left: asked.x, top: asked.y }} />}
      <div
        className="place"
        role={asked.by === 'key' ? 'status' : undefined}
        data-testid="place"
        data-left={asked.x > clientWidth / 2 || undefined}
        data-up={asked.y > clientHeight / 2 || undefined}
        style={{ left: asked.x, top: asked.y }}
      >
        {words.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </div>
    </>
  );
}

function usePlace(view: RefObject<HTMLElement | null>) {
  const { t } = useTranslation();
  const engine = useEngine();
  const session = useAnnotationSession();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [lines, setLines] = useState<readonly string[]>([]);
  const known = useAppState((state) => ({
    models: state.models,
    layers: layersOf(state.models),
    thresholds: state.preferences.overlay.thresholds,
  }));
  const frame = useAppState((state) => state.frame) ?? USUAL_FRAME;
  const byKey = useAppState((state) => state.placeAsked);
  const words = useRef(known);
  words.current = known;
  const hide = useCallback(() => {
    setAsked(null);
    setLines([]);
  }, []);
  const pointer = usePointerThatRests(view, setAsked, hide);

  // Each press of the key asks, at the pointer or the middle of the field, or ends it.
  const pressed = useRef(byKey);
  useEffect(() => {
    const element = view.current;
    if (pressed.current === byKey || !element) return;
    pressed.current = byKey;
    const at = pointer.current ?? { x: element.clientWidth / 2, y: element.clientHeight / 2 };
    setAsked((before) => (before?.by === 'key' ? null : { ...at, by: 'key' }));
  }, [byKey, view, pointer]);

  const { width, height } = frame;
  useEffect(() => {
    const element = view.current;
    if (!asked || !element) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const ask = async () => {
      const { placement } = session;
      const at = placement && slidePoint(element, { width, height }, placement, asked);
      const answers =
        at && placement ? await engine.client?.place(at, placement.island).catch(() => null) : null;
      if (over) return;
      setLines(linesOf(at, answers ?? null));
      timer = setTimeout(() => void ask(), AGAIN_MS);
    };
    const linesOf = (at: PointUm | null, answers: readonly PlaceAnswer[] | null) =>
      at === null ? [t('place.tracking-lost')] : answers ? placeWords(answers, words.current, t) : [];
    void ask();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [asked, view, session, engine, width, height, t]);
  return { asked, lines };
}

/** Asks where the pointer rests or clicks on the picture, and ends it when it moves on, drags or leaves. */
function usePointerThatRests(
  view: RefObject<HTMLElement | null>,
  ask: (asked: Asked) => void,
  end: () => void,
): RefObject<{ x: number; y: number } | null> {
  const last = useRef<{ x: number; y: number } | null>(null);
  useEffect(() => {
    const element = view.current;
    if (!element) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    /** Where it rests, or went down. */
    let from: { x: number; y: number } | null = null;
    const place = (event: PointerEvent) => {
      const box = element.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    const onPicture = ({ target }: Event) => target === element || target instanceof HTMLCanvasElement;
    const stop = () => {
      clearTimeout(timer);
      from = null;
      end();
    };
    const move = (event: PointerEvent) => {
      const at = place(event);
      last.current = at;
      if (from && Math.hypot(at.x - from.x, at.y - from.y) <= WAVER_PX) return;
      stop();
      if (event.buttons !== 0 || event.pointerType === 'touch' || !onPicture(event)) return;
      from = at;
      timer = setTimeout(() => ask({ ...at, by: 'pointer' }), DWELL_MS);
    };
    const down = (event: PointerEvent) => {
      stop();
      from = onPicture(event) ? place(event) : null;
    };
    const up = (event: PointerEvent) => {
      const at = place(event);
      if (from && event.button === 0 && Math.hypot(at.x - from.x, at.y - from.y) <= WAVER_PX)
        ask({ ...at, by: 'pointer' });
    };
    const leave = () => {
      last.current = null;
      stop();
    };
    const key = (event: KeyboardEvent) => event.key === 'Escape' && stop();
    const events = { pointermove: move, pointerdown: down, pointerup: up, pointerleave: leave, wheel: stop };
    for (const [name, listener] of Object.entries(events))
      element.addEventListener(name, listener as EventListener, { passive: true });
    window.addEventListener('keydown', key);
    return () => {
      clearTimeout(timer);
      for (const [name, listener] of Object.entries(events))
        element.removeEventListener(name, listener as EventListener);
      window.removeEventListener('keydown', key);
    };
  }, [view, ask, end]);
  return last;
}

/** The point of the slide under a place of the view; null beside the picture. */
function slidePoint(
  element: HTMLElement,
  frame: { readonly width: number; readonly height: number },
  placement: Placement,
  { x, y }: Asked,
): PointUm | null {
  const size = { width: element.clientWidth, height: element.clientHeight };
  const { left, top, cssWidth, cssHeight } = fitCanvas(size, frame, window.devicePixelRatio);
  const [across, down] = [(x - left) / cssWidth - 0.5, (y - top) / cssHeight - 0.5];
  if (Math.abs(across) > 0.5 || Math.abs(down) > 0.5) return null;
  const umPerCssPx = (placement.umPerPx * placement.width) / cssWidth;
  return {
    x: placement.centre.x + across * cssWidth * umPerCssPx,
    y: placement.centre.y + down * cssHeight * umPerCssPx,
  };
}
