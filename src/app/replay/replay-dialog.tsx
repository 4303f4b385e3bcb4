import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../controls/icon';
import { LabelledSlider } from '../controls/labelled-slider';
import { LabelledSwitch } from '../controls/labelled-switch';
import { useModal } from '../controls/use-modal';
import { useAppState, usePageView, useReplaySession } from '../reticle-context';
import { FramePicture } from './frame-picture';
import { ReplayStatus } from './replay-status';

/** The last ten seconds, frame by frame. */
export function ReplayDialog() {
  const phase = useAppState((state) => state.replay.phase);
  return phase === 'closed' ? null : <OpenReplay />;
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

function OpenReplay() {
  const { t } = useTranslation();
  const replay = useReplaySession();
  const view = usePageView();
  const { phase, frames, index, error, work } = useAppState((state) => state.replay);
  const recording = useAppState((state) => state.preferences.page.replay);
  const { modal, dismiss } = useModal(phase !== 'closed', () => replay.close());
  useEffect(() => {
    // Not the switch, which the snapshot key would turn off.
    if (phase === 'open') modal.ref.current?.querySelector<HTMLElement>('[role=slider]')?.focus();
  }, [phase, modal.ref]);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const step = STEPS[event.key];
      // The slider moves by itself.
      if (step === undefined || event.defaultPrevented) return;
      if (event.target instanceof Element && event.target.closest('[role=slider]')) return;
      replay.step(step);
      event.preventDefault();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [replay]);
  const frame = frames[index];
  const newest = frames.at(-1);
  const busy = work.kind === 'taking' || work.kind === 'clipping';
  const ago = frame && newest ? ((newest.capturedAt - frame.capturedAt) / 1000).toFixed(1) : '0.0';
  return (
    <dialog {...modal} className="replay" aria-label={t('replay.title')} data-testid="replay">
      <header className="viewer-head">
        <h2 className="card-title">{t('replay.title')}</h2>
        <LabelledSwitch
          label={t('replay.keep')}
          checked={recording}
          onChange={(on) => view.set({ replay: on })}
        />
        <button
          type="button"
          className="icon-button replay-close"
          aria-label={t('replay.close')}
          onClick={dismiss}
        >
          <Icon name="close" />
        </button>
      </header>
      <div className="replay-field">
        {frame ? (
          <FramePicture frame={frame} label={t('replay.picture', { ago })} />
        ) : (
          <p className="pane-note" role="status">
            {phase === 'loading' ? t('replay.loading') : recording ? t('replay.empty') : t('replay.off')}
          </p>
        )}
      </div>
      <footer className="replay-foot">
        {frame && (
          <>
            <div className="replay-scrub">
              <button
                type="button"
                className="icon-button"
                aria-label={t('replay.previous')}
                aria-disabled={index === 0}
                onClick={() => replay.step(-1)}
              >
                <Icon name="left" />
              </button>
              <LabelledSlider
                label={`${t('replay.position')} ${t('replay.count', { index: index + 1, count: frames.length })}`}
                value={index}
                min={0}
                max={Math.max(1, frames.length - 1)}
                step={1}
                text={t('replay.at', { ago, time: clockOf(frame.capturedAt) })}
                onChange={(at) => replay.show(at)}
              />
              <button
                type="button"
                className="icon-button"
                aria-label={t('replay.next')}
                aria-disabled={index === frames.length - 1}
                onClick={() => replay.step(1)}
              >
                <Icon name="right" />
              </button>
            </div>
            <div className="replay-ways">
              <button
                type="button"
                className="button button-accent"
                aria-disabled={busy}
                onClick={() => void replay.take()}
              >
                {t('replay.take')}
              </button>
              {work.kind === 'clipping' ? (
                <button type="button" className="button" onClick={() => replay.cancel()}>
                  {t('replay.cancel')}
                </button>
              ) : (
                <button
                  type="button"
                  className="button"
                  aria-disabled={busy}
                  onClick={() => void replay.saveClip()}
                >
                  {t('replay.clip')}
                </button>
              )}
              <ReplayStatus work={work} />
            </div>
          </>
        )}
        {error && (
          <p className="replay-error" role="alert">
            {error.message} {error.remedy}
          </p>
        )}
        <p className="hint">{t('replay.hint')}</p>
      </footer>
    </dialog>
  );
}

/** 14:03:05.2 */
function clockOf(capturedAt: number): string {
  const time = new Date(capturedAt);
  return `${time.toLocaleTimeString('sv')}.${Math.floor(time.getMilliseconds() / 100)}`;
}
