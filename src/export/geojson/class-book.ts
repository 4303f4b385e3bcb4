import type { AnnotationClass } from '../../domain/annotation';
import { MAX_CLASSES } from '../../domain/case';
import { ReticleError } from '../../domain/errors';
import { isRecord } from './read-shape';

type Colour = [number, number, number];
export interface NamedClass {
  readonly name: string;
  readonly colour: Colour | null;
}

const MAX_NAME = 200;
/** Of classes that come with a file and have no colour: Okabe and Ito's blue. */
const PLAIN_COLOUR: Colour = [86, 180, 233];

/**
 * The class that a feature names, in all the forms that are written: `name`, or `names` of a derived class as QuPath has
 * since 0.4 ("Tumor: Positive"), as text, or as JSON in text (geopandas); its colour as three or four numbers, or as one
 * signed number (`colorRGB`, before 0.4). Null without one.
 */
export function namedClass(classification: unknown): NamedClass | null {
  if (typeof classification === 'string') {
    const text = classification.trim();
    const inside = text.startsWith('{') ? parsedObject(text) : null;
    if (inside) return namedClass(inside);
    return text ? { name: text.slice(0, MAX_NAME), colour: null } : null;
  }
  if (!isRecord(classification)) return null;
  const { name, names, color, colorRGB } = classification;
  const parts = Array.isArray(names) ? names.slice(0, 20) : [name];
  const words = parts
    .filter((part) => typeof part === 'string' || typeof part === 'number')
    .map((part) => String(part).slice(0, MAX_NAME).trim())
    .filter(Boolean);
  const all = words.join(': ').slice(0, MAX_NAME);
  return all ? { name: all, colour: colourOf(color) ?? colourOf(colorRGB) } : null;
}

function parsedObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function colourOf(colour: unknown): Colour | null {
  if (typeof colour === 'number' && Number.isInteger(colour))
    return [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255];
  if (!Array.isArray(colour) || colour.length < 3 || colour.length > 4) return null;
  const [red, green, blue]: readonly unknown[] = colour;
  return isChannel(red) && isChannel(green) && isChannel(blue) ? [red, green, blue] : null;
}

const isChannel = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255;

/** Finds classes by id (ours), then by name, and makes those that are missing. */
export class ClassBook {
  readonly added: AnnotationClass[] = [];
  readonly #byId: Map<string, AnnotationClass>;
  readonly #byName = new Map<string, AnnotationClass>();

  constructor(
    known: readonly AnnotationClass[],
    private readonly newId: () => string,
  ) {
    this.#byId = new Map(known.map((entry) => [entry.id, entry]));
    for (const entry of known) if (!this.#byName.has(entry.name)) this.#byName.set(entry.name, entry);
  }

  /** @throws ReticleError 'file-too-large' where a case could not hold the classes */
  idOf(named: NamedClass | null, ownId: string | null): string | null {
    const own = ownId === null ? undefined : this.#byId.get(ownId);
    if (!named) return own?.id ?? null;
    const found = own?.name === named.name ? own : this.#byName.get(named.name);
    if (found) return found.id;
    const id = ownId !== null && !own ? ownId : this.newId();
    const made = { id, name: named.name, colour: named.colour ?? PLAIN_COLOUR };
    if (this.#byId.size >= MAX_CLASSES)
      throw new ReticleError(
        'file-too-large',
        `With the classes of the file the case would have more than ${MAX_CLASSES}.`,
        'Nothing was imported. Merge classes in the other program, then export again.',
      );
    this.added.push(made);
    this.#byId.set(id, made);
    this.#byName.set(made.name, made);
    return id;
  }
}
