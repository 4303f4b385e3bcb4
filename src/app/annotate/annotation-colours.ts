import { CLASSES } from './annotation-session';

/** CSS colour of a class; of what has none, white. */
export function colourOf(classId: string | null): string {
  const found = CLASSES.find(({ id }) => id === classId);
  return found ? `rgb(${found.colour.join(' ')})` : 'rgb(255 255 255)';
}
