import { type PointerEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState, usePageView } from '../reticle-context';
import { openSurface } from '../state/selectors';
import { cropBetween } from './crop-rect';
import { useElementSize } from './element-size';
import { fitCanvas } from './fit';
import { usePixelRatio } from './pixel-ratio';

/** Draws the crop on the whole picture; the panel has the same numbers for the keyboard. */
export function CropEditor() {
  const { t } = useTranslation();
  const view = usePageView();
  const element = useRef<HTMLDivElement>(null);
  const from = useRef<{ x: number; y: number } | null>(null);
  const size = useElementSize(element);
  const ratio = usePixelRatio();
  const { crop, frame } = useAppState((state) => ({
    crop: state.cropping,
    frame: openSurface(state)?.size ?? null,
  }));
  if (!crop || !frame) return null;
  const fitted = size ? fitCanvas(size, frame, ratio) : null;
  const scale = fitted ? fitted.cssWidth / frame.width : 0;

  const pointOf = (event: PointerEvent) => {
    const box = element.current?.getBoundingClientRect();
    if (!box || !fitted || scale === 0) return null;
    return {
      x: (event.clientX - box.left - fitted.left) / scale,
      y: (event.clientY - box.top - fitted.top) / scale,
    };
  };
  return (
    <div
      ref={element}
      className="crop-editor"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = pointOf(event);
      }}
      onPointerMove={(event) => {
        const to = pointOf(event);
        if (from.current && to) view.crop(cropBetween(frame, from.current, to));
      }}
      onPointerUp={() => {
        from.current = null;
      }}
    >
      {fitted && (
        <div
          className="crop-rect"
          style={{
            left: fitted.left + crop.x * scale,
            top: fitted.top + crop.y * scale,
            width: crop.width * scale,
            height: crop.height * scale,
          }}
        />
      )}
      <p className="view-badge">{t('panel.source.cropHint')}</p>
    </div>
  );
}
