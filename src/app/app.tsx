import { Tooltip } from 'radix-ui';
import { useEffect } from 'react';
import { bindKeyboard } from './actions/keyboard';
import { AnnotationLayer } from './annotate/annotation-layer';
import { MitosisCard } from './annotate/mitosis-card';
import { ToolPalette } from './annotate/tool-palette';
import { TopBar } from './bar/top-bar';
import { CalibrationDialog } from './calibration/calibration-dialog';
import { CaptureNotes } from './capture/capture-notes';
import { SnapshotStrip, StripHandle } from './capture/snapshot-strip';
import { SnapshotViewer } from './capture/snapshot-viewer';
import type { Reticle } from './compose';
import { Dock } from './dock/dock';
import { ExportDialog } from './export/export-dialog';
import { UndoToast } from './history/undo-toast';
import { ClearToast } from './map/clear-toast';
import { ModelCard } from './models/model-card';
import { DropTarget } from './notices/drop-target';
import { HelpDialog } from './notices/help-dialog';
import { ModelQuestion } from './notices/model-question';
import { NoticeCards } from './notices/notice-cards';
import { SnapshotToasts } from './notices/snapshot-toasts';
import { StillImageScale } from './notices/still-image-scale';
import { TwoModels } from './notices/two-models';
import { ObjectiveCard } from './objective/objective-card';
import { SidePanel } from './panel/side-panel';
import { releaseFocusAfterPointer } from './pointer-focus';
import { ReplayDialog } from './replay/replay-dialog';
import { ReticleContext } from './reticle-context';
import { SetupStrip } from './setup/setup-strip';
import { KeptMapDialog } from './slides/kept-map-dialog';
import { NextSlideToast } from './slides/next-slide-toast';
import { OtherSlideCard } from './slides/other-slide-card';
import { StoryCard } from './story/story-card';
import { LiveView } from './view/live-view';
import { PlaybackBar } from './view/playback-bar';

/** The page: bar, picture, dock, and a panel on demand. */
export function App({ reticle }: { readonly reticle: Reticle }) {
  useEffect(() => {
    const unbind = bindKeyboard(reticle.actions);
    const stop = releaseFocusAfterPointer();
    return () => {
      unbind();
      stop();
    };
  }, [reticle]);
  return (
    <ReticleContext value={reticle}>
      <Tooltip.Provider delayDuration={500}>
        <div className="page">
          <TopBar />
          <div className="middle">
            <SnapshotStrip />
            <div className="stage-area">
              <LiveView />
              <AnnotationLayer />
              <ToolPalette />
              <MitosisCard />
              <PlaybackBar />
              <StripHandle />
              <CaptureNotes />
              <div className="floating">
                <NoticeCards />
                <StoryCard />
                <SetupStrip />
                <ModelQuestion />
                <TwoModels />
                <ObjectiveCard />
                <OtherSlideCard />
                <StillImageScale />
              </div>
            </div>
            <SidePanel />
          </div>
          <Dock />
        </div>
        <SnapshotToasts />
        <ClearToast />
        <UndoToast />
        <NextSlideToast />
        <KeptMapDialog />
        <DropTarget />
        <HelpDialog />
        <ModelCard />
        <ExportDialog />
        <SnapshotViewer />
        <ReplayDialog />
        <CalibrationDialog />
      </Tooltip.Provider>
    </ReticleContext>
  );
}
