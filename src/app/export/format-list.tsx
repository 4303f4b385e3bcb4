import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { FormatId } from '../../export/adapter';
import { FORMAT_IDS } from '../../export/export-case';
import { useAppState, useExportSession } from '../reticle-context';

/** Every format with what it holds and what opens it. */
export function FormatList() {
  const { t } = useTranslation();
  return (
    <fieldset className="export-formats">
      <legend className="section-title">{t('export.formats')}</legend>
      {FORMAT_IDS.map((id) => (
        <Format key={id} id={id} />
      ))}
    </fieldset>
  );
}

function Format({ id }: { readonly id: FormatId }) {
  const { t } = useTranslation();
  const exports = useExportSession();
  const note = useId();
  const { on, coordinates } = useAppState(({ exports: state }) => ({
    on: state.formats.includes(id),
    coordinates: state.coordinates,
  }));
  return (
    <div className="export-format">
      <label className="export-check">
        <input
          type="checkbox"
          className="checkbox"
          checked={on}
          aria-describedby={note}
          onChange={({ target }) => exports.setFormat(id, target.checked)}
        />
        <span className="export-name">{t(`export.names.${id}`)}</span>
      </label>
      <p id={note} className="export-note">
        {t(`export.notes.${id}`)}
      </p>
      {id === 'geojson' && (
        <label className="field export-option">
          <span className="field-label">{t('export.coordinates')}</span>
          <select
            className="select"
            disabled={!on}
            value={coordinates}
            onChange={({ target }) => exports.setCoordinates(target.value === 'um' ? 'um' : 'px')}
          >
            <option value="px">{t('export.px')}</option>
            <option value="um">{t('export.um')}</option>
          </select>
        </label>
      )}
    </div>
  );
}
