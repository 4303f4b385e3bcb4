import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EngineStatusCode } from '../../engine/port';
import { useAppState } from '../reticle-context';
import { enabledLayers } from '../state/selectors';
import { shownStatus, standingOf } from '../state/shown-status';
import { ScaleWay } from './scale-way';
import { StatusIcon } from './status-icon';
import { analysedPercent, statusSentence, toneOf } from './status-sentence';
import { StatusWay } from './status-way';

/** A sentence is read out once it has stood this long, so that a moving stage does not chatter. ms */
const SETTLED_MS = 900;

const SHOW_SHARE: ReadonlySet<EngineStatusCode> = new Set(['looking', 'examined', 'frozen']);

/** What is happening, in words, with what to do about it. */
export function StatusLine() {
  const { t } = useTranslation();
  const { status, progress, missing, standing } = useAppState((state) => ({
    status: shownStatus(state),
    progress: state.engine.progress,
    missing: enabledLayers(state).length > 0,
    standing: standingOf(state),
  }));
  const { title, hint } = statusSentence(status, t, missing);
  const stands = standing ? ` ${t(`status.standing.${standing}`)}.` : '';
  const share = SHOW_SHARE.has(status.code) ? analysedPercent(status) : null;
  const said = share === null ? '' : `, ${t('status.analysedShare', { percent: share })}`;
  const spoken = useSettled(`${title}${said}. ${hint}${stands}`);
  const detail = status.code === 'warming-up' && progress ? progress.stage : hint;
  return (
    <div className="status" data-tone={toneOf(status.code)} data-code={status.code} data-testid="status">
      <StatusIcon status={status} />
      <span className="status-words" aria-hidden="true">
        <span className="status-title">
          {title}
          {share !== null && (
            <span className="status-share">{t('status.analysedShare', { percent: share })}</span>
          )}
        </span>
        <span className="status-hint">{detail}</span>
      </span>
      {standing && <span className="chip status-standing">{t(`status.standing.${standing}`)}</span>}
      <ScaleWay />
      <StatusWay />
      <span role="status" className="visually-hidden">
        {spoken}
      </span>
    </div>
  );
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
