import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Annotation } from '../../domain/annotation';
import type { Measurement } from '../../domain/measurement';
import { figureText } from '../../measure/figure-text';
import { measureAnnotation } from '../../measure/shapes';
import { useApp, useReticle } from '../reticle-context';
import { currentCalibration } from '../state/selectors';
import { asTable } from './table-text';
import { useAnnotations } from './use-annotations';

/** The figures of all annotations, as a table that a spreadsheet takes. */
export function MeasureTable() {
  const { t } = useTranslation();
  const { annotations: session } = useReticle();
  const { annotations, selected } = useAnnotations(session);
  const [note, setNote] = useState('');
  const calibration = useApp(currentCalibration);
  if (annotations.length === 0) return <p className="panel-empty">{t('annotate.table.empty')}</p>;
  const relative =
    calibration?.uncertaintyUmPerPx == null ? null : calibration.uncertaintyUmPerPx / calibration.umPerPx;
  const rows = annotations.flatMap((annotation, i) =>
    measureAnnotation(annotation, annotations, relative).map((figure) => ({
      annotation,
      figure,
      number: i + 1,
    })),
  );
  const nameOf = (annotation: Annotation, number: number) =>
    annotation.label || `${t(`annotate.kinds.${annotation.shape.kind}`)} ${number}`;
  const spread = (figure: Measurement) =>
    figure.uncertainty === 0 ? '' : (figureText(figure).uncertainty ?? t('annotate.table.unknown'));
  const copy = async () => {
    const head = ['name', 'quantity', 'value', 'uncertainty', 'unit'] as const;
    const text = asTable([
      head.map((key) => t(`annotate.table.${key}`)),
      ...rows.map(({ annotation, figure, number }) => [
        nameOf(annotation, number),
        figure.quantity,
        String(figure.value),
        figure.uncertainty === null ? '' : String(figure.uncertainty),
        figure.unit === '1' ? '' : figure.unit,
      ]),
    ]);
    try {
      await navigator.clipboard.writeText(text);
      setNote(t('annotate.table.copied'));
    } catch {
      setNote(t('annotate.table.copyFailed'));
    }
  };
  return (
    <div className="measures">
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
          {rows.map(({ annotation, figure, number }) => (
            <tr
              key={`${annotation.id} ${figure.quantity}`}
              data-selected={annotation.id === selected || undefined}
            >
              <td>
                <button
                  type="button"
                  className="link-button"
                  onClick={() => session.editor.select(annotation.id)}
                >
                  {nameOf(annotation, number)}
                </button>
              </td>
              <td>{figure.quantity}</td>
              <td className="measure-value">
                {figureText(figure).value} {figureText(figure).unit}
              </td>
              <td className="measure-value">{spread(figure)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="panel-note">{t('annotate.table.basis')}</p>
      <button type="button" className="button" onClick={() => void copy()}>
        {t('annotate.table.copy')}
      </button>
      <p className="panel-note" role="status">
        {note}
      </p>
    </div>
  );
}
