import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Snapshot } from '../../domain/case';
import { BarButton } from '../controls/bar-button';
import { Icon } from '../controls/icon';
import { useAppState, useCaseSession } from '../reticle-context';
import { useBlobUrl, useLoaded } from './use-blob-url';

/** Opens the strip; lies over the picture's edge, so that nothing moves. */
export function StripHandle() {
  const { t } = useTranslation();
  const open = useAppState((state) => state.capture.stripOpen);
  if (open) return null;
  return (
    <div className="strip-handle">
      <BarButton action="strip" label={t('bar.strip')} icon="strip" expanded={false} />
    </div>
  );
}

/** The snapshots of the case as small pictures at the left edge. Arrow keys go from one to the next. */
export function SnapshotStrip() {
  const { t } = useTranslation();
  const cases = useCaseSession();
  const { open, snapshots, storing, unsaved } = useAppState(({ capture: view }) => ({
    open: view.stripOpen,
    snapshots: view.snapshots,
    storing: view.storing,
    unsaved: view.unsaved,
  }));
  const list = useRef<HTMLUListElement>(null);
  const last = snapshots.at(-1)?.id;
  useEffect(() => {
    if (open && last) list.current?.lastElementChild?.scrollIntoView({ block: 'nearest' });
  }, [open, last]);
  if (!open) return null;
  return (
    <aside className="strip" aria-label={t('capture.strip.label')}>
      <div className="strip-head">
        <BarButton action="case" label={t('panel.case')} icon="folder" />
        <button
          type="button"
          className="icon-button"
          aria-label={t('capture.strip.hide')}
          onClick={() => cases.toggleStrip()}
        >
          <Icon name="close" />
        </button>
      </div>
      <ul className="strip-list" ref={list} onKeyDown={moveFocus}>
        {snapshots.map((snapshot) => (
          <li key={snapshot.id}>
            <Thumbnail snapshot={snapshot} />
          </li>
        ))}
        {storing > 0 && <li className="strip-note">{t('capture.strip.storing')}</li>}
      </ul>
      {snapshots.length + storing + unsaved === 0 && <p className="strip-note">{t('capture.strip.empty')}</p>}
      {unsaved > 0 && (
        <p className="strip-note strip-unsaved">{t('capture.strip.notStored', { count: unsaved })}</p>
      )}
    </aside>
  );
}

function Thumbnail({ snapshot: { id, number } }: { readonly snapshot: Snapshot }) {
  const { t } = useTranslation();
  const cases = useCaseSession();
  const loaded = useLoaded(id, (key) => cases.thumbnail(key));
  const url = useBlobUrl(loaded.phase === 'ready' ? loaded.value : null);
  return (
    <button
      type="button"
      className="thumbnail"
      data-snapshot={id}
      aria-label={t('capture.strip.open', { number })}
      onClick={() => cases.view(id)}
    >
      {url && <img src={url} alt="" />}
      <span className="thumbnail-number">{number}</span>
    </button>
  );
}

function moveFocus(event: KeyboardEvent<HTMLUListElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('button')];
  const focused = document.activeElement;
  const at = focused instanceof HTMLElement ? all.indexOf(focused) : -1;
  if (at < 0) return;
  event.preventDefault();
  all[Math.min(all.length - 1, Math.max(0, at + step))]?.focus();
}
