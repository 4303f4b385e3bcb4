import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { EngineClient } from '../engine/port';
import type { Reticle } from './compose';
import type { AppState } from './state/app-state';

export const ReticleContext = createContext<Reticle | null>(null);

function useReticle(): Reticle {
  const reticle = useContext(ReticleContext);
  if (!reticle) throw new Error('A part of the page stands outside of ReticleContext.');
  return reticle;
}

/** Part of the state; renders again when it changes (compared entry by entry). */
export function useAppState<Part>(select: (state: AppState) => Part): Part {
  return useStore(useReticle().store.api, useShallow(select));
}

// Each component asks for what it works with, and can do no more than that.

/** The whole store, for what writes down all that is known: the self-test's report, a kept map's picture. */
export const useAppStore = (): { readonly state: AppState } => useReticle().store;
export const useOverlaySettings = () => useReticle().store.overlay;
export const useOpticsSettings = () => useReticle().store.optics;
/** Panels, dialogs and notices. */
export const usePageView = () => useReticle().store.page;
/** Puts the settings back to what they were at first. */
export const useResetOfSettings = () => {
  const { store } = useReticle();
  return () => store.resetPreferences();
};
export const useHistory = () => useReticle().store.history;
/** The verbs of commands: what keys, buttons and pedals do. */
export const useActionContext = () => useReticle().actions;
export const useAnnotationSession = () => useReticle().annotations;
export const useCanvasHost = () => useReticle().canvases;
export const useCaptureSession = () => useReticle().capture;
export const useCaseSession = () => useReticle().cases;
export const useSlideSession = () => useReticle().slides;
export const useSlideKeeper = () => useReticle().slideKeeper;
export const useOtherSlide = () => useReticle().otherSlide;
/** `client` is the engine that runs now; null while none does. */
export const useEngine = (): { readonly client: EngineClient | null } => useReticle().engine;
export const useExportSession = () => useReticle().exports;
export const useFieldPictures = () => useReticle().pictures;
export const useFlatFieldSession = () => useReticle().flatField;
export const useMapSession = () => useReticle().map;
/** Confirms, rejects and notes what the model marked. */
export const useRegionDecisions = () => useReticle().decisions;
/** Models that the user brings. */
export const useModelSession = () => useReticle().models;
export const useObjectiveSession = () => useReticle().objectiveChange;
export const useOptics = () => useReticle().optics;
export const useRecoveryWays = () => useReticle().recovery;
export const useReplaySession = () => useReticle().replay;
export const useSelfTestSession = () => useReticle().selfTest;
export const useStorySession = () => useReticle().story;
export const useSourceControls = () => useReticle().sourceControls;
export const useSources = () => useReticle().sources;
