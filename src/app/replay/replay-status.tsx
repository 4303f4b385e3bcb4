import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { ReplayWork } from './replay-state';

/** What becomes of the frames, read out as it changes. */
export function ReplayStatus({ work }: { readonly work: ReplayWork }) {
  const { t } = useTranslation();
  return (
    <>
      {work.kind === 'clipping' && (
        <progress className="export-progress replay-progress" max={1} value={work.share} aria-hidden="true" />
      )}
      <output className="replay-status" data-kind={work.kind}>
        {sentence(work, t)}
      </output>
    </>
  );
}

function sentence(work: ReplayWork, t: TFunction): string {
  switch (work.kind) {
    case 'idle':
      return '';
    case 'taking':
      return t('replay.taking');
    case 'taken':
      return t('replay.taken', { number: work.number });
    case 'not-taken':
      return t('replay.notTaken');
    case 'clipping':
      return t('replay.clipping', { percent: Math.floor(work.share * 100) });
    case 'saved':
      return t('replay.saved', { name: work.name });
    case 'failed':
      return `${work.report.message} ${work.report.remedy}`;
  }
}
