import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { heatTable } from '../../overlay/heat-table';
import { useAppState, useMapSession } from '../reticle-context';
import { usePixelRatio } from '../view/pixel-ratio';
import { drawMap } from './draw-map';
import { panned, toSlide, ZOOM_STEP, zoomed } from './map-frame';
import type { MapSession } from './map-session';
import type { MapSlice } from './map-state';
import { paintMap } from './paint-map';

/** Share of the panel that an arrow key moves the map by. */
const KEY_STEP = 0.15;
/** CSS px that a pointer may stray within a click. */
const CLICK_PX = 4;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [1, 0],
  ArrowRight: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** The map itself: drag, wheel, keys; a click shows what is there. */
export function MapCanvas() {
  const { t } = useTranslation();
  const session = useMapSession();
  const canvas = useRef<HTMLCanvasElement>(null);
  const painted = usePainted();
  const ratio = usePixelRatio();
  const map = useAppState((state) => state.map);
  const drag = useRef<{ x: number; y: number; moved: number } | null>(null);

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      const size = { width: element.clientWidth, height: element.clientHeight };
      if (size.width > 0) session.resize(size, ratio);
      element.width = Math.round(session.size.width * ratio);
      element.height = Math.round(session.size.height * ratio);
      draw(element, session, painted.current);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [session, painted, ratio]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is drawn is read from the session
  useEffect(() => {
    if (canvas.current) draw(canvas.current, session, painted.current);
  }, [map, session, painted]);

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    // React listens to the wheel passively, and the page would scroll.
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const frame = session.frame();
      if (!frame) return;
      const factor = ZOOM_STEP ** (-Math.sign(event.deltaY) * Math.min(1, Math.abs(event.deltaY) / 100));
      session.show(zoomed(frame, session.size, factor, { x: event.offsetX, y: event.offsetY }));
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, [session]);

  const keys = (event: KeyboardEvent) => {
    const frame = session.frame();
    if (!frame || event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    const { width, height } = session.size;
    if (arrow) session.show(panned(frame, arrow[0] * KEY_STEP * width, arrow[1] * KEY_STEP * height));
    else if (event.key === '+' || event.key === '=') session.show(zoomed(frame, session.size, ZOOM_STEP));
    else if (event.key === '-') session.show(zoomed(frame, session.size, 1 / ZOOM_STEP));
    else if (event.key === '0') session.show(null);
    else if (event.key === 'Enter') void session.inspect(frame.centre);
    else return;
    event.preventDefault();
  };
  const move = (event: PointerEvent) => {
    const from = drag.current;
    const frame = session.frame();
    if (!from || !frame) return;
    const dx = event.clientX - from.x;
    const dy = event.clientY - from.y;
    const moved = from.moved + Math.hypot(dx, dy);
    drag.current = { x: event.clientX, y: event.clientY, moved };
    if (moved > CLICK_PX) session.show(panned(frame, dx, dy));
  };
  const up = (event: PointerEvent<HTMLCanvasElement>) => {
    const from = drag.current;
    drag.current = null;
    const frame = session.frame();
    if (!from || !frame || from.moved > CLICK_PX) return;
    const box = event.currentTarget.getBoundingClientRect();
    const px = { x: event.clientX - box.left, y: event.clientY - box.top };
    void session.inspect(toSlide(frame, session.size, px));
  };
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it has keys of its own
    <canvas
      ref={canvas}
      className="map-canvas"
      data-testid="map"
      role="application"
      tabIndex={0}
      aria-label={t('map.label')}
      aria-describedby="map-keys"
      onKeyDown={keys}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { x: event.clientX, y: event.clientY, moved: 0 };
      }}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={() => {
        drag.current = null;
      }}
    />
  );
}

type Painted = { readonly view: NonNullable<MapSlice['picture']>['view']; readonly canvas: OffscreenCanvas };

/** The newest picture in its colours; painted again only when it or its style changes. */
function usePainted() {
  const picture = useAppState(({ map }) => map.picture);
  const layer = useAppState(({ map }) => map.layer);
  const { heatmap, opacity, colourMap } = useAppState((state) => state.preferences.overlay);
  const painted = useRef<Painted | null>(null);
  const key = useRef<unknown[]>([]);
  const now = [picture, layer?.threshold, heatmap, opacity, colourMap];
  if (now.some((value, i) => value !== key.current[i])) {
    key.current = now;
    if (!picture) painted.current = null;
    else {
      const style = { heatmap, opacity, colourMap, threshold: layer?.threshold ?? 0.5 };
      const heat = heatTable({ ...style, contours: false, contourColour: [0, 0, 0] }, false);
      const { width, height } = picture.view;
      const target = new OffscreenCanvas(width, height);
      const pixels = new ImageData(paintMap(picture, heatmap ? heat : null), width, height);
      target.getContext('2d')?.putImageData(pixels, 0, 0);
      painted.current = { view: picture.view, canvas: target };
    }
  }
  return painted;
}

function draw(canvas: HTMLCanvasElement, session: MapSession, painted: Painted | null): void {
  const context = canvas.getContext('2d');
  const frame = session.frame();
  if (!context) return;
  // Drawing uses CSS px.
  const ratio = canvas.width / Math.max(1, session.size.width);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  if (!frame) context.clearRect(0, 0, canvas.width, canvas.height);
  else drawMap(context, session.size, frame, painted, session.state, session.islandShown());
}
