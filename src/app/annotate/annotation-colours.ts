import type { AnnotationClass } from '../../domain/annotation';
import { CLASSES } from './tools';

/** CSS colour of a class; of what has none, white. */
export function colourOf(classId: string | null, classes: readonly AnnotationClass[] = CLASSES): string {
  const found = classes.find(({ id }) => id === classId);
  return found ? `rgb(${found.colour.join(' ')})` : 'rgb(255 255 255)';
}

type Rgb = AnnotationClass['colour'];

/** Told apart by colour-blind users (Okabe and Ito 2008), those that our own classes leave. */
const MORE: readonly Rgb[] = [
  [230, 159, 0],
  [0, 114, 178],
  [204, 121, 167],
  [255, 255, 255],
];

/** A colour that no class has yet, as long as there is one. */
export function nextColour(classes: readonly AnnotationClass[]): Rgb {
  const free = MORE.find((colour) => classes.every((entry) => entry.colour.join() !== colour.join()));
  return free ?? MORE[classes.length % MORE.length] ?? [255, 255, 255];
}

/** #rrggbb */
export const hexOf = (colour: Rgb): string =>
  `#${colour.map((value) => value.toString(16).padStart(2, '0')).join('')}`;

export function rgbOf(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
