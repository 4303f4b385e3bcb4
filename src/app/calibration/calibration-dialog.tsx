import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../controls/icon';
import { useApp, useReticle } from '../reticle-context';
import { CalibrationForm } from './calibration-form';

/** Measures um/px on a frame that is held still. */
export function CalibrationDialog() {
  const { t } = useTranslation();
  const { store } = useReticle();
  const dialog = useRef<HTMLDialogElement>(null);
  const open = useApp((state) => state.calibrating);
  useEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
    if (!open && dialog.current?.open) dialog.current.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      className="card calibrate"
      aria-label={t('calibrate.title')}
      onClose={() => store.patch({ calibrating: false })}
    >
      <div className="help-head">
        <h2 className="card-title">{t('calibrate.title')}</h2>
        <button
          type="button"
          className="icon-button"
          aria-label={t('calibrate.close')}
          onClick={() => dialog.current?.close()}
        >
          <Icon name="close" />
        </button>
      </div>
      {open && <CalibrationForm />}
    </dialog>
  );
}
