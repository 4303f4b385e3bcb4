import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnnotationClass } from '../../domain/annotation';
import { useCaseSession } from '../reticle-context';
import { hexOf, nextColour, rgbOf } from './annotation-colours';

/** Names a class of the open case, with its colour; a name that is there already is chosen instead. */
export function NewClass({
  classes,
  nameOf,
  onDone,
}: {
  readonly classes: readonly AnnotationClass[];
  readonly nameOf: (classId: string) => string;
  /** The class to go on with; null: none, it was given up. */
  readonly onDone: (classId: string | null) => void;
}) {
  const { t } = useTranslation();
  const cases = useCaseSession();
  const [name, setName] = useState('');
  const [colour, setColour] = useState(() => hexOf(nextColour(classes)));
  const add = async (event: FormEvent) => {
    event.preventDefault();
    const wanted = name.trim();
    if (wanted === '') return;
    const known = classes.find(({ id }) => nameOf(id).toLowerCase() === wanted.toLowerCase());
    if (known) {
      onDone(known.id);
      return;
    }
    const added: AnnotationClass = { id: crypto.randomUUID(), name: wanted, colour: rgbOf(colour) };
    await cases.addClasses([added]);
    onDone(added.id);
  };
  return (
    <form
      className="palette-field"
      aria-label={t('annotate.newClass')}
      onSubmit={(event) => void add(event)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        onDone(null);
      }}
    >
      <label className="palette-field">
        <span className="field-label">{t('annotate.className')}</span>
        <input
          className="input"
          type="text"
          maxLength={200}
          value={name}
          // biome-ignore lint/a11y/noAutofocus: it was asked for just now
          autoFocus
          onChange={({ target }) => setName(target.value)}
        />
      </label>
      <label className="palette-class">
        <input
          className="palette-colour"
          type="color"
          value={colour}
          onChange={({ target }) => setColour(target.value)}
        />
        <span className="field-label">{t('annotate.classColour')}</span>
      </label>
      <div className="palette-actions">
        <button type="submit" className="button" aria-disabled={name.trim() === ''}>
          {t('annotate.addClass')}
        </button>
        <button type="button" className="button" onClick={() => onDone(null)}>
          {t('annotate.cancel')}
        </button>
      </div>
    </form>
  );
}
