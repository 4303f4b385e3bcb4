import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Annotation } from '../../domain/annotation';
import { sumsByClass } from './measure-rows';
import { useClassName } from './use-class-name';

/** How much there is of each class, where there is too much to list. */
export function ClassSums({ annotations }: { readonly annotations: readonly Annotation[] }) {
  const { t } = useTranslation();
  const className = useClassName();
  const sums = useMemo(() => sumsByClass(annotations), [annotations]);
  return (
    <table className="measure-table">
      <thead>
        <tr>
          <th scope="col">{t('annotate.table.class')}</th>
          <th scope="col">{t('annotate.table.annotations')}</th>
          <th scope="col">{t('annotate.table.points')}</th>
        </tr>
      </thead>
      <tbody>
        {sums.map(({ classId, annotations: number, points }) => (
          <tr key={classId ?? ''}>
            <td>{className(classId) || t('annotate.table.noClass')}</td>
            <td className="measure-value">{number}</td>
            <td className="measure-value">{points}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
