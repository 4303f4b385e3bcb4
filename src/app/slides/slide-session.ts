import type { CaseStore } from '../../capture/case-store';
import { toErrorReport } from '../../domain/errors';
import type { Slide } from '../../domain/slide';
import type { EngineClient } from '../../engine/port';
import type { SourceRequest } from '../../source/open-source';
import { t } from '../i18n/i18n';
import type { CaptureView, PresentSlide } from '../state/capture-view';
import type { AppStore, Slice } from '../state/store';
import type { KeptSlide, SlidePlace } from './kept-slide';
import type { SlideKeeper } from './slide-keeper';
import { isSameThing, sourceKey } from './source-key';

export interface SlideSessionPorts {
  readonly client: () => EngineClient | null;
  readonly openStore: () => Promise<CaseStore>;
  /** The open case, or a new one. */
  readonly openCase: () => Promise<string>;
  readonly keeper: Pick<SlideKeeper, 'keep' | 'read'>;
  /** Another slide is the present one, or its engine is; `kept`: what is known of it. */
  readonly begun: (kept: KeptSlide | null) => void;
}

/** A slide that an engine was asked to begin. */
interface Told {
  readonly client: EngineClient;
  readonly id: string;
}

/** Which slide lies under the microscope: begun, gone back to, continued. All that is made belongs to it. */
export class SlideSession {
  /** What the present slide was seen with last; null: nothing yet. */
  #request: SourceRequest | null = null;
  /** The engine that got a slide, and which slide. */
  #told: Told | null = null;
  /** Begun by itself, when the page or a case was opened: the last slide of the case may take its place. */
  #isProvisional = true;
  /** In the label of the slide that was made last. */
  #number = 0;
  /** A slide that was overtaken while its map was read is not begun any more. */
  #generation = 0;
  /** What was kept of the slide before, for one step back. */
  #formerKept: Promise<KeptSlide | null> = Promise.resolve(null);
  /** What the engine has answered that it has begun. */
  #taken: Told | null = null;
  readonly #slice: Slice<CaptureView>;

  constructor(
    private readonly app: AppStore,
    private readonly ports: SlideSessionPorts,
  ) {
    this.#slice = app.slice('capture');
    this.#slice.patch({ slide: this.#fresh(null) });
    app.api.subscribe(({ capture }, before) => {
      if (capture.caseId !== before.capture.caseId) this.#caseOpened(capture);
    });
  }

  get present(): PresentSlide {
    const { slide } = this.#slice.state;
    if (!slide) throw new Error('no slide was begun');
    return slide;
  }

  /**
   * A source is about to be attached. Another thing than before is another slide; the same camera plugged in again
   * goes on with the present one.
   */
  sourceComes(request: SourceRequest): void {
    const before = this.#request;
    this.#request = request;
    const key = sourceKey(request);
    const { slide } = this.#slice.state;
    const continues =
      isSameThing(before, request) || (before === null && (this.#isUntouched || key === slide?.source));
    if (!continues) {
      this.#begin(this.#fresh(key), null);
      this.#isProvisional = false;
    } else {
      if (before === null && slide && slide.source !== key && this.#isUntouched)
        this.#slice.patch({ slide: { ...slide, source: key } });
      this.#tellEngine();
    }
  }

  /** The everyday act of changing the glass. The slide before is kept, and one step brings it back. */
  next(): void {
    const former = this.present;
    this.#isProvisional = false;
    this.#begin(this.#fresh(sourceKeyOf(this.#request)), null, { byHand: true });
    this.#slice.patch({ former });
  }

  /** Back to the slide before, as if *Next slide* had not been pressed. */
  async undoNext(): Promise<void> {
    const { former } = this.#slice.state;
    if (!former) return;
    this.#isProvisional = false;
    const kept = this.#formerKept;
    const generation = ++this.#generation;
    this.#slice.patch({ former: null });
    const found = await kept;
    if (generation === this.#generation) this.#begin(former, found);
  }

  /** The way back to it is no longer offered. */
  forgetFormer(id: string): void {
    if (this.#slice.state.former?.id !== id) return;
    this.#slice.patch({ former: null });
    this.#formerKept = Promise.resolve(null);
  }

  /** Whether what the engine tells of places is of the present slide: it has begun it, and says so. */
  get isBegun(): boolean {
    return this.#told !== null && this.#taken === this.#told;
  }

  /** Shows the kept map of a slide, or closes it. */
  showMap(slideId: string | null): void {
    this.#slice.patch({ shownSlide: slideId });
  }

  /** Goes on with an earlier slide of the open case: its map comes back, and its place is looked for. */
  async continueSlide({ id, label, caseId, source }: Slide): Promise<void> {
    if (id === this.present.id) return;
    const generation = ++this.#generation;
    const kept = await this.ports.keeper.read(id);
    if (generation !== this.#generation) return;
    this.#begin({ id, label, caseId, source }, kept);
  }

  /**
   * Goes on with the last slide of the open case, as long as nothing of another is stored: the page was loaded again, or
   * the user came back to the case. Only where the source is the same thing, or none is open yet.
   */
  async resumeLast(): Promise<void> {
    const { caseId } = this.#slice.state;
    const isFree = () => this.#isProvisional && this.#isUntouched;
    if (caseId === null || !isFree()) return;
    const last = (await (await this.ports.openStore()).slides(caseId)).at(-1);
    if (!last || !isFree() || this.#slice.state.caseId !== caseId) return;
    if (this.#request === null || (last.source !== null && last.source === sourceKey(this.#request)))
      await this.continueSlide(last);
  }

  /** The present slide is in a case, which is created where there is none. */
  async store(): Promise<SlidePlace> {
    const slide = this.present;
    return this.storeSlide(slide, slide.caseId ?? (await this.ports.openCase()));
  }

  /** Makes the record of a slide if there is none. */
  async storeSlide({ id, label, source }: PresentSlide, caseId: string): Promise<SlidePlace> {
    const store = await this.ports.openStore();
    const made = await store.createSlide({ caseId, id, label, source });
    const { slide } = this.#slice.state;
    if (slide?.id === id && slide.caseId === null)
      this.#slice.patch({ slide: { ...slide, caseId: made.caseId } });
    return { caseId: made.caseId, slideId: id };
  }

  /**
   * Where the map of a slide is kept. Null while no case is open: looking alone makes no case, *Next slide* (`byHand`)
   * does.
   */
  async placeOf(slide: PresentSlide, byHand: boolean): Promise<SlidePlace | null> {
    const caseId = slide.caseId ?? this.#slice.state.caseId ?? (byHand ? await this.ports.openCase() : null);
    return caseId === null ? null : this.storeSlide(slide, caseId);
  }

  /** Whether nothing of the present slide is stored, so that another may take its place unnoticed. */
  get #isUntouched(): boolean {
    return this.#slice.state.slide?.caseId === null;
  }

  #fresh(source: string | null): PresentSlide {
    const { slides, slide } = this.#slice.state;
    const highest = slides.reduce((most, { number }) => Math.max(most, number), 0);
    // The slide that is left may be about to be stored. One that nothing was seen of leaves its number to the next.
    const left = slide && (slide.caseId !== null || !this.#isProvisional || this.#request) ? this.#number : 0;
    this.#number = Math.max(highest, left) + 1;
    return {
      id: crypto.randomUUID(),
      label: t('slides.label', { number: this.#number }),
      caseId: null,
      source,
    };
  }

  #begin(slide: PresentSlide, kept: KeptSlide | null, how = { byHand: false }): void {
    this.#generation++;
    this.#formerKept = this.ports.keeper.keep(how);
    // In one step: a case that is opened by itself begins a slide of its own.
    const caseId = slide.caseId ?? this.#slice.state.caseId;
    this.#slice.patch({ slide, caseId, former: null, askingOtherSlide: false });
    this.#tellEngine(kept);
  }

  /** Tells the engine of the present slide, unless it knows. */
  #tellEngine(kept: KeptSlide | null = null): void {
    const client = this.ports.client();
    const slide = this.present;
    if (client && this.#told?.client === client && this.#told.id === slide.id) return;
    const isNewEngine = client !== null && this.#told?.client !== client;
    this.#told = client && { client, id: slide.id };
    this.ports.begun(kept);
    const name = { id: slide.id, label: slide.label };
    const told = this.#told;
    void client
      ?.beginSlide(name, kept?.engine ?? null)
      .catch((cause: unknown) => this.#tellOf(cause))
      .finally(() => {
        if (told) this.#taken = told;
      });
    if (isNewEngine && !kept && slide.caseId !== null) void this.#restore(slide);
  }

  /** An engine that starts over gets what the store has of the slide. */
  async #restore(slide: PresentSlide): Promise<void> {
    const generation = this.#generation;
    const kept = await this.ports.keeper.read(slide.id);
    if (!kept || generation !== this.#generation) return;
    this.#told = null;
    this.#tellEngine(kept);
  }

  /** What lies under the microscope stays with its own case; a slide of which nothing is stored goes with the user. */
  #caseOpened({ caseId, slide }: CaptureView): void {
    if (slide?.caseId === null || slide?.caseId === caseId) return;
    this.#number = 0;
    this.#isProvisional = true;
    this.#begin(this.#fresh(sourceKeyOf(this.#request)), null);
  }

  #tellOf(cause: unknown): void {
    const report = toErrorReport(cause, {
      code: 'record-corrupt',
      message: t('slides.notRead'),
      remedy: t('slides.notKeptRemedy'),
    });
    this.app.page.notify({ tone: 'error', report, ways: [], topic: 'slide-map-kept' });
  }
}

const sourceKeyOf = (request: SourceRequest | null) => request && sourceKey(request);
