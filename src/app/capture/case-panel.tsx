import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Case } from '../../domain/case';
import { Section } from '../panel/section';
import { useApp, useReticle } from '../reticle-context';
import { StorageSection } from './storage-section';

/** The open case, all others, and the storage that holds them. */
export function CasePanel() {
  const { t } = useTranslation();
  const { capture, exports } = useReticle();
  const { cases, caseId } = useApp((state) => ({
    cases: state.capture.cases,
    caseId: state.capture.caseId,
  }));
  const current = cases.find(({ id }) => id === caseId);
  return (
    <div>
      <Section title={t('capture.case.current')}>
        {current ? <CaseForm key={current.id} current={current} /> : <p>{t('capture.case.none')}</p>}
        <p className="row">
          <button type="button" className="button" onClick={() => void capture.newCase()}>
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
            <button type="button" className="button" onClick={() => void capture.removeCase(current.id)}>
              {t('capture.case.delete')}
            </button>
          )}
        </p>
      </Section>
      {cases.length > 0 && (
        <Section title={t('capture.case.all')}>
          <ul className="case-list">
            {cases.map(({ id, title, accession, updatedAt }) => (
              <li key={id}>
                <button
                  type="button"
                  className="case-entry"
                  aria-current={id === caseId}
                  onClick={() => void capture.openCase(id)}
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
  return (
    <div className="case-form">
      <CaseField current={current} field="title" label={t('capture.case.title')} maxLength={300} />
      <CaseField current={current} field="accession" label={t('capture.case.accession')} maxLength={64} />
      <CaseField current={current} field="notes" label={t('capture.case.notes')} maxLength={20_000} long />
    </div>
  );
}

interface FieldProps {
  readonly current: Case;
  readonly field: 'title' | 'accession' | 'notes';
  readonly label: string;
  readonly maxLength: number;
  readonly long?: boolean;
}

/** Stored when the field is left, so that a half-typed word is never the record. */
function CaseField({ current, field, label, maxLength, long }: FieldProps) {
  const { capture } = useReticle();
  const stored = current[field];
  const [text, setText] = useState(stored);
  useEffect(() => setText(stored), [stored]);
  const id = useId();
  const shared = {
    id,
    className: 'input',
    value: text,
    maxLength,
    onChange: (event: { target: { value: string } }) => setText(event.target.value),
    onBlur: () => {
      if (text !== stored) void capture.updateCase(current.id, { [field]: text });
    },
  };
  return (
    <div className="field-stack">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {long ? (
        <textarea {...shared} className="input notes" rows={3} />
      ) : (
        <input type="text" autoComplete="off" {...shared} />
      )}
    </div>
  );
}
