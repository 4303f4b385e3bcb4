import type { Focus } from '../../domain/focus';
import { fieldOfView, type PointUm, type RectUm, type SizePx } from '../../domain/geometry';
import { COVERAGE, type Coverage, type MapView } from '../../domain/slide-map';
import type { EngineClient, EngineCommand } from '../../engine/port';
import { sameRegion } from '../../measure/region-review';
import { thresholdOf } from '../state/models';
import { thresholdLayer } from '../state/selectors';
import type { AppStore } from '../state/store';
import { FociAsker } from './foci-asker';
import { around, fitFrame, type MapFrame } from './map-frame';
import { EMPTY_MAP, type MapSlice } from './map-state';
import { StageDrive } from './stage-drive';
import { wayTo } from './way';

const POLL_MS = 250;
/** The map is painted by the CPU: beyond this px are too many, and too small to tell apart. */
const MOST_PIXEL_RATIO = 2;

export interface MapPorts {
  readonly client: () => EngineClient | null;
  readonly send: (command: EngineCommand) => void;
  /** Moves the field by um on the slide; null where no stage can follow the picture. */
  readonly fieldMover: () => ((move: PointUm) => void) | null;
}

/** The page's side of the slide map: asks the engine while the map is shown, and keeps what the user points at. */
export class MapSession {
  #size: SizePx = { width: 1, height: 1 };
  #pixelRatio = 1;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = false;
  #shown = '';
  readonly #foci = new FociAsker();
  #clears = 0;
  readonly #drive = new StageDrive({
    map: async () => (await this.ports.client()?.map(null, null))?.state ?? null,
    target: () => this.state.target,
    mover: () => this.ports.fieldMover(),
    driving: (driving) => this.#patch({ driving }),
  });

  constructor(
    private readonly app: AppStore,
    private readonly ports: MapPorts,
  ) {
    app.api.subscribe((state, before) => {
      if (state.panel !== before.panel) this.#wake();
    });
    this.#wake();
  }

  /** Another slide: nothing that was shown or pointed at is of it. */
  begin(): void {
    this.#drive.stop();
    this.#shown = '';
    this.#foci.forget();
    this.#patch(EMPTY_MAP);
    this.#wake();
  }

  get state(): MapSlice {
    return this.app.state.map;
  }

  /** Size of the map in the panel, CSS px, and device px a CSS px. */
  resize(size: SizePx, pixelRatio = 1): void {
    this.#pixelRatio = Math.min(pixelRatio, MOST_PIXEL_RATIO);
    this.#size = { width: Math.max(1, Math.round(size.width)), height: Math.max(1, Math.round(size.height)) };
    this.#wake();
  }

  get size(): SizePx {
    return this.#size;
  }

  /** What is shown: chosen by hand, or all that is known. Null while nothing is. */
  frame(): MapFrame | null {
    const { frame, map } = this.state;
    if (frame) return frame;
    const all = this.islandShown() === map?.island ? around(map?.extent ?? null, this.#field()) : map?.extent;
    return all ? fitFrame(all, this.#size) : null;
  }

  show(frame: MapFrame | null): void {
    this.#patch({ frame });
    this.#wake();
  }

  showIsland(island: number | null): void {
    this.#patch({ island, frame: null, picture: null, place: null, focus: null, foci: [] });
    this.#shown = '';
    this.#foci.forget();
    this.#wake();
  }

  /** Tells what is there, and makes it the target. */
  async inspect(at: PointUm, focus: Focus | null = null): Promise<void> {
    const island = this.islandShown();
    if (island === null) return;
    this.#patch({ target: { island, at }, focus });
    const { layer } = this.state;
    const view = { island, origin: { x: at.x - 0.5, y: at.y - 0.5 }, umPerPx: 1, width: 1, height: 1, layer };
    const answer = await this.ports.client()?.map(view, null);
    const picture = answer?.picture;
    if (!picture || this.state.target?.at !== at) return;
    const p = picture.probability[0] ?? Number.NaN;
    const coverage = (picture.coverage[0] ?? COVERAGE.notSeen) as Coverage;
    this.#patch({ place: { island, at, probability: p >= 0 ? p : null, coverage } });
    this.#wake();
  }

  /** Opens the map, with the regions at hand to be looked through. */
  review(): void {
    this.app.page.openPanel('map');
    this.#patch({ reviewAsked: this.state.reviewAsked + 1 });
  }

  /** Shows a focus and leads to its middle. */
  async choose(focus: Focus): Promise<void> {
    const { x, y, width, height } = focus.bounds;
    const frame = this.frame();
    const centre = { x: x + width / 2, y: y + height / 2 };
    if (frame) this.show({ centre, umPerPx: frame.umPerPx });
    await this.inspect(centre, focus);
  }

  forgetTarget(): void {
    this.#drive.stop();
    this.#patch({ target: null, driving: false });
  }

  /** Forgets the map; `undoClear` brings it back for a while. */
  clear(): void {
    this.ports.send({ kind: 'clear' });
    this.#shown = '';
    this.#patch({
      cleared: ++this.#clears,
      place: null,
      focus: null,
      foci: [],
      fociTotal: 0,
      picture: null,
    });
    this.#wake();
  }

  undoClear(): void {
    if (this.state.cleared === null) return;
    this.ports.send({ kind: 'undo-clear' });
    this.#patch({ cleared: null });
    this.#wake();
  }

  /** The undo is no longer offered. */
  forgetCleared(cleared: number): void {
    if (this.state.cleared === cleared) this.#patch({ cleared: null });
  }

  /** Drives the stage to the target. */
  goThere(): Promise<void> {
    return this.#drive.go();
  }

  /** Null before anything was seen. */
  islandShown(): number | null {
    return this.state.island ?? this.state.map?.island ?? null;
  }

  #field(): RectUm | null {
    const field = this.state.map?.field;
    return field ? fieldOfView(field.size, field.placement) : null;
  }

  get #wanted(): boolean {
    return this.app.state.panel === 'map' || this.state.target !== null;
  }

  #wake(): void {
    clearTimeout(this.#timer);
    if (!this.#wanted) return;
    this.#timer = setTimeout(() => void this.#ask(), this.#asking ? POLL_MS : 0);
  }

  async #ask(): Promise<void> {
    if (this.#asking || !this.#wanted) return;
    this.#asking = true;
    try {
      await this.#refresh();
    } finally {
      this.#asking = false;
      clearTimeout(this.#timer);
      if (this.#wanted) this.#timer = setTimeout(() => void this.#ask(), POLL_MS);
    }
  }

  async #refresh(): Promise<void> {
    const client = this.ports.client();
    if (!client || document.visibilityState === 'hidden') return;
    const open = this.app.state.panel === 'map';
    const layer = this.#layer();
    const view = open ? this.#view(layer) : null;
    const key = JSON.stringify(view);
    const known = key === this.#shown ? (this.state.map?.revision ?? null) : null;
    const clears = this.#clears;
    const answer = await client.map(view, known);
    if (!answer) return;
    const { state: map, picture } = answer;
    this.#patch({ map, layer, ...(picture && { picture }) });
    if (view) this.#shown = key;
    // An answer from before the clear does not apply to its undo.
    if (!map.canUndoClear && this.state.cleared === clears) this.#patch({ cleared: null });
    this.#watchTarget();
    if (open) await this.#findFoci(client);
  }

  #watchTarget(): void {
    const { target, map, driving } = this.state;
    if (!target || !map?.field || driving || map.island !== target.island) return;
    if (wayTo(target.at, map.field.placement, map.field.size).reached) this.forgetTarget();
  }

  #layer(): MapSlice['layer'] {
    const layer = thresholdLayer(this.app.state);
    if (!layer) return null;
    const threshold = thresholdOf(layer, this.app.state.preferences.overlay.thresholds);
    return { modelId: layer.modelId, classId: layer.classId, threshold };
  }

  #view(layer: MapSlice['layer']): MapView | null {
    const frame = this.frame();
    const island = this.islandShown();
    if (!frame || island === null) return null;
    const { width, height } = this.#size;
    const { centre, umPerPx } = frame;
    return {
      island,
      origin: { x: centre.x - (width / 2) * umPerPx, y: centre.y - (height / 2) * umPerPx },
      umPerPx: umPerPx / this.#pixelRatio,
      width: Math.round(width * this.#pixelRatio),
      height: Math.round(height * this.#pixelRatio),
      layer: layer && { modelId: layer.modelId, classId: layer.classId },
    };
  }

  async #findFoci(client: EngineClient): Promise<void> {
    const found = await this.#foci.find(client, { ...this.state, island: this.islandShown() });
    if (!found) return;
    const { focus } = this.state;
    this.#patch({
      ...{ foci: found.foci, fociTotal: found.total },
      ...(focus && { focus: sameRegion(found.foci, focus) }),
    });
  }

  #patch(change: Partial<MapSlice>): void {
    this.app.slice('map').patch(change);
  }
}
