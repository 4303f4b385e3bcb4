import type { IslandJoin } from '../../domain/tracking';

/** The run of the tracker that islands belong to: their numbers mean nothing in another one. */
export class TrackerLook {
  #id: string = crypto.randomUUID();
  #joins: readonly IslandJoin[] = [];
  /** Islands up to this one are those that annotations were placed on; null: all are. */
  #known: number | null = null;

  get id(): string {
    return this.#id;
  }

  /** Islands that were found to be one, in order. */
  get joins(): readonly IslandJoin[] {
    return this.#joins;
  }

  /** Whether an island is the one that annotations were placed on. */
  isKnown(island: number): boolean {
    return this.#known === null || island <= this.#known;
  }

  /** Tracking starts over. */
  begin(): void {
    this.#id = crypto.randomUUID();
    this.#known = null;
    this.#joins = [];
  }

  /** Goes on with an earlier one: islands up to `known` are those that it placed annotations on, after `joins`. */
  resume(id: string, known: number, joins: readonly IslandJoin[]): void {
    this.#id = id;
    this.#known = known;
    this.#joins = joins;
  }

  join(join: IslandJoin): void {
    this.#joins = [...this.#joins, join];
  }
}
