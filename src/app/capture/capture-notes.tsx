import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState, useCaseSession } from '../reticle-context';

const STORED_MS = 2500;
const UNDO_MS = 10_000;

/** Quiet acknowledgement of a capture on the disk, and the way back after a deletion. */
export function CaptureNotes() {
  const { t } = useTranslation();
  const cases = useCaseSession();
  const { acknowledged, undoable } = useAppState((state) => ({
    acknowledged: state.capture.acknowledged,
    undoable: state.capture.undoable,
  }));
  useEffect(() => {
    if (!acknowledged) return;
    const timer = setTimeout(() => cases.forget('acknowledged'), STORED_MS);
    return () => clearTimeout(timer);
  }, [acknowledged, cases]);
  useEffect(() => {
    if (!undoable) return;
    const timer = setTimeout(() => cases.forget('undoable'), UNDO_MS);
    return () => clearTimeout(timer);
  }, [undoable, cases]);
  return (
    <div className="capture-notes">
      <p role="status" className="capture-status">
        {acknowledged && (
          <span className="pill" data-testid="snapshot-stored" data-snapshot={acknowledged.id}>
            <svg className="pill-tick" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
              <path d="m5 12.500 4.500 4.500L19 7" />
            </svg>
            {t('capture.stored', { number: acknowledged.number })}
          </span>
        )}
      </p>
      {undoable && (
        <p className="pill">
          {undoable.kind === 'case' && t('capture.caseDeleted')}
          {undoable.kind === 'slide' && t('slides.deleted', { label: undoable.label })}
          {undoable.kind === 'snapshot' && t('capture.deleted', { number: undoable.number })}
          <button type="button" className="link-button" onClick={() => void cases.undo()}>
            {t('capture.undo')}
          </button>
        </p>
      )}
    </div>
  );
}
