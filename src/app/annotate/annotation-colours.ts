import type { AnnotationClass } from '../../domain/annotation';
import { CLASSES } from './annotation-session';

/** CSS colour of a class; of what has none, white. */
export function colourOf(classId: string | null, classes: readonly AnnotationClass[] = CLASSES): string {
  const found = classes.find(({ id }) => id === classId);
  return found ? `rgb(${found.colour.join(' ')})` : 'rgb(255 255 255)';
}
