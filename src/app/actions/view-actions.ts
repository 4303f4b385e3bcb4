import { playbackOf } from '../state/selectors';
import { type ActionWith, always, hasFrame } from './action';

type ViewAction = ActionWith<'state' | 'overlay' | 'records' | 'panels'>;

/** How far one press of a key goes in a recorded video, s. */
const SEEK_STEP = 2;

const hasPlayback = ({ state }: Parameters<ViewAction['enabled']>[0]) => playbackOf(state) !== null;

function seek(id: 'playbackBack' | 'playbackForward', key: string, step: number): ViewAction {
  return {
    id,
    label: { key: id },
    group: 'view',
    keys: [key],
    enabled: hasPlayback,
    repeats: true,
    run: ({ state }) => {
      const playback = playbackOf(state);
      playback?.seek(playback.state().position + step);
    },
  };
}

/** What is looked at, and what is taken of it. */
export const VIEW_ACTIONS: readonly ViewAction[] = [
  {
    id: 'freeze',
    label: { key: 'freeze' },
    group: 'view',
    keys: ['f'],
    enabled: hasFrame,
    run: (page) => page.overlay.freeze(!page.state.frozen),
  },
  {
    id: 'snapshot',
    label: { key: 'snapshot' },
    group: 'view',
    keys: ['Space'],
    enabled: hasFrame,
    run: (page) => page.records.snapshot(),
  },
  {
    id: 'savePicture',
    label: { key: 'savePicture' },
    group: 'view',
    keys: ['$mod+s'],
    enabled: hasFrame,
    run: (page) => page.records.savePicture(),
  },
  {
    id: 'replay',
    label: { key: 'replay' },
    group: 'view',
    keys: ['y'],
    enabled: hasFrame,
    run: (page) => page.records.lookBack(),
  },
  {
    id: 'nextSlide',
    label: { key: 'nextSlide' },
    group: 'view',
    keys: ['n'],
    enabled: hasFrame,
    run: (page) => page.records.nextSlide(),
  },
  {
    id: 'bare',
    label: { key: 'bare' },
    group: 'view',
    keys: ['b'],
    enabled: always,
    run: (page) => page.overlay.showBare(true),
    release: (page) => page.overlay.showBare(false),
  },
  {
    id: 'playback',
    label: { key: 'playback' },
    group: 'view',
    keys: ['k'],
    enabled: hasPlayback,
    run: ({ state }) => {
      const playback = playbackOf(state);
      if (playback?.state().paused) playback.play();
      else playback?.pause();
    },
  },
  seek('playbackBack', ',', -SEEK_STEP),
  seek('playbackForward', '.', SEEK_STEP),
  {
    id: 'askPlace',
    label: { key: 'askPlace' },
    group: 'view',
    keys: ['q'],
    enabled: hasFrame,
    run: (page) => page.panels.askPlace(),
  },
  {
    id: 'countMitoses',
    label: { key: 'countMitoses' },
    group: 'view',
    keys: ['i'],
    enabled: hasFrame,
    run: (page) => page.panels.toggleCounting(),
  },
  {
    id: 'annotate',
    label: { key: 'annotate' },
    group: 'view',
    keys: ['a'],
    enabled: always,
    run: (page) => page.panels.toggleAnnotating(),
  },
];
