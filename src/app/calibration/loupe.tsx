import { useEffect, useRef } from 'react';
import { LOUPE_PX, loupeSide, ZOOM } from './loupe-place';
import type { PointPx } from './point';

/** The frame around one point, enlarged, at the side of the picture where the point is not. */
export function Loupe({
  at,
  frame,
}: {
  readonly at: PointPx;
  /** Where the frame is drawn. */
  readonly frame: HTMLCanvasElement;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const across = LOUPE_PX / ZOOM;
    context.fillRect(0, 0, LOUPE_PX, LOUPE_PX);
    // Px as they are: what is clicked is one of them.
    context.imageSmoothingEnabled = false;
    const [x, y] = [at.x - across / 2, at.y - across / 2];
    context.drawImage(frame, x, y, across, across, 0, 0, LOUPE_PX, LOUPE_PX);
  }, [at, frame]);
  return (
    <div className="loupe" data-side={loupeSide(at, frame)} data-testid="loupe" aria-hidden="true">
      <canvas ref={canvas} width={LOUPE_PX} height={LOUPE_PX} />
      <svg viewBox="0 0 100 100" aria-hidden="true">
        <path d="M50 0V42M50 58V100M0 50H42M58 50H100" />
      </svg>
    </div>
  );
}
