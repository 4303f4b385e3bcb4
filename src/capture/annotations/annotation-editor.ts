import { type Annotation, isPlaced, type Shape } from '../../domain/annotation';
import type { PointUm } from '../../domain/geometry';
import { simpleShape } from '../../domain/outline';
import type { IslandJoin } from '../../domain/tracking';
import { detached } from './detached';
import { nearestTo } from './nearest';
import { boundsOf } from './shape-bounds';
import { moveShape } from './shape-editing';

export interface AnnotationState {
  readonly annotations: readonly Annotation[];
  readonly selected: string | null;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

/** So many steps are kept; of each, the list of all annotations stays in memory. */
export const MAX_STEPS = 200;

/** What of an annotation the user may change. */
export type AnnotationChange = Partial<Pick<Annotation, 'shape' | 'classId' | 'label' | 'locked'>>;

/**
 * The annotations of a slide or a snapshot, with undo and redo of the last {@link MAX_STEPS}: states are kept, and share
 * what did not change between them.
 */
export class AnnotationEditor {
  #past: (readonly Annotation[])[] = [];
  #future: (readonly Annotation[])[] = [];
  #annotations: readonly Annotation[] = [];
  #selected: string | null = null;
  /** Changes of one gesture, by this name, are one step back. */
  #gesture: string | null = null;
  /** What the gesture has given another shape, whose rings may cross until it ends. */
  #reshaped: string | null = null;
  #state: AnnotationState | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #stepListeners = new Set<() => void>();

  constructor(
    annotations: readonly Annotation[] = [],
    private readonly now: () => Date = () => new Date(),
  ) {
    this.#annotations = annotations;
  }

  /** The same object until something changes. */
  get state(): AnnotationState {
    this.#state ??= {
      annotations: this.#annotations,
      selected: this.#selected,
      canUndo: this.#past.length > 0,
      canRedo: this.#future.length > 0,
    };
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Hears of each new step that `undo` takes back. @returns stops hearing */
  onStep(listener: () => void): () => void {
    this.#stepListeners.add(listener);
    return () => this.#stepListeners.delete(listener);
  }

  /** Adds a shape and selects it. Rings that cross are split into lobes. */
  add(
    shape: Shape,
    fields: Pick<Annotation, 'island' | 'classId'> & Partial<Pick<Annotation, 'label' | 'origin'>>,
  ): Annotation {
    this.endGesture();
    const annotation: Annotation = {
      id: crypto.randomUUID(),
      shape: simpleShape(shape) ?? shape,
      label: '',
      locked: false,
      createdAt: this.now().toISOString(),
      origin: { kind: 'drawn' },
      ...fields,
    };
    this.#selected = annotation.id;
    this.#commit([...this.#annotations, annotation]);
    return annotation;
  }

  /** Adds ready annotations as one step (an import); those whose id is known replace what was there. */
  addAll(annotations: readonly Annotation[]): void {
    if (annotations.length > 0) this.replace([], annotations);
  }

  /** Takes annotations out and puts others in, as one step; one whose id is known takes its place. */
  replace(ids: readonly string[], by: readonly Annotation[]): void {
    this.endGesture();
    const incoming = new Map(by.map((annotation) => [annotation.id, annotation]));
    const kept = this.#annotations.flatMap((annotation) => {
      const newer = incoming.get(annotation.id);
      incoming.delete(annotation.id);
      return newer ?? (ids.includes(annotation.id) ? [] : annotation);
    });
    const annotations = [...kept, ...incoming.values()];
    if (!annotations.some(({ id }) => id === this.#selected)) this.#selected = null;
    this.#commit(annotations);
  }

  /**
   * Puts an annotation without a place so that its middle lies at a point of an island, and with it all that was drawn
   * on the same piece of tissue. One step of undo.
   * @returns how many got a place; 0 where it has one already
   */
  placeHere(id: string, at: PointUm, island: number): number {
    this.endGesture();
    const found = this.#annotations.find((annotation) => annotation.id === id);
    if (!found || isPlaced(found)) return 0;
    const { x, y, width, height } = boundsOf(found.shape);
    const [dx, dy] = [at.x - x - width / 2, at.y - y - height / 2];
    let placed = 0;
    const annotations = this.#annotations.map((annotation) => {
      if (annotation.island !== found.island) return annotation;
      placed++;
      return { ...annotation, island, shape: moveShape(annotation.shape, dx, dy) };
    });
    this.#selected = id;
    this.#commit(annotations);
    return placed;
  }

  /**
   * A new shape whose rings cross is split into lobes: at once, or when its gesture ends.
   * @param gesture changes with the same name one after the other are one step of undo
   */
  change(id: string, change: AnnotationChange, gesture: string | null = null): void {
    const step = gesture && `${gesture} ${id}`;
    if (step === null || step !== this.#gesture) this.endGesture();
    const before = this.#annotations.find((annotation) => annotation.id === id);
    if (!before || (before.locked && change.locked === undefined)) return;
    const origin =
      change.shape && before.origin.kind === 'model' ? { ...before.origin, corrected: true } : before.origin;
    const shape = change.shape ?? before.shape;
    const changed: Annotation = {
      ...before,
      ...change,
      shape: gesture === null ? (simpleShape(shape) ?? shape) : shape,
      origin,
    };
    this.#commit(
      this.#annotations.map((annotation) => (annotation === before ? changed : annotation)),
      step,
    );
    if (change.shape && gesture !== null) this.#reshaped = id;
  }

  remove(id: string): void {
    this.endGesture();
    const found = this.#annotations.find((annotation) => annotation.id === id);
    if (!found || found.locked) return;
    if (this.#selected === id) this.#selected = null;
    this.#commit(this.#annotations.filter((annotation) => annotation !== found));
  }

  select(id: string | null): void {
    if (id === this.#selected) return;
    this.endGesture();
    this.#selected = id;
    this.#tell();
  }

  /** Ends a gesture: the next change of the same name is a step of its own. What it has drawn over itself is split. */
  endGesture(): void {
    this.#gesture = null;
    const id = this.#reshaped;
    this.#reshaped = null;
    const found = id === null ? undefined : this.#annotations.find((annotation) => annotation.id === id);
    const shape = found && simpleShape(found.shape);
    if (!found || !shape || shape === found.shape) return;
    this.#annotations = this.#annotations.map((annotation) =>
      annotation === found ? { ...found, shape } : annotation,
    );
    this.#tell();
  }

  undo(): boolean {
    return this.#step(this.#past, this.#future);
  }

  redo(): boolean {
    return this.#step(this.#future, this.#past);
  }

  /** Takes over other annotations: a case was opened. Not undoable. */
  load(annotations: readonly Annotation[]): void {
    this.#past = [];
    this.#future = [];
    this.#annotations = annotations;
    this.#selected = null;
    this.#gesture = null;
    this.#reshaped = null;
    this.#tell();
  }

  /** Puts annotations before the others in every state that lacks them: they were there first. */
  prepend(annotations: readonly Annotation[]): void {
    if (annotations.length === 0) return;
    const before = (state: readonly Annotation[]) => {
      const known = new Set(state.map(({ id }) => id));
      return [...annotations.filter(({ id }) => !known.has(id)), ...state];
    };
    this.#past = this.#past.map(before);
    this.#future = this.#future.map(before);
    this.#annotations = before(this.#annotations);
    this.#tell();
  }

  /** Two islands are one: what lies on the one, in every state, now lies on the other. */
  join({ from, into, offset }: IslandJoin): void {
    const moved = (annotations: readonly Annotation[]) =>
      annotations.some(({ island }) => island === from)
        ? annotations.map((annotation) =>
            annotation.island === from
              ? { ...annotation, island: into, shape: moveShape(annotation.shape, offset.x, offset.y) }
              : annotation,
          )
        : annotations;
    this.#past = this.#past.map(moved);
    this.#future = this.#future.map(moved);
    this.#annotations = moved(this.#annotations);
    this.#tell();
  }

  /**
   * Island numbers start over: what lies on old ones, in every state, gets a number that no track reaches. It stays in
   * the list, and is never drawn on tissue that it does not belong to. What was drawn on one island stays together.
   */
  detach(): void {
    const states = [...this.#past, this.#annotations, ...this.#future];
    const apart = detached(states.flat());
    const moved = (annotations: readonly Annotation[]) =>
      annotations.map((annotation) => apart.get(annotation) ?? annotation);
    this.#past = this.#past.map(moved);
    this.#future = this.#future.map(moved);
    this.#annotations = moved(this.#annotations);
    this.endGesture();
    this.#tell();
  }

  /** The annotation drawn nearest to a point of an island, newest first, within `reach` um. */
  hit(island: number, point: PointUm, reach: number): Annotation | null {
    return nearestTo(this.#annotations, island, point, reach);
  }

  #commit(annotations: readonly Annotation[], gesture: string | null = null): void {
    const isStep = gesture === null || gesture !== this.#gesture;
    if (isStep) this.#past = [...this.#past, this.#annotations].slice(-MAX_STEPS);
    this.#gesture = gesture;
    this.#future = [];
    this.#annotations = annotations;
    this.#tell();
    if (isStep) for (const listener of this.#stepListeners) listener();
  }

  #step(from: (readonly Annotation[])[], to: (readonly Annotation[])[]): boolean {
    this.endGesture();
    const next = from.pop();
    if (!next) return false;
    to.push(this.#annotations);
    this.#annotations = next;
    if (!next.some(({ id }) => id === this.#selected)) this.#selected = null;
    this.#tell();
    return true;
  }

  #tell(): void {
    this.#state = null;
    for (const listener of this.#listeners) listener();
  }
}
