import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { useExportSession } from '../reticle-context';
import type { ExportState } from './export-state';

/** Part of the dialog's state; renders again when it changes (compared entry by entry). */
export function useExport<Part>(select: (state: ExportState) => Part): Part {
  return useStore(useExportSession().api, useShallow(select));
}
