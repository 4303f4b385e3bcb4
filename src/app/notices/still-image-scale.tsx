import type { TFunction } from 'i18next';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StillNote } from '../../source/still-image/still-pixels';
import { useAppState, usePageView, useSources } from '../reticle-context';
import { parseUmPerPx } from '../state/calibration';
import { scaleProblemText } from '../state/scale-problem';
import type { PendingImage } from '../state/slices/source-slice';

/** Asks how large a px of a still image is before it is laid on the stage. */
export function StillImageScale() {
  const pending = useAppState((state) => state.pendingImage);
  if (!pending) return null;
  return <ScaleForm key={pending.file.name} {...pending} />;
}

function ScaleForm({ file, umPerPx, told }: PendingImage) {
  const { t } = useTranslation();
  const sources = useSources();
  const view = usePageView();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(umPerPx === null ? '' : String(Number(umPerPx.toPrecision(4))));
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => input.current?.focus(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const parsed = parseUmPerPx(text);
    if ('problem' in parsed) setProblem(scaleProblemText(parsed.problem, text, t));
    else void sources.openFile(file, parsed.value);
  };
  return (
    <dialog open className="card scale-dialog" aria-labelledby={`${id}-title`}>
      <form className="scale-form" onSubmit={submit} noValidate>
        <h2 className="card-title" id={`${id}-title`}>
          {t('stillImage.title')}
        </h2>
        <p>
          {told?.suggestedBy
            ? t('stillImage.told', { name: file.name, source: t(`stillImage.source.${told.suggestedBy}`) })
            : t(umPerPx === null ? 'stillImage.text' : 'stillImage.change', { name: file.name })}
        </p>
        {told?.notes.map((note) => (
          <p className="hint" key={note.kind}>
            {noteText(note, t)}
          </p>
        ))}
        <label className="number-field" htmlFor={id}>
          <span>{t('stillImage.field')}</span>
          <input
            ref={input}
            id={id}
            className="input"
            inputMode="decimal"
            autoComplete="off"
            value={text}
            aria-invalid={problem !== null}
            aria-describedby={problem ? `${id}-problem` : undefined}
            onChange={({ target }) => {
              setText(target.value);
              setProblem(null);
            }}
          />
        </label>
        {problem && (
          <p className="field-problem" id={`${id}-problem`} role="alert">
            {problem}
          </p>
        )}
        <div className="notice-ways">
          <button type="submit" className="button button-accent">
            {t('stillImage.open')}
          </button>
          <button type="button" className="button" onClick={() => view.askScaleOf(null)}>
            {t('stillImage.cancel')}
          </button>
        </div>
      </form>
    </dialog>
  );
}

function noteText(note: StillNote, t: TFunction): string {
  switch (note.kind) {
    case 'first-page':
      return t('stillImage.notes.first-page', { pages: note.pages });
    case 'range':
      return t('stillImage.notes.range', { white: note.white });
    default:
      return t(`stillImage.notes.${note.kind}`);
  }
}
