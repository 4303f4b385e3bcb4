import { useSyncExternalStore } from 'react';
import type { AnnotationState } from '../../capture/annotations/annotation-editor';
import type { AnnotationSession } from './annotation-session';

/** The annotations; renders again when they change. */
export function useAnnotations({ editor }: AnnotationSession): AnnotationState {
  return useSyncExternalStore(
    (listener) => editor.subscribe(listener),
    () => editor.state,
  );
}
