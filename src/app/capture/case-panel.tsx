import { useTranslation } from 'react-i18next';
import type { Case } from '../../domain/case';
import { Section } from '../panel/section';
import { useAppState, useCaseSession, useExportSession } from '../reticle-context';
import { SlideList } from '../slides/slide-list';
import { KeptField } from './kept-field';
import { StorageSection } from './storage-section';

/** The open case, all others, and the storage that holds them. */
export function CasePanel() {
  const { t } = useTranslation();
  const session = useCaseSession();
  const exports = useExportSession();
  const { cases, caseId } = useAppState((state) => ({
    cases: state.capture.cases,
    caseId: state.capture.caseId,
  }));
  const current = cases.find(({ id }) => id === caseId);
  return (
    <div>
      <Section title={t('capture.case.current')}>
        {current ? <CaseForm key={current.id} current={current} /> : <p>{t('capture.case.none')}</p>}
        <p className="row">
          <button type="button" className="button" onClick={() => void session.newCase()}>
            {t('capture.case.create')}
          </button>
          {current && (
            <button
              type="button"
              className="button"
              onClick={() => void exports.open({ caseId: current.id })}
            >
              {t('export.from')}
            </button>
          )}
          {current && (
            <button type="button" className="button" onClick={() => void session.removeCase(current.id)}>
              {t('capture.case.delete')}
            </button>
          )}
        </p>
      </Section>
      {current && <SlideList key={current.id} />}
      {cases.length > 0 && (
        <Section title={t('capture.case.all')}>
          <ul className="case-list">
            {cases.map(({ id, title, accession, updatedAt }) => (
              <li key={id}>
                <button
                  type="button"
                  className="case-entry"
                  aria-current={id === caseId}
                  onClick={() => void session.openCase(id)}
                >
                  <span className="case-title">{title || t('capture.case.untitled')}</span>
                  <span className="case-detail">
                    {[accession, new Date(updatedAt).toLocaleString('sv').slice(0, 16)]
                      .filter(Boolean)
                      .join(' · ')}
                    {id === caseId && ` · ${t('capture.case.isOpen')}`}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <StorageSection />
    </div>
  );
}

function CaseForm({ current }: { readonly current: Case }) {
  const { t } = useTranslation();
  const cases = useCaseSession();
  const field = (name: 'title' | 'accession' | 'notes') => ({
    stored: current[name],
    keep: (text: string) => cases.updateCase(current.id, { [name]: text }),
  });
  return (
    <div className="case-form">
      <KeptField {...field('title')} label={t('capture.case.title')} maxLength={300} />
      <KeptField {...field('accession')} label={t('capture.case.accession')} maxLength={64} />
      <KeptField {...field('notes')} label={t('capture.case.notes')} maxLength={20_000} rows={3} />
    </div>
  );
}
