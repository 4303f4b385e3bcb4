import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Annotation } from '../../domain/annotation';
import { isPlaced } from '../../domain/annotation';
import type { Measurement } from '../../domain/measurement';
import { figureText } from '../../measure/figure-text';
import { useAnnotationSession, useAppState } from '../reticle-context';
import { currentCalibration } from '../state/selectors';
import type { AnnotationSession } from './annotation-session';
import { ClassSums } from './class-sums';
import { LiveFiles } from './live-files';
import { MOST_LISTED, measureRows } from './measure-rows';
import { measureText } from './measure-text';
import { PlaceHere } from './place-here';
import { isCut } from './shape-mark';
import { useAnnotations } from './use-annotations';
import { useClassName } from './use-class-name';

const HEAD = ['name', 'class', 'place', 'quantity', 'value', 'uncertainty', 'unit'] as const;

/** The figures of all annotations of the live slide. */
export function MeasureTable() {
  const { t } = useTranslation();
  const session = useAnnotationSession();
  const { annotations } = useAnnotations(session);
  const [note, setNote] = useState('');
  const scale = useAppState(currentCalibration);
  const isKnown = useAppState(({ source }) => source.phase === 'open' && source.source.ownScale === true);
  const calibration = scale && { ...scale, ...(isKnown && { basis: 'known' }) };
  return (
    <div className="measures">
      {annotations.length > 0 ? (
        <>
          <PlaceHere onNote={setNote} />
          <Figures session={session} calibration={calibration} onNote={setNote} />
        </>
      ) : (
        <p className="measures-empty">{t('annotate.table.empty')}</p>
      )}
      <LiveFiles onNote={setNote} />
      <p className="hint" role="status">
        {note}
      </p>
    </div>
  );
}

/** The figures of annotations, as a table for spreadsheets. `onNote` gets the outcome of copying it. */
export function Figures({
  session,
  calibration,
  onNote,
}: {
  readonly session: AnnotationSession;
  readonly calibration: {
    readonly umPerPx: number;
    readonly uncertaintyUmPerPx?: number | null;
    readonly basis?: string;
  } | null;
  readonly onNote: (note: string) => void;
}) {
  const { t } = useTranslation();
  const { annotations, selected } = useAnnotations(session);
  const className = useClassName();
  const relative =
    calibration?.uncertaintyUmPerPx == null ? null : calibration.uncertaintyUmPerPx / calibration.umPerPx;
  const isExact = calibration?.basis === 'known';
  const rows = useMemo(
    () => measureRows(annotations, relative, ({ id }, index) => index < MOST_LISTED || id === selected),
    [annotations, relative, selected],
  );
  const figures = useMemo(() => rows.flatMap(({ figure }) => figure ?? []), [rows]);
  const shown = (figure: Measurement) => figureText(figure, figures);
  const nameOf = (annotation: Annotation, number: number) =>
    annotation.label || `${t(`annotate.kinds.${annotation.shape.kind}`)} ${number}`;
  const spread = (figure: Measurement) =>
    figure.uncertainty === 0 || isExact ? '' : (shown(figure).uncertainty ?? t('annotate.table.unknown'));
  const copy = async () => {
    const text = measureText(measureRows(annotations, relative), {
      head: HEAD.map((key) => t(`annotate.table.${key}`)),
      unplaced: t('annotate.table.unplaced'),
      unknown: t('annotate.table.unknown'),
      nameOf,
      className,
    });
    try {
      await navigator.clipboard.writeText(text);
      onNote(t('annotate.table.copied'));
    } catch {
      onNote(t('annotate.table.copyFailed'));
    }
  };
  return (
    <>
      {annotations.length > MOST_LISTED && <ClassSums annotations={annotations} />}
      <table className="measure-table">
        <thead>
          <tr>
            <th scope="col">{t('annotate.table.name')}</th>
            <th scope="col">{t('annotate.table.quantity')}</th>
            <th scope="col">{t('annotate.table.value')}</th>
            <th scope="col">{t('annotate.table.uncertainty')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ annotation, figure, number }, i) => (
            <tr
              key={`${annotation.id} ${figure?.quantity}`}
              data-selected={annotation.id === selected || undefined}
            >
              <td>
                {rows[i - 1]?.annotation !== annotation && (
                  <>
                    <button
                      type="button"
                      className="link-button"
                      aria-pressed={annotation.id === selected}
                      onClick={() => session.editor.select(annotation.id)}
                    >
                      {nameOf(annotation, number)}
                    </button>
                    {!isPlaced(annotation) && (
                      <span className="measure-unplaced">{t('annotate.table.unplaced')}</span>
                    )}
                    {isCut(annotation) && <span className="measure-unplaced">{t('annotate.table.cut')}</span>}
                  </>
                )}
              </td>
              <td>{figure && t(`annotate.quantities.${figure.quantity as 'length'}`)}</td>
              <td className="measure-value">{figure && `${shown(figure).value} ${shown(figure).unit}`}</td>
              <td className="measure-value">{figure && spread(figure)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {annotations.length > MOST_LISTED && (
        <p className="hint">{t('annotate.table.more', { listed: MOST_LISTED, all: annotations.length })}</p>
      )}
      <p className="hint" title={t('annotate.table.basis')}>
        {t(`annotate.table.${isExact ? 'exact' : relative === null ? 'noSpread' : 'spread'}`)}
      </p>
      <button type="button" className="button" onClick={() => void copy()}>
        {t('annotate.table.copy')}
      </button>
    </>
  );
}
