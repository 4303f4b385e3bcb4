/** What kind of thing a step changed; a button beside it takes back the newest of its own kind. */
export type StepGroup =
  | 'overlay'
  | 'annotations'
  | 'map'
  | 'objective'
  | 'records'
  | 'flat-field'
  | 'settings'
  | 'models';

/** Whether there was something to take back or to do again; a step that has gone stale says false and is passed over. */
type Done = boolean | Promise<boolean>;

/** Something that the user did, and how it is taken back and done again. */
export interface Step {
  /** Words for what was done. */
  readonly label: string;
  readonly group: StepGroup;
  /** Steps of one control that follow quickly are one: a drag of a slider is taken back at once. Left out: never. */
  readonly control?: string;
  undo(): Done;
  redo(): Done;
}

/** Steps of one control within this time are one, ms. */
const MERGE_MS = 800;
/** So many steps are kept; the oldest are forgotten. */
export const MAX_STEPS = 200;

/** All that the user can take back, in the order of time. */
export class History {
  #past: Step[] = [];
  #future: Step[] = [];
  #lastAt = Number.NEGATIVE_INFINITY;
  /** A step under way that takes its time; what is asked for meanwhile follows. */
  #underWay: Promise<void> | null = null;

  constructor(
    private readonly now: () => number,
    private readonly changed: (history: History) => void = () => undefined,
  ) {}

  /** Label of what `undo` would take back; null: nothing. */
  get undoLabel(): string | null {
    return this.#past.at(-1)?.label ?? null;
  }

  get redoLabel(): string | null {
    return this.#future.at(-1)?.label ?? null;
  }

  /** Kinds of steps that can be taken back. */
  get groups(): readonly StepGroup[] {
    return [...new Set(this.#past.map(({ group }) => group))];
  }

  /** Something was done. What was taken back before can no longer be done again. */
  push(step: Step): void {
    const now = this.now();
    const last = this.#past.at(-1);
    const merges =
      last !== undefined &&
      step.control !== undefined &&
      step.control === last.control &&
      now - this.#lastAt < MERGE_MS;
    this.#lastAt = now;
    this.#future = [];
    if (merges) this.#past[this.#past.length - 1] = { ...step, undo: () => last.undo() };
    else this.#past = [...this.#past, step].slice(-MAX_STEPS);
    this.changed(this);
  }

  /** Takes back the newest step, of one kind where it is given. */
  undo(group?: StepGroup): void {
    this.#inTurn(() => this.#travel('undo', group));
  }

  /** Does again what was taken back last. */
  redo(group?: StepGroup): void {
    this.#inTurn(() => this.#travel('redo', group));
  }

  /** Resolves once what was asked for is done. */
  async settled(): Promise<void> {
    while (this.#underWay) await this.#underWay;
  }

  #inTurn(travel: () => Promise<void> | null): void {
    const next = this.#underWay ? this.#underWay.then(() => travel() ?? undefined) : travel();
    if (!next) return;
    const underWay: Promise<void> = next.finally(() => {
      if (this.#underWay === underWay) this.#underWay = null;
    });
    this.#underWay = underWay;
  }

  #travel(way: 'undo' | 'redo', group: StepGroup | undefined): Promise<void> | null {
    const from = way === 'undo' ? this.#past : this.#future;
    const at = from.findLastIndex((step) => group === undefined || step.group === group);
    const step = from[at];
    if (!step) return null;
    from.splice(at, 1);
    // The next change of the same control is a step of its own.
    this.#lastAt = Number.NEGATIVE_INFINITY;
    const arrive = (done: boolean): Promise<void> | null => {
      if (done) (way === 'undo' ? this.#future : this.#past).push(step);
      this.changed(this);
      return done ? null : this.#travel(way, group);
    };
    const done = step[way]();
    if (typeof done === 'boolean') return arrive(done);
    return done
      .catch(() => false)
      .then(arrive)
      .then(() => undefined);
  }
}
