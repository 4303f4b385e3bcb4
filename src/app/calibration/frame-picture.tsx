import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FramePixels } from '../../engine/port';
import type { GraduationLine } from '../../optics/calibration/micrometer';
import { Loupe } from './loupe';
import { nearer } from './loupe-place';
import type { PointPx } from './point';

export interface FramePictureProps {
  readonly pixels: FramePixels;
  readonly lines: readonly GraduationLine[];
  /** Two points that can be moved; null: none are shown. */
  readonly points: readonly [PointPx, PointPx] | null;
  readonly onPoints: (points: readonly [PointPx, PointPx]) => void;
}

/** The frame that is measured, with what was found on it. */
export function FramePicture({ pixels, lines, points, onPoints }: FramePictureProps) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = pixels;
  useEffect(() => {
    canvas.current?.getContext('2d')?.putImageData(new ImageData(pixels.rgba, width, height), 0, 0);
  }, [pixels, width, height]);

  const move = (index: 0 | 1, to: PointPx) => {
    if (!points) return;
    const inside = { x: Math.min(width, Math.max(0, to.x)), y: Math.min(height, Math.max(0, to.y)) };
    onPoints(index === 0 ? [inside, points[1]] : [points[0], inside]);
  };
  /** Point that is dragged with the pointer, or has the focus: the loupe shows where it lies. */
  const [held, setHeld] = useState<0 | 1 | null>(null);
  const buttons = useRef<(HTMLButtonElement | null)[]>([]);
  const placeOf = (event: PointerEvent): PointPx | null => {
    const box = canvas.current?.getBoundingClientRect();
    if (!box) return null;
    return {
      x: ((event.clientX - box.left) / box.width) * width,
      y: ((event.clientY - box.top) / box.height) * height,
    };
  };
  /** A click anywhere brings the nearer point, which can be dragged on. */
  const bring = (event: PointerEvent<HTMLDivElement>) => {
    const at = placeOf(event);
    if (!points || !at || event.button !== 0) return;
    const onPoint = buttons.current.findIndex((button) => button !== null && button === event.target);
    const index = onPoint === 0 || onPoint === 1 ? onPoint : nearer(at, points);
    if (onPoint < 0) move(index, at);
    // Or the browser would move the focus to the dialog.
    event.preventDefault();
    buttons.current[index]?.focus();
    event.currentTarget.setPointerCapture(event.pointerId);
    setHeld(index);
  };
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    const at = event.currentTarget.hasPointerCapture(event.pointerId) ? placeOf(event) : null;
    if (at && held !== null) move(held, at);
  };
  const press = (index: 0 | 1) => (event: KeyboardEvent) => {
    const [dx, dy] = ARROWS[event.key] ?? [0, 0];
    const point = points?.[index];
    if ((dx === 0 && dy === 0) || !point) return;
    event.preventDefault();
    event.stopPropagation();
    const step = event.shiftKey ? 10 : 1;
    move(index, { x: point.x + dx * step, y: point.y + dy * step });
  };
  const shown = held === null ? null : points?.[held];
  return (
    <div className="calibrate-picture" onPointerDown={bring} onPointerMove={drag}>
      <canvas ref={canvas} width={width} height={height} role="img" aria-label={t('calibrate.frame')} />
      <svg className="calibrate-lines" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        {lines.map(({ from, to, long }) => (
          <line
            key={`${from.x},${from.y}`}
            x1={from.x}
            y1={from.y}
            x2={to.x}
            y2={to.y}
            data-long={long || undefined}
          />
        ))}
        {points && <line x1={points[0].x} y1={points[0].y} x2={points[1].x} y2={points[1].y} />}
      </svg>
      {points?.map((point, i) => {
        const index = i === 0 ? 0 : 1;
        return (
          <button
            key={index}
            type="button"
            className="calibrate-point"
            data-keeps-focus
            aria-label={t('calibrate.point', { n: index + 1 })}
            style={{ left: `${(100 * point.x) / width}%`, top: `${(100 * point.y) / height}%` }}
            ref={(button) => {
              buttons.current[index] = button;
            }}
            onFocus={() => setHeld(index)}
            onBlur={() => setHeld(null)}
            onKeyDown={press(index)}
          />
        );
      })}
      {shown && canvas.current && <Loupe at={shown} frame={canvas.current} />}
    </div>
  );
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
