import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FramePixels } from '../../engine/port';
import { ObjectiveSelect } from '../bar/objective-select';
import { useAppState, useEngine } from '../reticle-context';
import { currentObjective, currentRelay } from '../state/selectors';
import { findInWorker } from './find-in-worker';
import { FramePicture } from './frame-picture';
import { type Draft, measuredScale, NUMBER_FIELDS, WAYS } from './measurement';
import { NumberInput } from './number-input';
import type { PointPx } from './point';
import { ScaleResult } from './scale-result';

const startPoints = ({ width, height }: FramePixels): readonly [PointPx, PointPx] => [
  { x: Math.round(width / 4), y: Math.round(height / 2) },
  { x: Math.round((3 * width) / 4), y: Math.round(height / 2) },
];

/** The three ways to a scale, over one frame. */
export function CalibrationForm() {
  const { t } = useTranslation();
  const engine = useEngine();
  const objective = useAppState(currentObjective);
  const relay = useAppState(currentRelay);
  // It stays once it is there, so that a wrong choice can be put right.
  const [asksObjective] = useState(objective === null);
  const [pixels, setPixels] = useState<FramePixels | null>(null);
  const [search, setSearch] = useState<'idle' | 'busy' | 'failed'>('idle');
  const giveUp = useRef<AbortController | null>(null);
  const [draft, setDraft] = useState<Draft>({
    way: 'micrometer',
    answer: null,
    points: null,
    lengthUm: '',
    stageMoved: false,
    numbers: {
      sensorPixelUm: '',
      binning: '1',
      objective: String(objective ?? ''),
      relay: String(relay ?? 1),
      otherOptics: '1',
    },
  });
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));

  const take = useCallback(async () => {
    giveUp.current?.abort();
    setSearch('idle');
    const taken = (await engine.client?.framePixels()) ?? null;
    setPixels(taken);
    // Points stay where they are, so that a stage movement can be marked before and after.
    setDraft((before) => ({
      ...before,
      answer: null,
      points: before.points ?? (taken && startPoints(taken)),
    }));
  }, [engine]);
  useEffect(() => {
    void take();
    return () => giveUp.current?.abort();
  }, [take]);

  const find = async () => {
    if (!pixels) return;
    giveUp.current?.abort();
    const control = new AbortController();
    giveUp.current = control;
    setSearch('busy');
    change({ answer: null });
    try {
      const answer = await findInWorker(pixels, control.signal);
      if (control.signal.aborted) return;
      change({ answer });
      setSearch('idle');
    } catch {
      if (!control.signal.aborted) setSearch('failed');
    }
  };

  const { way, answer } = draft;
  const scale = measuredScale(draft);
  return (
    <div className="calibrate-body">
      {pixels ? (
        <FramePicture
          pixels={pixels}
          lines={way === 'micrometer' && answer && 'found' in answer ? answer.found.lines : []}
          points={way === 'points' ? draft.points : null}
          onPoints={(points) => change({ points })}
        />
      ) : (
        <p className="hint">{t('calibrate.noFrame')}</p>
      )}
      <div className="calibrate-side">
        {asksObjective && (
          <div className="calibrate-objective">
            <p>{t('scaleWay.objectiveFirst')}</p>
            <ObjectiveSelect />
          </div>
        )}
        <fieldset className="calibrate-ways">
          <legend className="section-title">{t('calibrate.way')}</legend>
          {WAYS.map((each) => (
            <label key={each}>
              <input type="radio" name="way" checked={way === each} onChange={() => change({ way: each })} />
              {t(`calibrate.ways.${each}`)}
            </label>
          ))}
        </fieldset>
        <p className="hint">{t(`calibrate.about.${way}`)}</p>
        {way === 'micrometer' && (
          <button
            type="button"
            className="button button-accent"
            disabled={!pixels || search === 'busy'}
            onClick={() => void find()}
          >
            {t('calibrate.find')}
          </button>
        )}
        {way === 'points' && (
          <>
            <NumberInput
              label={t('calibrate.length')}
              value={draft.lengthUm}
              onChange={(lengthUm) => change({ lengthUm })}
            />
            <label>
              <input
                type="checkbox"
                checked={draft.stageMoved}
                onChange={({ target }) => change({ stageMoved: target.checked })}
              />{' '}
              {t('calibrate.stageMoved')}
            </label>
          </>
        )}
        {way === 'numbers' &&
          NUMBER_FIELDS.map((field) => (
            <NumberInput
              key={field}
              label={t(`calibrate.${field}`)}
              value={draft.numbers[field]}
              onChange={(value) => change({ numbers: { ...draft.numbers, [field]: value } })}
            />
          ))}
        {way !== 'numbers' && (
          <button type="button" className="button" onClick={() => void take()}>
            {t('calibrate.again')}
          </button>
        )}
        <p role="status" data-testid="calibrate-status">
          {way === 'micrometer' && search === 'busy' && t('calibrate.finding')}
          {way === 'micrometer' && search === 'failed' && t('calibrate.failed')}
          {way === 'micrometer' && answer && 'problem' in answer && t(`calibrate.problems.${answer.problem}`)}
          {way === 'micrometer' &&
            answer &&
            'found' in answer &&
            t('calibrate.found', { count: answer.found.lines.length })}
          {way === 'points' && !scale && draft.lengthUm !== '' && t('calibrate.pointsShort')}
          {way === 'numbers' && !scale && draft.numbers.sensorPixelUm !== '' && t('calibrate.numbersWrong')}
        </p>
        {scale && <ScaleResult draft={draft} scale={scale} />}
      </div>
    </div>
  );
}
