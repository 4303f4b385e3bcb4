import { useTranslation } from 'react-i18next';
import { useAppState, useRecoveryWays } from '../reticle-context';
import { shownStatus } from '../state/shown-status';

/** The one button beside a status that the user need not wait out: a silent worker, a camera without pictures. */
export function StatusWay() {
  const { t } = useTranslation();
  const recovery = useRecoveryWays();
  const way = useAppState((state) => {
    const { code } = shownStatus(state);
    const { source } = state;
    if (code === 'silent') return 'restart';
    // A shared screen can only be chosen again by a click of the user.
    const isCamera = source.phase === 'open' && source.request.kind === 'camera';
    return code === 'stale' && isCamera ? 'retry' : null;
  });
  if (way === null) return null;
  return (
    <button type="button" className="button scale-way" onClick={() => recovery[way]()}>
      {t(way === 'restart' ? 'notices.restart' : 'status.openAgain')}
    </button>
  );
}
