import { useEffect, useRef } from 'react';
import type { ReplayFrame } from '../../domain/replay';

/** A recorded frame. The one before stays until it is decoded, so that scrubbing does not flicker. */
export function FramePicture({ frame, label }: { readonly frame: ReplayFrame; readonly label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let current = true;
    createImageBitmap(frame.picture).then(
      (bitmap) => {
        const element = canvas.current;
        if (current && element) {
          element.width = bitmap.width;
          element.height = bitmap.height;
          element.getContext('2d')?.drawImage(bitmap, 0, 0);
          element.dataset.frame = String(frame.id);
        }
        bitmap.close();
      },
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [frame]);
  return <canvas ref={canvas} className="replay-picture" role="img" aria-label={label} />;
}
