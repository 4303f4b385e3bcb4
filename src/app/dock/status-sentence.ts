import type { TFunction } from 'i18next';
import { isComplete } from '../../domain/field-counts';
import { type Gap, sharesOf } from '../../domain/picture-shares';
import type { EngineStatus, EngineStatusCode } from '../../engine/port';
import { clockTime } from './clock-time';

/** calm: all is well; busy: wait; act: the user must do something; stop: it has stopped. */
export type StatusTone = 'calm' | 'busy' | 'act' | 'stop';

const TONES: Readonly<Record<EngineStatusCode, StatusTone>> = {
  starting: 'busy',
  stale: 'stop',
  silent: 'stop',
  'no-source': 'act',
  'waiting-for-frame': 'busy',
  'warming-up': 'busy',
  looking: 'busy',
  examined: 'calm',
  'no-tissue': 'calm',
  'out-of-focus': 'act',
  'over-exposed': 'act',
  'under-exposed': 'act',
  ink: 'act',
  'motion-blur': 'act',
  'unfamiliar-tissue': 'act',
  'dab-stain': 'act',
  'aec-stain': 'act',
  'pas-stain': 'act',
  'giemsa-stain': 'act',
  'masson-stain': 'act',
  'blue-stain': 'act',
  'other-stain': 'act',
  'dark-field': 'act',
  'no-colour': 'act',
  'not-a-section': 'act',
  'double-exposure': 'act',
  'tinted-light': 'act',
  'wrong-scale': 'act',
  'field-too-small': 'act',
  'objective-changed': 'act',
  'not-calibrated': 'act',
  'tracking-lost': 'act',
  'no-model': 'act',
  frozen: 'calm',
  recovering: 'busy',
  stopped: 'stop',
};

export const STATUS_CODES = Object.keys(TONES) as readonly EngineStatusCode[];

export function toneOf(code: EngineStatusCode): StatusTone {
  return TONES[code];
}

/** What stands between the picture and an answer: said with how much has one all the same. */
const OBSTACLES: ReadonlySet<EngineStatusCode> = new Set(
  STATUS_CODES.filter((code) => TONES[code] === 'act' && code !== 'no-source'),
);

/** Nothing of the field is assessed then, whatever was known of it: the overlay is a frame around it. */
const FRAMES_ALL: ReadonlySet<EngineStatusCode> = new Set([
  'not-calibrated',
  'objective-changed',
  'wrong-scale',
  'tracking-lost',
]);

export const framesAll = (code: EngineStatusCode) => FRAMES_ALL.has(code);

/** Share of the field that has an answer, whole %: 100 only where all of it has; null where nothing was counted. */
export function analysedPercent({ picture }: EngineStatus): number | null {
  return picture ? (sharesOf(picture)?.analysed ?? null) : null;
}

/** Whether a tick may stand: all tissue of the field has an answer. */
export const isAllAnalysed = ({ code, picture }: EngineStatus) =>
  code === 'examined' && picture !== undefined && isComplete(picture);

/**
 * What is happening, and what to do or expect. `missing`: a model is switched on that could not be loaded, so
 * that without another one nothing is assessed.
 */
export function statusSentence(
  status: EngineStatus,
  t: TFunction,
  missing = false,
): { title: string; hint: string } {
  const { code, scale, neededUm } = status;
  const key = keyOf(status, missing);
  const { worker = '', since = 0 } = status;
  const objectives = scale?.objectives.length
    ? scale.objectives.map((objective) => `${objective}x`).join(t('status.or'))
    : t('status.anotherObjective');
  const hint = t(`status.${key}.hint`, { objectives, needed: Math.ceil(neededUm ?? 0) });
  const gaps = gapsSentence(status, t);
  if (code === 'examined')
    return {
      title: t('status.examined.title'),
      hint: isAllAnalysed(status) ? hint : (gaps ?? t('status.partlyHint')),
    };
  const title = t(`status.${key}.title`, { worker, time: clockTime(since) });
  const claim = OBSTACLES.has(code) ? claimSentence(status, t) : code === 'frozen' ? gaps : null;
  return { title, hint: claim === null ? hint : `${hint} ${claim}` };
}

const keyOf = ({ code, muted }: EngineStatus, missing: boolean) =>
  code === 'no-model' && missing ? 'missing' : code === 'stale' && muted ? 'muted' : code;

/** How much of the field is analysed although something stands in the way. */
function claimSentence(status: EngineStatus, t: TFunction): string {
  const percent = analysedPercent(status) ?? 0;
  const some = !FRAMES_ALL.has(status.code) && status.code !== 'no-model' && percent > 0;
  return some ? t('status.partlyAnalysed', { percent }) : t('status.nothingAnalysed');
}

/** What of the field has no answer, by reason; null where all has one. */
function gapsSentence({ picture }: EngineStatus, t: TFunction): string | null {
  const gaps = picture ? (sharesOf(picture)?.gaps ?? []) : [];
  if (gaps.length === 0) return null;
  const items = gaps.map(({ gap, percent }) =>
    t('status.gap', { percent: percent === 0 ? '< 1' : percent, reason: gapName(gap, t) }),
  );
  const text = `${items.join(', ')}.`;
  return gaps.some(({ gap }) => gap === 'edge') ? `${text} ${t('status.edgeHint')}` : text;
}

const gapName = (gap: Gap, t: TFunction): string =>
  gap === 'edge' || gap === 'waiting' ? t(`status.gaps.${gap}`) : t(`capture.viewer.quality.${gap}`);
