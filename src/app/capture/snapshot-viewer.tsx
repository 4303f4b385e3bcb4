import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Snapshot, StoredSnapshot } from '../../domain/case';
import { Palette } from '../annotate/tool-palette';
import { useSnapshotAnnotations } from '../annotate/use-snapshot-annotations';
import { Icon } from '../controls/icon';
import { LabelledSwitch } from '../controls/labelled-switch';
import { useModal } from '../controls/use-modal';
import { useAppState, useCaseSession, useExportSession } from '../reticle-context';
import type { Comparison, ViewerView } from '../state/capture-view';
import { PicturePane } from './picture-pane';
import { SnapshotFacts } from './snapshot-facts';
import { SnapshotMeasures } from './snapshot-measures';
import { type Loaded, useLoaded } from './use-blob-url';
import { WHOLE, zoomBy } from './zoom';

/** A stored snapshot over the whole window, alone or beside another one. */
export function SnapshotViewer() {
  const viewer = useAppState((state) => state.capture.viewer);
  const snapshots = useAppState((state) => state.capture.snapshots);
  const snapshot = snapshots.find(({ id }) => id === viewer?.id);
  if (!viewer || !snapshot) return null;
  return <OpenViewer viewer={viewer} snapshot={snapshot} snapshots={snapshots} />;
}

interface Props {
  readonly viewer: ViewerView;
  readonly snapshot: Snapshot;
  readonly snapshots: readonly Snapshot[];
}

function OpenViewer({ viewer, snapshot, snapshots }: Props) {
  const { t } = useTranslation();
  const cases = useCaseSession();
  const exports = useExportSession();
  const { modal, dismiss } = useModal(true, () => cases.view(null));
  const [zoom, setZoom] = useState(WHOLE);
  const { comparison, overlay } = viewer;
  const load = (id: string) => cases.open(id);
  const loaded = useLoaded(viewer.id, load);
  // Its fields change while it is open, its pictures do not.
  const main: Loaded<StoredSnapshot> =
    loaded.phase === 'ready' ? { ...loaded, value: { ...loaded.value, snapshot } } : loaded;
  const other = useLoaded(comparison.kind === 'snapshot' ? comparison.id : null, load);
  const drawn = useSnapshotAnnotations(loaded.phase === 'ready' ? loaded.value : null);
  const [annotating, setAnnotating] = useState(false);
  const session = annotating ? (drawn?.session ?? null) : null;

  const go = (step: number) => {
    const next = snapshots[snapshots.findIndex(({ id }) => id === viewer.id) + step];
    if (next) cases.changeViewer({ id: next.id });
  };
  const panes = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!session) return;
    session.drawing.view.setState({ open: true });
    // So that the keys draw at once.
    panes.current?.querySelector<HTMLElement>('.annotation-layer')?.focus();
    return () => session.drawing.view.setState({ open: false, draft: [], cursor: null });
  }, [session]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target instanceof Element && event.target.closest('textarea, select, input')) return;
    const command = event.ctrlKey || event.metaKey;
    if (event.key === 'PageUp') go(-1);
    else if (event.key === 'PageDown') go(1);
    else if (session && command && event.key.toLowerCase() === 'z')
      event.shiftKey ? session.editor.redo() : session.editor.undo();
    else if (session && command && event.key === 'y') session.editor.redo();
    else if (command || event.altKey) return;
    else if (event.key === 'o') cases.changeViewer({ overlay: !overlay });
    else if (event.key === 'a' && drawn) setAnnotating(!annotating);
    // While drawing these keys are for what is drawn, wherever the focus is.
    else if (session && event.key === 'Escape') session.drawing.cancel() || setAnnotating(false);
    else if (session && (event.key === 'Delete' || event.key === 'Backspace')) session.drawing.erase();
    else if (event.key === 'Delete') void cases.remove(snapshot);
    else return;
    event.preventDefault();
  };
  const keys = useRef(onKeyDown);
  keys.current = onKeyDown;
  useEffect(() => {
    // On the window: after a press of the pointer the focus is nowhere, not in the dialog.
    const listen = (event: KeyboardEvent) => keys.current(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
  const { number } = snapshot;
  return (
    <dialog
      {...modal}
      className="viewer"
      aria-label={t('capture.viewer.label', { number })}
      data-testid="snapshot-viewer"
    >
      <header className="viewer-head">
        <IconButton icon="left" label={t('capture.viewer.previous')} onClick={() => go(-1)} />
        <h2 className="card-title">{t('capture.viewer.label', { number })}</h2>
        <IconButton icon="right" label={t('capture.viewer.next')} onClick={() => go(1)} />
        <LabelledSwitch
          label={t('capture.viewer.overlay')}
          checked={overlay}
          onChange={(on) => cases.changeViewer({ overlay: on })}
        />
        <CompareSelect comparison={comparison} snapshots={snapshots} shown={viewer.id} />
        <button
          type="button"
          className="button"
          aria-pressed={annotating}
          data-on={annotating || undefined}
          disabled={!drawn}
          title={t(drawn || main.phase !== 'ready' ? 'capture.viewer.annotateKey' : 'capture.viewer.noPlace')}
          onClick={() => setAnnotating(!annotating)}
        >
          <Icon name="annotate" />
          {t('annotate.button')}
        </button>
        <div className="viewer-zoom">
          <IconButton
            icon="minus"
            label={t('capture.viewer.zoomOut')}
            onClick={() => setZoom(zoomBy(zoom, 0.8))}
          />
          <button type="button" className="button" onClick={() => setZoom(WHOLE)}>
            {t('capture.viewer.fit')}
          </button>
          <IconButton
            icon="plus"
            label={t('capture.viewer.zoomIn')}
            onClick={() => setZoom(zoomBy(zoom, 1.25))}
          />
        </div>
        <IconButton
          icon="export"
          label={t('export.from')}
          onClick={() => void exports.open({ caseId: snapshot.caseId, snapshotId: snapshot.id })}
        />
        <IconButton icon="close" label={t('capture.viewer.close')} onClick={dismiss} />
      </header>
      <div ref={panes} className="viewer-panes">
        {session && (
          <Palette session={session}>
            <button type="button" className="button" onClick={() => setAnnotating(false)}>
              {t('capture.viewer.done')}
            </button>
          </Palette>
        )}
        <Pane loaded={main} overlay={overlay} zoom={zoom} onZoom={setZoom} annotations={session} />
        {comparison.kind === 'bare' && <Pane loaded={main} overlay={false} zoom={zoom} onZoom={setZoom} />}
        {comparison.kind === 'snapshot' && (
          <Pane loaded={other} overlay={overlay} zoom={zoom} onZoom={setZoom} />
        )}
      </div>
      <SnapshotFacts
        key={snapshot.id}
        snapshot={snapshot}
        parts={main.phase === 'ready' ? main.value.parts : null}
      >
        {drawn && <SnapshotMeasures drawn={drawn} snapshot={snapshot} />}
      </SnapshotFacts>
    </dialog>
  );
}

function Pane({
  loaded,
  ...rest
}: { readonly loaded: Loaded<StoredSnapshot> } & Omit<Parameters<typeof PicturePane>[0], 'stored'>) {
  const { t } = useTranslation();
  if (loaded.phase === 'ready') return <PicturePane stored={loaded.value} {...rest} />;
  if (loaded.phase === 'loading') return <p className="pane pane-note">{t('capture.viewer.loading')}</p>;
  const { error } = loaded;
  return (
    <p className="pane pane-note" role="alert">
      {t('capture.viewer.failed')} {error instanceof Error ? error.message : ''}
    </p>
  );
}

function IconButton({
  icon,
  label,
  onClick,
}: {
  readonly icon: Parameters<typeof Icon>[0]['name'];
  readonly label: string;
  readonly onClick: () => void;
}) {
  return (
    <button type="button" className="icon-button" aria-label={label} title={label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}

function CompareSelect({
  comparison,
  snapshots,
  shown,
}: {
  readonly comparison: Comparison;
  readonly snapshots: readonly Snapshot[];
  readonly shown: string;
}) {
  const { t } = useTranslation();
  const cases = useCaseSession();
  const take = (value: string) =>
    cases.changeViewer({
      comparison: value === 'none' || value === 'bare' ? { kind: value } : { kind: 'snapshot', id: value },
    });
  return (
    <label className="viewer-compare">
      <span className="field-label">{t('capture.viewer.compare')}</span>
      <select
        className="select"
        value={comparison.kind === 'snapshot' ? comparison.id : comparison.kind}
        onChange={(event) => take(event.target.value)}
      >
        <option value="none">{t('capture.viewer.compareNone')}</option>
        <option value="bare">{t('capture.viewer.compareOverlay')}</option>
        {snapshots
          .filter(({ id }) => id !== shown)
          .map(({ id, number }) => (
            <option key={id} value={id}>
              {t('capture.viewer.compareSnapshot', { number })}
            </option>
          ))}
      </select>
    </label>
  );
}
