import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { Reticle } from './session/reticle';
import type { AppState } from './state/app-state';

export const ReticleContext = createContext<Reticle | null>(null);

export function useReticle(): Reticle {
  const reticle = useContext(ReticleContext);
  if (!reticle) throw new Error('useReticle outside of ReticleContext');
  return reticle;
}

/** Part of the state; renders again when it changes (compared entry by entry). */
export function useApp<Part>(select: (state: AppState) => Part): Part {
  return useStore(useReticle().store.api, useShallow(select));
}
