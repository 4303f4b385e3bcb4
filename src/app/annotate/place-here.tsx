import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { isPlaced } from '../../domain/annotation';
import { useAnnotationSession } from '../reticle-context';
import { useAnnotations } from './use-annotations';

/** Gives annotations of an earlier look their place again; shown while there are any. */
export function PlaceHere({ onNote }: { readonly onNote: (note: string) => void }) {
  const { t } = useTranslation();
  const session = useAnnotationSession();
  const { annotations, selected } = useAnnotations(session);
  const known = useSyncExternalStore(
    (listener) => session.onPlacement(listener),
    () => session.placement !== null,
  );
  if (annotations.every(isPlaced)) return null;
  const chosen = annotations.find(({ id }) => id === selected);
  const can = known && chosen !== undefined && !isPlaced(chosen);
  const place = () => {
    const count = can ? session.placeHere() : 0;
    if (count > 0) onNote(t('annotate.table.placed', { count }));
  };
  return (
    <div className="place-here">
      <p className="hint" id="place-here-note">
        {t(known ? 'annotate.table.unplacedNote' : 'annotate.noPlace')}
      </p>
      <button
        type="button"
        className="button"
        aria-disabled={!can}
        aria-describedby="place-here-note"
        onClick={place}
      >
        {t('annotate.table.placeHere')}
      </button>
    </div>
  );
}
