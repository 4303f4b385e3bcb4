import type { CaseStore } from '../../capture/case-store';
import { toErrorReport } from '../../domain/errors';
import type { SizePx } from '../../domain/geometry';
import type { EngineClient } from '../../engine/port';
import { t } from '../i18n/i18n';
import type { AppState } from '../state/app-state';
import type { PresentSlide } from '../state/capture-view';
import type { AppStore } from '../state/store';
import type { KeptMapPicture } from './kept-map-picture';
import type { KeptSlide, SlidePlace } from './kept-slide';
import { keptLayer, type MapPictures } from './map-pictures';

/** The map of a slide that changed is kept at most this often, ms. */
const KEEP_EVERY_MS = 20_000;
/** Keeping takes at most this share of the time: a large map is kept less often. */
const KEEP_SHARE = 0.05;

export interface SlideKeeperPorts {
  readonly client: () => EngineClient | null;
  readonly openStore: () => Promise<CaseStore>;
  /** The slide's record, made if there is none. Null: it belongs to no case, and nothing is kept. */
  readonly placeOf: (slide: PresentSlide, byHand: boolean) => Promise<SlidePlace | null>;
  /** The run of the tracker that the slide's annotations were placed in. */
  readonly look: () => string;
  /** What is shown of the slides has changed. */
  readonly kept: () => void;
  readonly pictures: Pick<MapPictures, 'ofKept'>;
  readonly now: () => number;
}

/** Size of the small map in the list of slides, px. */
const SMALL = { width: 240, height: 160 };
/** Size of the map where it is looked at, px. */
const LARGE = { width: 1200, height: 800 };

/** Keeps the map of the present slide in the store: when it is left, when the page is hidden, and every so often. */
export class SlideKeeper {
  #work: Promise<unknown> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What was kept last. */
  #last: { readonly slideId: string; readonly revision: number } | null = null;
  #nextAt = 0;
  #failed = false;

  constructor(
    private readonly app: AppStore,
    private readonly ports: SlideKeeperPorts,
  ) {}

  /** Begins to keep every so often. */
  start(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      void (this.ports.now() >= this.#nextAt ? this.keep() : Promise.resolve()).finally(() => this.start());
    }, KEEP_EVERY_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /**
   * Keeps what is known of the present slide, if it has changed. What is kept is asked for before this returns, so
   * that the engine answers with this slide even if another is begun next.
   * @param how.byHand the user has left the slide: it is stored even where no case is open yet
   * @returns what was asked for; null where there is nothing
   */
  keep(how = { byHand: false }): Promise<KeptSlide | null> {
    const { slide } = this.app.state.capture;
    const client = this.ports.client();
    if (!slide || !client) return Promise.resolve(null);
    const look = this.ports.look();
    const began = this.ports.now();
    const asked = Promise.all([client.map(null, null), client.slideMap()]);
    const keeping = this.#work.then(async () => {
      try {
        const [answer, found] = await asked;
        if (!answer || found?.slideId !== slide.id || answer.state.islands.length === 0) return null;
        const kept: KeptSlide = { look, engine: found.kept };
        const { revision } = answer.state;
        if (this.#last?.slideId === slide.id && this.#last.revision === revision) return kept;
        const place = await this.ports.placeOf(slide, how.byHand);
        if (!place) return kept;
        const shown = await this.#pictureOf(found.kept, SMALL, this.app.state);
        if (!shown) return kept;
        const { view, picture } = shown;
        await (await this.ports.openStore()).keepMap(slide.id, { map: kept, view, picture });
        this.#last = { slideId: slide.id, revision };
        this.#nextAt = this.ports.now() + (this.ports.now() - began) / KEEP_SHARE;
        if (this.#failed) this.app.page.dismissTopic(TOPIC);
        this.#failed = false;
        this.ports.kept();
        return kept;
      } catch (cause) {
        this.#tell(cause);
        return null;
      }
    });
    this.#work = keeping;
    return keeping;
  }

  /** What was kept of a slide. Null where nothing was kept, or where it is damaged, which is reported. */
  async read(slideId: string): Promise<KeptSlide | null> {
    // It may be the slide that was just left, whose map is still being written.
    await this.#work;
    try {
      const kept = await (await this.ports.openStore()).keptMap(slideId);
      if (typeof kept !== 'object' || kept === null) return null;
      const { look, engine } = kept as Partial<KeptSlide>;
      return typeof look === 'string' && engine ? { look, engine } : null;
    } catch (cause) {
      this.#tell(cause, 'slides.notRead');
      return null;
    }
  }

  /** The kept map of a slide as a picture. Rejects where it is damaged. */
  async picture(slideId: string, state: AppState, island: number | null): Promise<KeptMapPicture | null> {
    const kept = await this.read(slideId);
    return kept && this.#pictureOf(kept.engine, LARGE, state, island);
  }

  #pictureOf(kept: unknown, size: SizePx, state: AppState, island: number | null = null) {
    const { heatmap, opacity, colourMap } = state.preferences.overlay;
    return this.ports.pictures.ofKept({
      ...{ kept, size },
      layer: keptLayer(state),
      style: { heatmap, opacity, colourMap },
      ...(island !== null && { island }),
    });
  }

  #tell(cause: unknown, words: 'slides.notKept' | 'slides.notRead' = 'slides.notKept'): void {
    if (this.#failed && words === 'slides.notKept') return;
    this.#failed = words === 'slides.notKept';
    const report = toErrorReport(cause, {
      code: 'storage-unavailable',
      message: t(words),
      remedy: t('slides.notKeptRemedy'),
    });
    this.app.page.notify({
      tone: 'error',
      report: { message: `${t(words)} ${report.message}`, remedy: t('slides.notKeptRemedy') },
      ways: [],
      topic: TOPIC,
    });
  }
}

const TOPIC = 'slide-map-kept';
