import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { useMapSession } from '../reticle-context';
import type { MapSlice } from './map-state';

/** Part of the map's state; renders again when it changes (compared entry by entry). */
export function useMap<Part>(select: (map: MapSlice) => Part): Part {
  return useStore(useMapSession().store, useShallow(select));
}
