import type { TFunction } from 'i18next';
import type { EngineStatus, EngineStatusCode } from '../../engine/port';

/** calm: all is well; busy: wait; act: the user must do something; stop: it has stopped. */
export type StatusTone = 'calm' | 'busy' | 'act' | 'stop';

const TONES: Readonly<Record<EngineStatusCode, StatusTone>> = {
  starting: 'busy',
  'no-source': 'act',
  'waiting-for-frame': 'busy',
  'warming-up': 'busy',
  looking: 'busy',
  examined: 'calm',
  'no-tissue': 'act',
  'out-of-focus': 'act',
  'over-exposed': 'act',
  'under-exposed': 'act',
  ink: 'act',
  'motion-blur': 'act',
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
  'wrong-scale': 'act',
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

/**
 * What is happening, and what to do or expect. `missing`: a model is switched on that could not be loaded, so
 * that without another one nothing is assessed.
 */
export function statusSentence(
  status: EngineStatus,
  t: TFunction,
  missing = false,
): { title: string; hint: string } {
  const { code, scale } = status;
  if (code === 'no-model' && missing)
    return { title: t('status.missing.title'), hint: t('status.missing.hint') };
  const objectives = scale?.objectives.length
    ? scale.objectives.map((objective) => `${objective}x`).join(t('status.or'))
    : t('status.anotherObjective');
  return { title: t(`status.${code}.title`), hint: t(`status.${code}.hint`, { objectives }) };
}
