import { type CSSProperties, type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { StoredSnapshot } from '../../domain/case';
import { MarksLayer } from '../annotate/annotation-layer';
import type { AnnotationSession } from '../annotate/annotation-session';
import { SnapshotMarks } from '../annotate/snapshot-marks';
import { useBlobUrl } from './use-blob-url';
import { fittedTo, panBy, transformOf, WHOLE, type Zoom, zoomBy } from './zoom';

interface Props {
  readonly stored: StoredSnapshot;
  readonly overlay: boolean;
  readonly zoom: Zoom;
  readonly onZoom: (change: (zoom: Zoom) => Zoom) => void;
  /** Draws here; left out: the stored annotations are shown. */
  readonly annotations?: AnnotationSession | null;
}

const STEP = 0.15;
const FACTOR = 1.25;

/** One picture of a snapshot: drag or arrow keys move it, wheel or plus and minus zoom, 0 shows all of it. */
export function PicturePane({ stored: { snapshot, parts }, overlay, zoom, onZoom, annotations }: Props) {
  const { t } = useTranslation();
  const url = useBlobUrl(overlay ? parts.overlay : parts.frame);
  const figure = useRef<HTMLElement>(null);
  const change = useRef(onZoom);
  change.current = onZoom;
  useEffect(() => {
    const element = figure.current;
    // React listens to the wheel passively; the page must not scroll.
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
      const at = {
        x: (event.clientX - box.left) / box.width - 0.5,
        y: (event.clientY - box.top) / box.height - 0.5,
      };
      change.current((now) => zoomBy(now, Math.exp(-event.deltaY / 400), at));
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, []);

  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = event.currentTarget.getBoundingClientRect();
    onZoom((now) => panBy(now, -event.movementX / box.width, -event.movementY / box.height));
  };
  const style = { '--aspect': snapshot.width / snapshot.height } as CSSProperties;
  const { number } = snapshot;
  return (
    <div className="pane">
      <figure
        ref={figure}
        className="pane-figure"
        style={style}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: moved and zoomed by keys
        tabIndex={0}
        aria-label={t('capture.viewer.pane', { number })}
        onKeyDown={(event) => onKey(event, onZoom)}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
      >
        {url && (
          <img
            className="pane-picture"
            style={{ transform: transformOf(zoom) }}
            src={url}
            alt={t(overlay ? 'capture.viewer.altOverlay' : 'capture.viewer.alt', { number })}
            draggable={false}
          />
        )}
        {annotations ? (
          <MarksLayer session={annotations} fitIn={(size) => fittedTo(size, zoom)} />
        ) : (
          overlay && <SnapshotMarks snapshot={snapshot} transform={transformOf(zoom)} />
        )}
      </figure>
    </div>
  );
}

/** Returns without effect for other keys. */
export function onKey(event: KeyboardEvent, onZoom: Props['onZoom']): void {
  const changes: Record<string, (zoom: Zoom) => Zoom> = {
    ArrowLeft: (zoom) => panBy(zoom, -STEP, 0),
    ArrowRight: (zoom) => panBy(zoom, STEP, 0),
    ArrowUp: (zoom) => panBy(zoom, 0, -STEP),
    ArrowDown: (zoom) => panBy(zoom, 0, STEP),
    '+': (zoom) => zoomBy(zoom, FACTOR),
    '=': (zoom) => zoomBy(zoom, FACTOR),
    '-': (zoom) => zoomBy(zoom, 1 / FACTOR),
    '0': () => WHOLE,
  };
  const change = changes[event.key];
  if (!change || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  onZoom(change);
}
