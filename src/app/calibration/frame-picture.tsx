import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { FramePixels } from '../../engine/port';
import type { GraduationLine } from '../../optics/calibration/micrometer';

export interface PointPx {
  readonly x: number;
  readonly y: number;
}

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
  const drag = (index: 0 | 1) => (event: PointerEvent<HTMLButtonElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = canvas.current?.getBoundingClientRect();
    if (!box) return;
    move(index, {
      x: ((event.clientX - box.left) / box.width) * width,
      y: ((event.clientY - box.top) / box.height) * height,
    });
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
  return (
    <div className="calibrate-picture">
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
            aria-label={t('calibrate.point', { n: index + 1 })}
            style={{ left: `${(100 * point.x) / width}%`, top: `${(100 * point.y) / height}%` }}
            onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
            onPointerMove={drag(index)}
            onKeyDown={press(index)}
          />
        );
      })}
    </div>
  );
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
