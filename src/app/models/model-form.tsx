import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState, useModelSession } from '../reticle-context';
import { answersOf, DETAILS, type FormFields, type FormProblem, firstFields } from './draft-answers';
import type { ShownDraft } from './models-state';
import { NetworkFields } from './network-fields';

/** Asks for what a package does not tell of its model, and takes it in. */
export function ModelForm({ draft }: { readonly draft: ShownDraft }) {
  const { t } = useTranslation();
  const session = useModelSession();
  const id = useId();
  const [fields, setFields] = useState<FormFields>(() => firstFields(draft));
  const [problem, setProblem] = useState<FormProblem | null>(null);
  const { missed, busy } = useAppState(({ ownModels }) => ({
    missed: ownModels.missed,
    busy: ownModels.progress !== null,
  }));
  const change = (part: Partial<FormFields>) => {
    setFields({ ...fields, ...part });
    setProblem(null);
  };
  const take = (anyway: boolean) => {
    const read = answersOf(draft, fields);
    if ('problem' in read) setProblem(read.problem);
    else void session.takeIn(read.answers, anyway);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    take(false);
  };
  return (
    <form className="model-form" onSubmit={submit} noValidate data-testid="model-form">
      <About draft={draft} />
      <label className="text-field">
        <span className="field-label">{t('ownModels.name')}</span>
        <input
          className="input"
          value={fields.name}
          maxLength={80}
          onChange={({ target }) => change({ name: target.value })}
        />
      </label>
      <label className="text-field">
        <span className="field-label">{t('ownModels.umPerPx')}</span>
        <input
          className="input"
          inputMode="decimal"
          autoComplete="off"
          value={fields.umPerPx}
          aria-invalid={problem === 'umPerPxProblem'}
          aria-describedby={`${id}-scale`}
          onChange={({ target }) => change({ umPerPx: target.value })}
        />
        {draft.umPerPx === null && (
          <span className="hint" id={`${id}-scale`}>
            {t('ownModels.umPerPxHint')}
          </span>
        )}
      </label>
      <fieldset className="model-choice">
        <legend className="field-label">{t('ownModels.expects')}</legend>
        {(['h-and-e', 'anything'] as const).map((each) => (
          <label key={each} className="chip" data-on={fields.expects === each || undefined}>
            <input
              type="radio"
              name={`${id}-expects`}
              className="visually-hidden"
              checked={fields.expects === each}
              onChange={() => change({ expects: each })}
            />
            {t(each === 'h-and-e' ? 'ownModels.hAndE' : 'ownModels.anything')}
          </label>
        ))}
      </fieldset>
      {fields.expects === 'anything' && <p className="hint">{t('ownModels.anythingHint')}</p>}
      {!draft.described && <NetworkFields draft={draft} fields={fields} change={change} />}
      <Classes fields={fields} change={change} />
      {draft.output.axes !== 'bc' && (
        <label className="text-field">
          <span className="field-label">{t('ownModels.detail')}</span>
          <select
            className="input"
            value={fields.detail}
            onChange={({ target }) => change({ detail: Number(target.value) })}
          >
            {DETAILS.map((count) => (
              <option key={count} value={count}>
                {t('ownModels.px', { count })}
              </option>
            ))}
          </select>
        </label>
      )}
      {problem && (
        <p className="field-problem" role="alert">
          {t(`ownModels.${problem}`)}
        </p>
      )}
      {missed !== null && (
        <p className="field-problem" role="alert" data-testid="model-missed">
          {t('ownModels.missed', { error: missed.toPrecision(2) })}
        </p>
      )}
      <p className="row">
        <button type="submit" className="button button-accent" disabled={busy}>
          {t('ownModels.takeIn')}
        </button>
        {missed !== null && (
          <button type="button" className="button" disabled={busy} onClick={() => take(true)}>
            {t('ownModels.anyway')}
          </button>
        )}
        <button type="button" className="button" onClick={() => session.cancel()}>
          {t('ownModels.cancel')}
        </button>
      </p>
    </form>
  );
}

function About({ draft }: { readonly draft: ShownDraft }) {
  const { t } = useTranslation();
  const { format, description, licence, authors, notes, tile, output } = draft;
  const what = t(output.axes === 'bc' ? 'ownModels.perTile' : 'ownModels.perPx');
  return (
    <>
      <p>
        <strong>{t(`ownModels.from.${format}`)}.</strong> {description.slice(0, 300)}
      </p>
      <p className="hint">
        {t('ownModels.facts', { tile, channels: output.channels, what })}{' '}
        {licence ? t('ownModels.licence', { licence }) : t('ownModels.noLicence')}{' '}
        {authors.length > 0 && t('ownModels.authors', { names: authors.slice(0, 5).join(', ') })}
      </p>
      {notes.map((note) => (
        <p key={note} className="hint">
          {note}
        </p>
      ))}
    </>
  );
}

interface FieldsProps {
  readonly fields: FormFields;
  readonly change: (part: Partial<FormFields>) => void;
}

function Classes({ fields, change }: FieldsProps) {
  const { t } = useTranslation();
  const set = (channel: number, part: { readonly name?: string; readonly drawn?: boolean }) =>
    change({
      classes: fields.classes.map((each) => (each.channel === channel ? { ...each, ...part } : each)),
    });
  return (
    <fieldset className="model-choice">
      <legend className="field-label">{t('ownModels.classes')}</legend>
      {fields.classes.map(({ channel, name, drawn }) => (
        <span key={channel} className="row">
          <input
            type="checkbox"
            aria-label={t('ownModels.draw', { number: channel + 1 })}
            checked={drawn}
            onChange={({ target }) => set(channel, { drawn: target.checked })}
          />
          <input
            className="input"
            aria-label={t('ownModels.className', { number: channel + 1 })}
            value={name}
            maxLength={80}
            onChange={({ target }) => set(channel, { name: target.value })}
          />
        </span>
      ))}
    </fieldset>
  );
}
