import type { CaseStore } from '../../capture/case-store';
import type { ShownMap } from '../../capture/slide-store';
import { type ErrorReport, toErrorReport } from '../../domain/errors';
import type { Slide } from '../../domain/slide';
import { t } from '../i18n/i18n';
import type { AppStore } from '../state/store';
import { WAYS_ON } from '../state/ways-on';

export const CAPTURE_FALLBACK: ErrorReport = {
  code: 'snapshot-failed',
  message: 'The snapshot could not be made.',
  remedy: 'Try again; if it fails again, restart the engine.',
};

/** Says what went wrong with cases or captures; a later report on the topic takes its place. */
export function tellOfFailure(app: AppStore, cause: unknown, topic: string): void {
  const report = toErrorReport(cause, CAPTURE_FALLBACK);
  app.page.notify({ tone: 'error', report, ways: WAYS_ON[report.code], topic });
}

/** Reads what the page shows of cases from the store, again after each change. */
export class CaseReader {
  #refreshing: Promise<void> | null = null;
  #stale = false;
  #warned = false;
  #asideTold = 0;
  /** The open case, where the last reading found it. */
  #seen: string | null = null;

  constructor(
    private readonly app: AppStore,
    private readonly store: () => Promise<CaseStore>,
  ) {}

  /** Calls that come meanwhile are answered by one more reading. */
  refresh(): Promise<void> {
    this.#stale = true;
    this.#refreshing ??= (async () => {
      try {
        while (this.#stale) {
          this.#stale = false;
          await this.#read();
        }
      } catch (cause) {
        tellOfFailure(this.app, cause, 'storage');
      } finally {
        this.#refreshing = null;
      }
    })();
    return this.#refreshing;
  }

  async #read(): Promise<void> {
    const store = await this.store();
    const { caseId } = this.app.state.capture;
    const cases = await store.cases();
    const snapshots = caseId === null ? [] : await store.snapshots(caseId);
    const slides = caseId === null ? [] : await store.slides(caseId);
    const drawn = caseId === null ? {} : await drawnOf(store, caseId, slides);
    const maps = await mapsOf(store, slides);
    const deleted = await store.deleted();
    const present = [...cases, ...deleted.cases].some(({ id }) => id === caseId);
    const [setAside, usage] = [await store.setAside(), await store.usage()];
    if (this.app.state.capture.caseId !== caseId) {
      this.#stale = true;
      return;
    }
    this.app.slice('capture').patch({
      ...{ cases, snapshots, slides, drawn, maps, setAside, usage },
      deleted: deleted.cases.length + deleted.slides.length + deleted.snapshots.length,
    });
    this.#tellOf(setAside.length, setAside.at(-1)?.reason ?? '');
    if (caseId !== null && !present && this.#seen === caseId) this.#tellOfLoss();
    this.#seen = present ? caseId : null;
    if (usage.nearlyFull && !this.#warned && usage.share !== null) {
      this.#warned = true;
      this.app.page.notify({
        tone: 'note',
        report: {
          message: t('capture.nearlyFull', { percent: Math.round(usage.share * 100) }),
          remedy: t('capture.nearlyFullRemedy'),
        },
        ways: [],
        topic: 'storage-usage',
      });
    }
  }

  /** The open case is gone though nobody here deleted it. */
  #tellOfLoss(): void {
    this.app.slice('capture').patch({ caseId: null });
    this.app.page.notify({
      tone: 'error',
      report: { message: t('capture.caseGone'), remedy: t('capture.caseGoneRemedy') },
      ways: [],
      topic: 'case-gone',
    });
  }

  #tellOf(aside: number, reason: string): void {
    if (aside <= this.#asideTold) return;
    this.#asideTold = aside;
    this.app.page.notify({
      tone: 'error',
      report: { message: t('capture.setAside', { reason }), remedy: t('capture.setAsideRemedy') },
      ways: [],
      topic: 'set-aside',
    });
  }
}

/** How many annotations each slide has, by slide id. */
async function drawnOf(
  store: CaseStore,
  caseId: string,
  slides: readonly Slide[],
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const { id } of slides) counts[id] = (await store.drawn(caseId, id)).length;
  return counts;
}

async function mapsOf(
  store: CaseStore,
  slides: readonly Slide[],
): Promise<Readonly<Record<string, ShownMap>>> {
  const maps: Record<string, ShownMap> = {};
  for (const { id } of slides) {
    const shown = await store.shownMap(id);
    if (shown) maps[id] = shown;
  }
  return maps;
}
