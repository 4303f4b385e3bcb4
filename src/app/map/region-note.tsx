import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

/** A line to write beside a region. Enter keeps it, Escape leaves it as it was. */
export function RegionNote({
  note,
  onDone,
}: {
  readonly note: string;
  /** Null: it stays as it was. */
  readonly onDone: (text: string | null) => void;
}) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <label className="regions-note">
      <span className="field-label">{t('map.regions.note')}</span>
      <input
        ref={field}
        className="input"
        type="text"
        maxLength={2000}
        defaultValue={note}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== 'Escape') return;
          event.preventDefault();
          event.stopPropagation();
          onDone(event.key === 'Enter' ? event.currentTarget.value : null);
        }}
      />
    </label>
  );
}
