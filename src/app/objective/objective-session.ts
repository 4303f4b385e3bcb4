import type { Step } from '../history/history';
import { t } from '../i18n/i18n';
import type { AppState } from '../state/app-state';
import type { AppStore } from '../state/store';
import { knownScales, scaleInForce } from './known-scales';
import { type NoticedChange, noticed } from './objective-change';
import { NOTHING_NOTICED, type ObjectiveNotice } from './objective-notice';

export interface ObjectiveSessionOptions {
  /** The image was wrong: what is set goes on being used. */
  readonly sendUnchanged: () => void;
}

type Setting = Pick<AppState, 'objective' | 'linkedUmPerPx'>;

/** Switches the objective that the image shows, or asks for it; takes either back. */
export class ObjectiveSession {
  /** What was set before the page switched by itself. */
  #before: Setting | null = null;

  constructor(
    private readonly store: AppStore,
    private readonly options: ObjectiveSessionOptions,
  ) {
    store.api.subscribe((state, previous) => {
      const changed =
        state.objective !== previous.objective ||
        state.linkedUmPerPx !== previous.linkedUmPerPx ||
        state.source !== previous.source ||
        state.engine.phase !== previous.engine.phase;
      // Whoever chooses a lens or another source has answered.
      if (changed) this.#show(NOTHING_NOTICED);
    });
  }

  get notice(): ObjectiveNotice {
    return this.store.state.objectiveNotice;
  }

  /** Takes what the engine noticed. */
  noticed(change: NoticedChange): void {
    const { state } = this.store;
    const { objective, linkedUmPerPx } = state;
    const next = noticed(this.notice, change, scaleInForce(state), knownScales(state));
    if (next === this.notice) return;
    if (next.kind === 'switched') {
      this.store.patch({ objective: next.to.objective, linkedUmPerPx: null });
      this.#before = { objective, linkedUmPerPx };
      this.store.history.push(this.#switched(next.to.objective));
    }
    this.store.patch({ objectiveNotice: next });
  }

  /** The user named a lens. @returns true where it is the one that is set already: nothing was changed */
  chosen(objective: number | null): boolean {
    const { notice } = this;
    if (notice.kind !== 'asking' || objective === null || objective !== notice.from) return false;
    this.unchanged();
    return true;
  }

  /** The user says that what is set is right. */
  unchanged(): void {
    if (this.notice.kind !== 'asking') return;
    this.#show(NOTHING_NOTICED);
    this.options.sendUnchanged();
  }

  /** Takes back what the page switched by itself. */
  undo(): void {
    this.store.history.undo('objective');
  }

  /** Escape: a question is answered with "not changed", a message is put away. @returns false without either */
  escape(): boolean {
    const { kind } = this.notice;
    if (kind === 'asking') this.unchanged();
    else if (kind === 'switched') this.#show(NOTHING_NOTICED);
    return kind !== 'none';
  }

  /** What the page switched by itself, for as long as nobody has chosen a lens or a source since. */
  #switched(objective: number): Step {
    const { source } = this.store.state;
    return {
      ...{ label: t('history.objective'), group: 'objective' },
      undo: () => {
        const before = this.#before;
        if (!before) return false;
        this.store.patch(before);
        return true;
      },
      redo: () => {
        if (this.store.state.source !== source) return false;
        const { objective: set, linkedUmPerPx } = this.store.state;
        this.store.patch({ objective, linkedUmPerPx: null });
        this.#before = { objective: set, linkedUmPerPx };
        return true;
      },
    };
  }

  #show(notice: ObjectiveNotice): void {
    this.#before = null;
    if (this.notice !== notice) this.store.patch({ objectiveNotice: notice });
  }
}
