import type { Unreadable } from './read-shape';

/** What of a file is not kept, or kept in another form. */
export type Loss =
  | 'nuclei'
  | 'measurements'
  | 'metadata'
  | 'object-colours'
  | 'planes'
  | 'inner'
  | 'split'
  | 'untangled'
  | 'names';

const objects = (count: number) => (count === 1 ? '1 object' : `${count} objects`);

const SENTENCES: Record<Loss, (count: number) => string> = {
  nuclei: (count) => `The nuclei of ${objects(count)} were left out; the outlines of the cells were kept.`,
  measurements: (count) => `The measurements of ${objects(count)} were left out: Reticle measures anew.`,
  metadata: (count) => `The metadata of ${objects(count)} were left out.`,
  'object-colours': (count) =>
    `The own colours of ${objects(count)} were left out: here classes have colours.`,
  planes: (count) => `${objects(count)} of another plane (z or t) came into the only one here.`,
  inner: (count) => `${objects(count)} inside others came beside them.`,
  split: (count) => `${objects(count)} of several lines or geometries came as one annotation each.`,
  untangled: (count) => `The outlines of ${objects(count)} crossed and were split into their lobes.`,
  names: (count) => `The names of ${objects(count)} were cut.`,
};

/** Reasons told one by one. */
const MOST_REASONS = 3;
const MOST_LETTERS = 200;

/** Counts what is lost, so that a file of a million objects is summed up in a few sentences. */
export class Losses {
  readonly #counts = new Map<Loss, number>();
  readonly #unread: string[] = [];
  #unreadCount = 0;
  /** The first that could not be read has too much in it. */
  isTooLarge = false;

  add(loss: Loss, count = 1): void {
    this.#counts.set(loss, (this.#counts.get(loss) ?? 0) + count);
  }

  /** @param where "Feature 3 (Polygon)" */
  unreadable(where: string, { reason, tooLarge }: Unreadable): void {
    if (this.#unreadCount++ === 0) this.isTooLarge = tooLarge;
    if (this.#unread.length < MOST_REASONS) this.#unread.push(`${where}: ${reason}`.slice(0, MOST_LETTERS));
  }

  get unreadCount(): number {
    return this.#unreadCount;
  }

  /** The first that could not be read. */
  get firstUnread(): string {
    return this.#unread[0] ?? '';
  }

  /** A sentence each, what was left out whole first. */
  sentences(): string[] {
    const unread =
      this.#unreadCount === 0
        ? []
        : [
            `${objects(this.#unreadCount)} could not be read and ${this.#unreadCount === 1 ? 'was' : 'were'} left out (${this.#unread.join('; ')}${this.#unreadCount > this.#unread.length ? '; ...' : ''}).`,
          ];
    return [...unread, ...[...this.#counts].map(([loss, count]) => SENTENCES[loss](count))];
  }
}
