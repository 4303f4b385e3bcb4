import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Playback, PlaybackState } from '../../source/video-file';
import { BarButton } from '../controls/bar-button';
import { LabelledSlider } from '../controls/labelled-slider';
import { useAppState } from '../reticle-context';
import { playbackOf } from '../state/selectors';

/** Play, pause and seek of a recorded video, on the lower edge of the picture. */
export function PlaybackBar() {
  const playback = useAppState((state) => playbackOf(state));
  return playback ? <Controls playback={playback} /> : null;
}

function Controls({ playback }: { readonly playback: Playback }) {
  const { t } = useTranslation();
  const [state, setState] = useState<PlaybackState>(() => playback.state());
  useEffect(() => {
    setState(playback.state());
    return playback.subscribe(setState);
  }, [playback]);
  const { paused, position, duration } = state;
  const known = Number.isFinite(duration) && duration > 0;
  return (
    <section className="playback" aria-label={t('playback.label')}>
      <BarButton
        action="playback"
        label={paused ? t('playback.play') : t('playback.pause')}
        icon={paused ? 'resume' : 'freeze'}
      />
      <LabelledSlider
        label={t('playback.position')}
        value={known ? Math.min(position, duration) : 0}
        min={0}
        max={known ? duration : 1}
        step={0.1}
        disabled={!known}
        text={known ? `${clock(position)} / ${clock(duration)}` : clock(position)}
        onChange={(at) => playback.seek(at)}
      />
    </section>
  );
}

/** Minutes and seconds of a time in s: 1:05. */
export function clock(seconds: number): string {
  const whole = Math.floor(Math.max(0, seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
