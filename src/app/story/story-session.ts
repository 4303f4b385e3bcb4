import type { AppState } from '../state/app-state';
import type { AppStore } from '../state/store';
import { STORY_STEPS, type StoryStep } from './story-state';

export interface StoryPorts {
  /** Findings of the slide that began as a model's region: confirmed on the map, or accepted as an outline. */
  readonly findings: () => number;
  readonly onFindings: (listener: () => void) => void;
}

/** What the steps look at, as it is now. */
interface Facts {
  readonly place: string | null;
  readonly touring: boolean;
  readonly frozen: boolean;
  readonly taken: string | null;
  readonly findings: number;
  readonly saved: object | null;
}

/** The guided story: shows one step at a time, and notices when the user has done it. */
export class StorySession {
  /** When the present step began. */
  #before: Facts;

  constructor(
    private readonly store: AppStore,
    private readonly ports: StoryPorts,
  ) {
    this.#before = this.#facts();
    store.api.subscribe(() => this.#look());
    ports.onFindings(() => this.#look());
  }

  /** Begins, or goes on where it was left: a story that was gone through begins again. */
  start(): void {
    this.#goTo(STORY_STEPS[this.store.state.preferences.page.storyStep ?? 0] ?? 'see');
  }

  restart(): void {
    this.#goTo('see');
  }

  /** On to the next step without doing this one. */
  next(): void {
    const { story } = this.store.state;
    if (story === null || story === 'done') return;
    this.#goTo(STORY_STEPS[STORY_STEPS.indexOf(story) + 1] ?? 'done');
  }

  #goTo(story: StoryStep | 'done'): void {
    this.#before = this.#facts();
    this.store.patch({ story });
    const at = story === 'done' ? 0 : STORY_STEPS.indexOf(story);
    this.store.page.set({ storyStep: at, ...(story === 'done' && { welcomed: true }) });
  }

  #look(): void {
    const { story } = this.store.state;
    if (story === null || story === 'done') return;
    const now = this.#facts();
    if (isDone(story, this.#before, now)) this.next();
    // While the tour moves the stage, and before there is a stage, its place tells nothing about the user.
    else if (now.touring || this.#before.place === null) this.#before = { ...this.#before, place: now.place };
  }

  #facts(): Facts {
    const { state } = this.store;
    return {
      place: placeOf(state),
      touring: state.simulator?.touring ?? false,
      frozen: state.frozen,
      taken: state.capture.acknowledged?.id ?? null,
      findings: this.ports.findings(),
      saved: state.exports.work.kind === 'saved' ? state.exports.work : null,
    };
  }
}

function placeOf({ devices }: AppState): string | null {
  const position = devices.stage?.position;
  return position ? `${position.x} ${position.y}` : null;
}

function isDone(step: StoryStep, before: Facts, now: Facts): boolean {
  switch (step) {
    case 'see':
      return !now.touring && before.place !== null && now.place !== before.place;
    case 'freeze':
      return now.frozen;
    case 'take':
      return now.taken !== null && now.taken !== before.taken;
    case 'confirm':
      return now.findings > before.findings;
    case 'export':
      return now.saved !== null && now.saved !== before.saved;
  }
}
