import { useTranslation } from 'react-i18next';
import { Section } from '../panel/section';
import { useAppState, useCaseSession } from '../reticle-context';

/** How full the storage is, what was deleted, what is damaged. */
export function StorageSection() {
  const { t } = useTranslation();
  const cases = useCaseSession();
  const { usage, deleted, aside } = useAppState((state) => ({
    usage: state.capture.usage,
    deleted: state.capture.deleted,
    aside: state.capture.setAside,
  }));
  if (!usage) return null;
  const { bytes, quota, share } = usage;
  return (
    <Section title={t('capture.case.storage')}>
      {bytes !== null && quota !== null && share !== null ? (
        <>
          <meter
            className="quota"
            min={0}
            max={1}
            high={0.8}
            optimum={0}
            value={share}
            aria-label={t('capture.case.storage')}
          />
          <p data-testid="quota">
            {t('capture.case.used', {
              used: sizeText(bytes),
              quota: sizeText(quota),
              percent: share > 0 && share < 0.01 ? '< 1' : Math.round(share * 100),
            })}
          </p>
        </>
      ) : (
        <p>{t('capture.case.unknown')}</p>
      )}
      <p className="hint">{t(usage.persistent ? 'capture.case.persistent' : 'capture.case.notPersistent')}</p>
      <p className="row">
        {!usage.persistent && (
          <button type="button" className="button" onClick={() => void cases.persist()}>
            {t('capture.case.keep')}
          </button>
        )}
      </p>
      {deleted > 0 && (
        <p className="row">
          <span>{t('capture.case.deletedCount', { count: deleted })}</span>
          <button type="button" className="button" onClick={() => void cases.restoreAll()}>
            {t('capture.case.restoreAll')}
          </button>
          <button type="button" className="button" onClick={() => void cases.purge()}>
            {t('capture.case.purge')}
          </button>
        </p>
      )}
      {aside.length > 0 && <p>{t('capture.case.asideCount', { count: aside.length })}</p>}
    </Section>
  );
}

/** Bytes in the unit that reads best, 1024-based. */
export function sizeText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const value = bytes / 1024 ** power;
  return `${value.toFixed(value < 10 && power > 0 ? 1 : 0)} ${units[power]}`;
}
