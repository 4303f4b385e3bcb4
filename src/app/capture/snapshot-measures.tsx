import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Snapshot } from '../../domain/case';
import { Figures } from '../annotate/measure-table';
import { useAnnotations } from '../annotate/use-annotations';
import type { SnapshotAnnotations } from '../annotate/use-snapshot-annotations';

/** The figures of what is drawn on a snapshot, by its own calibration, and whether it is stored. */
export function SnapshotMeasures({
  drawn: { session, keeping },
  snapshot,
}: {
  readonly drawn: SnapshotAnnotations;
  readonly snapshot: Snapshot;
}) {
  const { t } = useTranslation();
  const { annotations } = useAnnotations(session);
  const [note, setNote] = useState('');
  if (annotations.length === 0 && keeping === 'unchanged') return null;
  return (
    <section className="measures viewer-measures" aria-labelledby="viewer-measures">
      <div className="field-heading">
        <h3 className="field-label" id="viewer-measures">
          {t('annotate.measures')}
        </h3>
        <span className="field-state" role="status">
          {keeping !== 'unchanged' && t(`capture.field.${keeping}`)}
        </span>
      </div>
      {annotations.length > 0 && (
        <Figures session={session} calibration={snapshot.calibration} onNote={setNote} />
      )}
      <p className="hint" role="status">
        {note}
      </p>
    </section>
  );
}
