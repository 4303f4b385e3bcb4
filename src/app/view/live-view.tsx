import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { TargetArrow } from '../map/target-arrow';
import { NotValidated } from '../models/not-validated';
import { useAppState, useCanvasHost } from '../reticle-context';
import { sourceName } from '../session/source-name';
import { CropEditor } from './crop-editor';
import { EmptyView } from './empty-view';
import { NotAssessedBanner } from './not-assessed-banner';
import { OldPicture } from './old-picture';
import { PlaceProbe } from './place-probe';
import { useStageDrag } from './stage-drag';
import { WarmUp } from './warm-up';

/** The picture and what is drawn on it. The session's CanvasHost inserts the canvas itself. */
export function LiveView() {
  const { t } = useTranslation();
  const canvases = useCanvasHost();
  const element = useRef<HTMLElement>(null);
  const { hasStage, phase, opening, engine, cropping } = useAppState((state) => ({
    hasStage: state.devices.stage !== null && state.devices.stage.alignment !== null,
    phase: state.source.phase,
    opening: state.opening,
    engine: state.engine.phase,
    cropping: state.cropping !== null,
  }));
  useEffect(() => (element.current ? canvases.mount(element.current) : undefined), [canvases]);
  useStageDrag(element, hasStage && !cropping);
  return (
    <main
      ref={element}
      className="live-view"
      data-stage={hasStage || undefined}
      data-source={phase}
      data-engine={engine}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move the stage, so the view takes focus
      tabIndex={0}
      aria-label={hasStage ? t('view.descriptionStage') : t('view.description')}
    >
      {phase !== 'open' && <EmptyView />}
      {cropping && <CropEditor />}
      {opening && phase === 'open' && (
        <p className="view-badge view-opening">{t('view.opening', { name: sourceName(opening) })}</p>
      )}
      <NotAssessedBanner />
      <NotValidated />
      <OldPicture />
      <TargetArrow />
      {phase === 'open' && !cropping && <PlaceProbe view={element} />}
      <WarmUp />
    </main>
  );
}
