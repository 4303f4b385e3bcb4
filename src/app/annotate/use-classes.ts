import { useMemo } from 'react';
import type { AnnotationClass } from '../../domain/annotation';
import { useAppState } from '../reticle-context';
import { CLASSES } from './tools';

/** The classes of the open case: ours, and those that came with a file. */
export function useClasses(): readonly AnnotationClass[] {
  const own = useAppState(({ capture }) => capture.cases.find(({ id }) => id === capture.caseId)?.classes);
  return useMemo(() => {
    const others = (own ?? []).filter(({ id }) => CLASSES.every((entry) => entry.id !== id));
    return [...CLASSES, ...others];
  }, [own]);
}
