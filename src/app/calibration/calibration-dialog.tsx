import { useTranslation } from 'react-i18next';
import { Icon } from '../controls/icon';
import { useModal } from '../controls/use-modal';
import { useAppState, usePageView } from '../reticle-context';
import { CalibrationForm } from './calibration-form';

// React's autoFocus focuses once, before the dialog opens; the attribute tells the dialog each time. On a heading,
// as a button would lose the focus again to the press that opened the dialog.
const takesFocus = (heading: HTMLHeadingElement | null) => heading?.setAttribute('autofocus', '');

/** Measures um/px on a frame that is held still. */
export function CalibrationDialog() {
  const { t } = useTranslation();
  const view = usePageView();
  const open = useAppState((state) => state.calibrating);
  const { modal, dismiss } = useModal(open, () => view.calibrate(false));
  return (
    <dialog {...modal} className="card calibrate" aria-label={t('calibrate.title')}>
      <div className="help-head">
        <h2 className="card-title" tabIndex={-1} ref={takesFocus}>
          {t('calibrate.title')}
        </h2>
        <button type="button" className="icon-button" aria-label={t('calibrate.close')} onClick={dismiss}>
          <Icon name="close" />
        </button>
      </div>
      {open && <CalibrationForm />}
    </dialog>
  );
}
