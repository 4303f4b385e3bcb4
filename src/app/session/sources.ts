import type { FrameSource } from '../../domain/frame';
import type { SourceRequest } from '../../source/open-source';
import { isTissueSlide } from '../../source/simulated/slide-names';
import { t } from '../i18n/i18n';
import { currentRequest } from '../state/selectors';
import type { CameraEntry } from '../state/slices/source-slice';
import type { AppStore } from '../state/store';
import { DEMO } from './demo-slide';
import type { SourceSession } from './source-session';

export interface SourcesOptions {
  readonly listCameras: () => Promise<readonly CameraEntry[]>;
  /** What the address says of the first source that has no objective of its own; null: nothing. */
  readonly linkedScale: { readonly objective: number | null; readonly umPerPx: number | null } | null;
}

/** The simulated slide of the same organ. */
const INSTEAD = { 'lymph-node-tissue': 'lymph-node', 'prostate-tissue': 'prostate' } as const;

/** What the user picks to look at, remembered where it can be opened again without asking. */
export class Sources {
  /** What the user last asked for, opened or not. */
  #wanted: SourceRequest | null = null;
  #linkedScale: SourcesOptions['linkedScale'];

  constructor(
    private readonly store: AppStore,
    private readonly session: SourceSession,
    private readonly options: SourcesOptions,
  ) {
    this.#linkedScale = options.linkedScale;
    session.opened.listen((source) => this.#opened(source));
  }

  /** Opens the first source of a visit; it is not remembered, since it came from what is. */
  async openFirst(request: SourceRequest): Promise<void> {
    this.#wanted = request;
    await this.#openOrInstead(request);
  }

  async open(request: SourceRequest): Promise<void> {
    const { store } = this;
    const before = currentRequest(store.state);
    if (request.kind === 'simulated' && before?.kind === 'simulated' && before.slide !== request.slide)
      store.overlay.forgetModelChoice();
    this.#wanted = request;
    store.patch({ pendingImage: null });
    const opened = await this.#openOrInstead(request);
    if (!opened) return;
    if (request.kind === 'simulated')
      store.setPreferences({ source: { kind: 'simulated', slide: request.slide, seed: request.seed } });
    const { source: now } = store.state;
    if (now.phase === 'open' && now.request.kind === 'camera') {
      const { deviceId, label } = now.request;
      store.setPreferences({
        source: {
          kind: 'camera',
          ...(deviceId !== undefined && { deviceId }),
          ...(label !== undefined && { label }),
        },
      });
    }
  }

  openCamera(deviceId: string | undefined): Promise<void> {
    const resolution = deviceId ? this.store.state.preferences.cameras[deviceId]?.resolution : undefined;
    return this.open({
      kind: 'camera',
      ...(deviceId && { deviceId }),
      ...(resolution && { resolution }),
    });
  }

  openDemo(): Promise<void> {
    return this.open({ kind: 'simulated', ...DEMO, objective: 10, tour: true });
  }

  openFile(file: File, umPerPx?: number): Promise<void> {
    return this.open({ kind: 'file', file, ...(umPerPx !== undefined && { umPerPx }) });
  }

  /** Tries again what the user last asked for. */
  retry(): Promise<void> {
    return this.#wanted ? this.open(this.#wanted) : this.openDemo();
  }

  async refreshCameras(): Promise<void> {
    const cameras = await this.options.listCameras().catch(() => []);
    this.store.patch({ cameras });
    this.store.optics.nameCameras(cameras);
  }

  /**
   * Opens a source. Where real tissue cannot be shown, the simulated slide of its organ is, and the page says so.
   * @returns whether what was asked for is open
   */
  async #openOrInstead(request: SourceRequest): Promise<boolean> {
    if (await this.session.open(request)) return true;
    // A later wish has overtaken this one.
    if (this.#wanted !== request || request.kind !== 'simulated' || !isTissueSlide(request.slide))
      return false;
    const slide = INSTEAD[request.slide];
    const instead = { ...request, slide };
    this.#wanted = instead;
    if (await this.session.open(instead))
      this.store.page.notify({
        tone: 'note',
        report: { message: t('sources.noTissue'), remedy: t('sources.noTissueRemedy') },
        ways: [],
        topic: 'source',
      });
    return false;
  }

  #opened(source: FrameSource): void {
    // Permission to one camera brings the names of all.
    void this.refreshCameras();
    if (source.ownScale || !this.#linkedScale) return;
    const { objective, umPerPx } = this.#linkedScale;
    this.#linkedScale = null;
    this.store.patch({ objective, linkedUmPerPx: umPerPx });
  }
}
