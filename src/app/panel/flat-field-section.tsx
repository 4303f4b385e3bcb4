import { useTranslation } from 'react-i18next';
import type { Uniformity } from '../../domain/flat-field';
import { useAppState, useFlatFieldSession } from '../reticle-context';
import { currentFlatField, lightPath } from '../state/selectors';
import { Section } from './section';

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** Flat field and white balance: take a blank field, see what it did, take it back. */
export function FlatFieldSection() {
  const { t } = useTranslation();
  const session = useFlatFieldSession();
  const { hasPath, flat, progress, canUndo, canTake } = useAppState((state) => ({
    hasPath: lightPath(state) !== null,
    flat: currentFlatField(state),
    ...state.flatField,
    canUndo: state.history.groups.includes('flat-field'),
    canTake: state.frame !== null && !state.frozen && state.flatField.progress === null,
  }));
  if (!hasPath) return null;
  const row = (name: string, of: Uniformity, testId: string) => (
    <tr data-testid={testId}>
      <th scope="row">{name}</th>
      <td>{percent(of.nonUniformity)}</td>
      <td>{percent(of.cast)}</td>
    </tr>
  );
  return (
    <Section title={t('flatField.title')}>
      <p className="hint">{t(flat ? 'flatField.on' : 'flatField.off')}</p>
      {flat && (
        <table className="timings flat-field-result">
          <thead>
            <tr>
              <td />
              <th scope="col">{t('flatField.nonUniformity')}</th>
              <th scope="col">{t('flatField.cast')}</th>
            </tr>
          </thead>
          <tbody>
            {row(t('flatField.before'), flat.before, 'flat-before')}
            {row(t('flatField.after'), flat.after, 'flat-after')}
          </tbody>
        </table>
      )}
      <p className="row">
        <button type="button" className="button" disabled={!canTake} onClick={() => void session.take()}>
          {t(flat ? 'flatField.again' : 'flatField.take')}
        </button>
        {canUndo && (
          <button type="button" className="button" onClick={() => session.undo()}>
            {t('flatField.undo')}
          </button>
        )}
        {flat && (
          <button
            type="button"
            className="button"
            disabled={progress !== null}
            onClick={() => session.remove()}
          >
            {t('flatField.remove')}
          </button>
        )}
      </p>
      <p className="hint one-line" role="status">
        {progress === null
          ? flat && t('flatField.taken', { date: new Date(flat.createdAt).toLocaleString('sv').slice(0, 16) })
          : t('flatField.progress', { percent: Math.round(100 * progress) })}
      </p>
    </Section>
  );
}
