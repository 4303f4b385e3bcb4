import type { TFunction } from 'i18next';
import type { NoAnswer, PlaceAnswer } from '../../engine/place-reading';
import type { LoadedManifest } from '../state/models';
import { type ModelLayer, thresholdOf } from '../state/models';

interface Known {
  readonly models: readonly LoadedManifest[];
  readonly layers: readonly ModelLayer[];
  /** Thresholds that were set by hand, by layer. */
  readonly thresholds: Readonly<Record<string, number>>;
}

/** What is said of a place, a sentence a line: by model, or once where all say the same. */
export function placeWords(answers: readonly PlaceAnswer[], known: Known, t: TFunction): readonly string[] {
  const [first] = answers;
  if (!first) return [t('place.noModel')];
  const isSame = answers.every(({ probability, why }) => probability === null && why === first.why);
  if (isSame) return [reasonOf(first.why, t)];
  return answers.map((answer) => `${nameOf(answer, known)}: ${saidOf(answer, known, t)}`);
}

function saidOf(answer: PlaceAnswer, { layers, thresholds }: Known, t: TFunction): string {
  const { probability, why, modelId, classId } = answer;
  if (probability === null) return reasonOf(why, t);
  const layer = layers.find((each) => each.modelId === modelId && each.classId === classId);
  const threshold = layer ? thresholdOf(layer, thresholds) : 0.5;
  return t(probability >= threshold ? 'place.positive' : 'place.negative', {
    probability: probability.toFixed(2),
    threshold: threshold.toFixed(2),
  });
}

function reasonOf(why: NoAnswer | null, t: TFunction): string {
  switch (why) {
    case null:
    case 'waiting':
      return t('place.waiting');
    case 'edge':
    case 'no-tissue':
    case 'wrong-scale':
    case 'not-calibrated':
    case 'tracking-lost':
      return t(`place.${why}`);
    default:
      return t('place.cannot', { reason: t(`capture.viewer.quality.${why}`) });
  }
}

function nameOf({ modelId, classId }: PlaceAnswer, { models }: Known): string {
  const manifest = models.find((each) => each.manifest.id === modelId)?.manifest;
  const named = manifest?.classes.find(({ id }) => id === classId)?.name;
  return (manifest && manifest.classes.length > 1 ? named : manifest?.name) ?? modelId;
}
