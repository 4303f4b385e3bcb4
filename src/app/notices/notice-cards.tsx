import { useTranslation } from 'react-i18next';
import { Icon } from '../controls/icon';
import { useAppState, usePageView, useRecoveryWays } from '../reticle-context';
import type { WayOn } from '../state/slices/page-slice';

const WAY_LABELS = {
  retry: 'notices.retry',
  demo: 'notices.demo',
  'other-source': 'notices.otherSource',
  'open-file': 'notices.openFile',
  restart: 'notices.restart',
  'save-picture': 'notices.savePicture',
  'store-again': 'notices.storeAgain',
  update: 'offline.update',
} as const satisfies Record<WayOn, string>;

/** What went wrong, what can be done, and a way on. Not modal: the live view goes on beside it. */
export function NoticeCards() {
  const { t } = useTranslation();
  const recovery = useRecoveryWays();
  const view = usePageView();
  const notices = useAppState((state) => state.notices);
  return (
    <section className="notices" aria-label={t('notices.title')} aria-live="polite">
      {notices.map(({ id, tone, report, ways }) => (
        <div key={id} className="card notice" data-tone={tone} role={tone === 'error' ? 'alert' : undefined}>
          <div className="notice-head">
            <svg className="notice-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
              {tone === 'error' ? (
                <path d="M12 3.800 21.500 20h-19zM12 10v4.500M12 17.200v.1" />
              ) : (
                <path d="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5.500M12 7.700v.1" />
              )}
            </svg>
            <p className="notice-message">{report.message}</p>
            <button
              type="button"
              className="icon-button"
              aria-label={t('notices.dismiss')}
              onClick={() => view.dismiss(id)}
            >
              <Icon name="close" />
            </button>
          </div>
          <p className="notice-remedy">{report.remedy}</p>
          {ways.length > 0 && (
            <div className="notice-ways">
              {ways.map((way, index) => (
                <button
                  key={way}
                  type="button"
                  className={`button ${index === 0 ? 'button-accent' : ''}`}
                  onClick={() => {
                    view.dismiss(id);
                    recovery[way]();
                  }}
                >
                  {t(WAY_LABELS[way])}
                </button>
              ))}
            </div>
          )}
        </div>
      ))}
    </section>
  );
}
