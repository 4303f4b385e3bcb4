import { useTranslation } from 'react-i18next';
import type { Snapshot } from '../../domain/case';
import { useAppState, useExportSession } from '../reticle-context';

/** The case, and all or one of its snapshots. */
export function WhatToExport() {
  const { t } = useTranslation();
  const exports = useExportSession();
  const { cases, caseId, slides, slideId, snapshots, snapshotId, drawn } = useAppState(
    ({ exports: state }) => ({
      cases: state.cases,
      caseId: state.caseId,
      slides: state.slides,
      slideId: state.slideId,
      snapshots: state.snapshots,
      snapshotId: state.snapshotId,
      drawn: state.drawn,
    }),
  );
  const taken = ({ number, capturedAt }: Snapshot) =>
    t('export.snapshot', {
      number,
      time: new Date(capturedAt).toLocaleString('sv').slice(0, 16),
    });
  return (
    <div className="export-what">
      <label className="field field-stack">
        <span className="field-label">{t('export.case')}</span>
        <select
          className="select"
          value={caseId ?? ''}
          onChange={({ target }) => void exports.chooseCase(target.value)}
        >
          {(cases ?? []).map(({ id, title, createdAt }) => (
            <option key={id} value={id}>
              {title || t('export.untitled', { date: createdAt.slice(0, 10) })}
            </option>
          ))}
        </select>
      </label>
      {slides.length > 1 && (
        <label className="field field-stack">
          <span className="field-label">{t('export.slides')}</span>
          <select
            className="select"
            value={slideId ?? ''}
            onChange={({ target }) => void exports.chooseSlide(target.value || null)}
          >
            <option value="">{t('export.allSlides', { count: slides.length })}</option>
            {slides.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </select>
        </label>
      )}
      <label className="field field-stack">
        <span className="field-label">{t('export.snapshots')}</span>
        <select
          className="select"
          value={snapshotId ?? ''}
          onChange={({ target }) => exports.chooseSnapshot(target.value || null)}
        >
          <option value="">{t('export.all', { count: snapshots.length })}</option>
          {snapshots.map((snapshot) => (
            <option key={snapshot.id} value={snapshot.id}>
              {taken(snapshot)}
            </option>
          ))}
        </select>
      </label>
      {drawn > 0 && snapshotId === null && (
        <p className="export-note">{t('export.withDrawn', { count: drawn })}</p>
      )}
    </div>
  );
}
