import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { areaOf, type CountingArea, countingFrameOf } from '../../measure/counting';
import { useAppState, usePageView } from '../reticle-context';
import type { AnnotationSession } from './annotation-session';
import { isCounting, MITOSIS } from './count-mitoses';
import { digits } from './measure-label';

const NUMBERS = {
  area: [{ key: 'areaMm2', min: 0.001, max: 1000, step: 0.001, label: 'annotate.area' }],
  fields: [
    { key: 'fields', min: 1, max: 1000, step: 1, label: 'annotate.fields' },
    { key: 'fieldMm', min: 0.05, max: 5, step: 0.01, label: 'annotate.fieldMm' },
  ],
} as const;

/** How large a counting frame is: by area or by high-power fields. It is remembered, and holds for the frame in use. */
export function FrameFields({ session }: { readonly session: AnnotationSession }) {
  const { t } = useTranslation();
  const page = usePageView();
  const { outline } = useStore(session.drawing.view);
  const counting = useAppState((state) => state.preferences.page.counting);
  const areaMm2 = areaOf(counting);
  useEffect(() => {
    if (session.drawing.view.getState().areaMm2 !== areaMm2) session.drawing.choose({ areaMm2 });
  }, [session, areaMm2]);
  const frameInUse = () => {
    const { editor, placement } = session;
    if (!placement || !isCounting(session)) return null;
    return countingFrameOf(editor.state.annotations, { classId: MITOSIS, island: placement.island });
  };
  const change = (part: Partial<CountingArea>) => {
    const next = { ...counting, ...part };
    page.set({ counting: next });
    const frame = frameInUse();
    if (frame)
      session.editor.change(frame.id, { shape: { ...frame.shape, areaMm2: areaOf(next) } }, 'frame size');
  };
  return (
    <>
      <label className="palette-field">
        <span className="field-label">{t('annotate.frameSize')}</span>
        <select
          className="select"
          value={counting.by}
          onChange={({ target }) => change({ by: target.value as CountingArea['by'] })}
        >
          <option value="area">{t('annotate.frameBy.area')}</option>
          <option value="fields">{t('annotate.frameBy.fields')}</option>
        </select>
      </label>
      {NUMBERS[counting.by].map(({ key, min, max, step, label }) => (
        <label key={key} className="palette-field">
          <span className="field-label">{t(label)}</span>
          <input
            className="input"
            type="number"
            {...{ min, max, step }}
            defaultValue={counting[key]}
            onChange={({ target: { valueAsNumber: value } }) => {
              const isWhole = key !== 'fields' || Number.isInteger(value);
              if (value >= min && value <= max && isWhole) change({ [key]: value });
            }}
          />
        </label>
      ))}
      {counting.by === 'fields' && (
        <p className="hint">
          {t('annotate.frameArea', { area: digits(areaMm2) })} {t('annotate.fieldMmHint')}
        </p>
      )}
      <label className="palette-field">
        <span className="field-label">{t('annotate.outline')}</span>
        <select
          className="select"
          value={outline}
          onChange={({ target }) => {
            const to = target.value as 'square' | 'circle';
            session.drawing.choose({ outline: to });
            const frame = frameInUse();
            if (frame) session.editor.change(frame.id, { shape: { ...frame.shape, outline: to } });
          }}
        >
          <option value="circle">{t('annotate.outlines.circle')}</option>
          <option value="square">{t('annotate.outlines.square')}</option>
        </select>
      </label>
    </>
  );
}
