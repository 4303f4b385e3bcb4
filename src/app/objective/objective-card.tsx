import { useTranslation } from 'react-i18next';
import { objectiveKey } from '../actions/objective-actions';
import { Icon } from '../controls/icon';
import { useActionContext, useAppState, useObjectiveSession, useOptics } from '../reticle-context';
import { fits } from './objective-change';
import type { ObjectiveNotice } from './objective-notice';

/** Asks at the edge which objective is in use, or says which one was found. The live view goes on beside it. */
export function ObjectiveCard() {
  const { t } = useTranslation();
  const notice = useAppState((state) => state.objectiveNotice);
  return (
    <section aria-label={t('objective.label')} aria-live="polite" data-testid="objective-card">
      {notice.kind === 'asking' && <Question notice={notice} />}
      {notice.kind === 'switched' && <Switched notice={notice} />}
    </section>
  );
}

function Question({ notice }: { readonly notice: Extract<ObjectiveNotice, { kind: 'asking' }> }) {
  const { t } = useTranslation();
  const optics = useOptics();
  const objectiveChange = useObjectiveSession();
  const actions = useActionContext();
  const { from, times, candidates } = notice;
  const set = from === null ? t('objective.scaleSet') : t('objective.lens', { objective: from });
  return (
    <div className="card objective-card">
      <h2 className="card-title">{t('objective.asking')}</h2>
      <p>
        {times === null
          ? t('objective.seenUnknown')
          : t('objective.seen', {
              times: Number(Math.max(times, 1 / times).toPrecision(2)),
              way: t(times > 1 ? 'objective.larger' : 'objective.smaller'),
              from: set,
            })}
      </p>
      <div className="objective-choices">
        {candidates.map((candidate) => {
          const { objective } = candidate;
          const key = objectiveKey(actions, objective);
          const fitting = fits(candidate);
          return (
            <button
              key={objective}
              type="button"
              className={`button objective-choice ${fitting ? 'button-accent' : ''}`}
              aria-label={t('objective.choose', { objective })}
              onClick={() => optics.setObjective(objective)}
            >
              {t('objective.lens', { objective })}
              {key && <kbd>{key}</kbd>}
            </button>
          );
        })}
      </div>
      <button type="button" className="button" onClick={() => objectiveChange.unchanged()}>
        {from === null ? t('objective.unchanged') : t('objective.unchangedFrom', { from: set })}
        <kbd>Esc</kbd>
      </button>
    </div>
  );
}

function Switched({ notice }: { readonly notice: Extract<ObjectiveNotice, { kind: 'switched' }> }) {
  const { t } = useTranslation();
  const objectiveChange = useObjectiveSession();
  const { from, to } = notice;
  return (
    <div className="card objective-card">
      <div className="notice-head">
        <p className="notice-message">{t('objective.switched', { to: to.objective })}</p>
        <button
          type="button"
          className="icon-button"
          aria-label={t('objective.dismiss')}
          onClick={() => objectiveChange.escape()}
        >
          <Icon name="close" />
        </button>
      </div>
      <p>
        {t('objective.switchedFrom', {
          from: from === null ? t('objective.scaleSet') : t('objective.lens', { objective: from }),
          umPerPx: Number(to.umPerPx.toPrecision(4)),
        })}
      </p>
      <button type="button" className="button" onClick={() => objectiveChange.undo()}>
        {t('objective.undo')} <kbd>Ctrl Z</kbd>
      </button>
    </div>
  );
}
