import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnnotationSession } from './annotation-session';
import type { TextDraft } from './drawing';

interface Props {
  readonly session: AnnotationSession;
  readonly writing: TextDraft;
  /** Where the picture lies in the layer, CSS px. */
  readonly fitted: {
    readonly left: number;
    readonly top: number;
    readonly cssWidth: number;
    readonly cssHeight: number;
  };
}

/**
 * The text of an annotation, written at its place on the tissue and moving with it. No key leaves it for the page:
 * Enter and Escape end it, and the drawing layer has the focus again.
 */
export function TextEditor({ session, writing, fitted }: Props) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const { x, y } = writing.at;
  const { left, top, cssWidth, cssHeight } = fitted;
  useEffect(() => input.current?.focus({ preventScroll: true }), []);
  useEffect(
    () =>
      session.onPlacement((placement) => {
        const element = input.current;
        if (!element) return;
        const here = placement?.island === writing.island ? placement : null;
        // Hidden it would lose the focus, and the keys typed meanwhile would go to the page.
        element.style.opacity = here ? '' : '0';
        if (!here) return;
        const scale = cssWidth / here.width / here.umPerPx;
        const place = [
          left + cssWidth / 2 + (x - here.centre.x) * scale,
          top + cssHeight / 2 + (y - here.centre.y) * scale,
        ];
        element.style.transform = `translate(${place.map((px) => `${px}px`).join()}) translateY(-50%)`;
      }),
    [session, writing.island, x, y, left, top, cssWidth, cssHeight],
  );
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    event.stopPropagation();
    if ((event.key !== 'Enter' && event.key !== 'Escape') || event.nativeEvent.isComposing) return;
    // A dialog around it would be closed by Escape.
    event.preventDefault();
    const layer = event.currentTarget.closest<HTMLElement>('.annotation-layer');
    session.drawing.keepText();
    layer?.focus({ preventScroll: true });
  };
  return (
    <input
      ref={input}
      className="annotation-text"
      type="text"
      aria-label={t('annotate.text')}
      placeholder={t('annotate.textHint')}
      maxLength={2000}
      value={writing.text}
      onChange={({ target }) => session.drawing.write(target.value)}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => event.stopPropagation()}
      onMouseDown={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
      onBlur={() => session.drawing.keepText()}
    />
  );
}
