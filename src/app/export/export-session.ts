import type { CaseStore } from '../../capture/case-store';
import type { DrawnAnnotation } from '../../domain/annotation';
import type { Case, StoredSnapshot } from '../../domain/case';
import { ReticleError, toErrorReport } from '../../domain/errors';
import type { Measurement } from '../../domain/measurement';
import { slideIdOf } from '../../domain/slide';
import type { ExportedFile, ExportInput, FormatId } from '../../export/adapter';
import { exportCase } from '../../export/export-case';
import { reading } from '../../export/reading/reading';
import { t } from '../i18n/i18n';
import type { Slice } from '../state/store';
import { canExport, type ExportState, isBusy } from './export-state';
import { addAnnotations, restoreCase } from './restore';
import { slidesToExport } from './slides-to-export';

export interface ExportPorts {
  /** The one store of the page. */
  readonly openStore: () => Promise<CaseStore>;
  /** Figures of a snapshot, as they are exported. */
  readonly measure: (stored: StoredSnapshot, kase: Case) => readonly Measurement[];
  /** Annotations of the live slide: written out before they are read, and read again after an import. */
  readonly live: { flush(): Promise<void>; readAgain(caseId: string): Promise<void> };
  readonly save: (file: ExportedFile) => void;
  readonly version: string;
  readonly now: () => Date;
}

/** Export and import of cases, without their looks. */
export class ExportSession {
  #store: Promise<CaseStore> | null = null;
  #abort: AbortController | null = null;
  /** A list that comes after another choice is dropped. */
  #generation = 0;

  constructor(
    private readonly slice: Slice<ExportState>,
    private readonly ports: ExportPorts,
  ) {}

  get state(): ExportState {
    return this.slice.state;
  }

  /** Opens the dialog, on a case or one of its snapshots where they are given. */
  async open(
    at: { readonly caseId?: string | null; readonly slideId?: string; readonly snapshotId?: string } = {},
  ): Promise<void> {
    this.#patch({ open: true, ...(!isBusy(this.state) && { work: { kind: 'idle' } }) });
    await this.#guard(async () => {
      await this.#reload(at.caseId ?? this.state.caseId, at.snapshotId ?? null, at.slideId ?? null);
    });
  }

  /** What runs goes on; its file comes all the same. */
  close(): void {
    this.#patch({ open: false });
  }

  chooseCase(caseId: string): Promise<void> {
    return this.#guard(() => this.#reload(caseId, null));
  }

  chooseSlide(slideId: string | null): Promise<void> {
    return this.#guard(() => this.#reload(this.state.caseId, null, slideId));
  }

  chooseSnapshot(snapshotId: string | null): void {
    this.#patch({ snapshotId });
  }

  setFormat(format: FormatId, on: boolean): void {
    const others = this.state.formats.filter((entry) => entry !== format);
    this.#patch({ formats: on ? [...others, format] : others });
  }

  setCoordinates(coordinates: 'px' | 'um'): void {
    this.#patch({ coordinates });
  }

  async export(): Promise<void> {
    const { state } = this;
    const kase = state.cases?.find(({ id }) => id === state.caseId);
    if (!canExport(state) || !kase) return;
    const abort = new AbortController();
    this.#abort = abort;
    this.#patch({ work: { kind: 'exporting', share: 0, file: null } });
    await this.#guard(async () => {
      const input = await this.#input(kase);
      const file = await exportCase(input, state.formats, {
        signal: abort.signal,
        onProgress: ({ file: name, index, of }) =>
          this.#patch({ work: { kind: 'exporting', share: (index + 1) / of, file: name } }),
      });
      abort.signal.throwIfAborted();
      this.ports.save(file);
      this.#patch({ work: { kind: 'saved', name: file.name, bytes: file.blob.size } });
    }, abort.signal);
  }

  /** Stops an export between two files. */
  cancel(): void {
    this.#abort?.abort();
    this.#patch({ work: { kind: 'idle' } });
  }

  /** Reads an archive into the store, or a GeoJSON file into the chosen snapshot, and opens the dialog on it. */
  async import(file: File): Promise<void> {
    if (isBusy(this.state)) return;
    this.#patch({ open: true, work: { kind: 'importing', name: file.name } });
    await this.#guard(async () => {
      if (await isArchive(file)) await this.#importArchive(file);
      else await this.#importGeojson(file);
    });
  }

  async undoImport(): Promise<void> {
    const { work, caseId, snapshotId } = this.state;
    if (work.kind !== 'annotated') return;
    await this.#guard(async () => {
      await work.result.undo();
      await this.#reload(caseId, snapshotId);
      this.#patch({ work: { kind: 'undone' } });
    });
  }

  async #importArchive(file: File): Promise<void> {
    const parsed = await reading().archive(file);
    const restored = await restoreCase(await this.#cases(), parsed);
    await this.ports.live.readAgain(parsed.case.id);
    await this.#reload(parsed.case.id, null);
    this.#patch({ work: { kind: 'restored', case: restored } });
  }

  async #importGeojson(file: File): Promise<void> {
    const store = await this.#cases();
    const { snapshotId: named, look } = await reading().originOf(file);
    if (look) throw new ReticleError('file-unsupported', t('export.liveFile'), t('export.liveFileRemedy'));
    if (this.state.cases === null) await this.#reload(this.state.caseId, null);
    const target = (named && (await find(store, named))) || this.#chosen();
    if (!target) throw new ReticleError('file-unsupported', t('export.noTarget'), t('export.noTargetRemedy'));
    const kase = (await store.cases()).find(({ id }) => id === target.caseId);
    const { width, height, stage, calibration } = target;
    const parsed = await reading().geojson(file, {
      snapshot: { width, height, stage, calibration },
      classes: kase?.classes ?? [],
      now: this.ports.now().toISOString(),
    });
    const result = await addAnnotations(
      store,
      { caseId: target.caseId, snapshotId: target.id, annotations: target.annotations },
      parsed,
    );
    await this.#reload(target.caseId, target.id);
    this.#patch({ work: { kind: 'annotated', number: target.number, result } });
  }

  /** The chosen snapshot, or the only one there is. */
  #chosen() {
    const { snapshots, snapshotId } = this.state;
    return snapshotId === null && snapshots.length === 1
      ? snapshots[0]
      : snapshots.find(({ id }) => id === snapshotId);
  }

  async #input(kase: Case): Promise<ExportInput> {
    const { slides, slideId, snapshots, snapshotId, coordinates } = this.state;
    const store = await this.#cases();
    const taken = snapshots.filter(({ id }) => snapshotId === null || snapshotId === id);
    const chosen = slides.filter(({ id }) => slideId === null || id === slideId);
    // They are the whole slide's, not one snapshot's.
    const whole = snapshotId === null;
    const drawn = whole ? await this.#drawn(kase.id, slideId) : [];
    return {
      case: kase,
      slides: slidesToExport(store, chosen, whole && this.state.formats.includes('archive')),
      snapshots: taken.map((snapshot) => ({
        snapshot,
        read: async () => {
          const stored = await store.get(snapshot.id);
          return { parts: stored.parts, measurements: this.ports.measure(stored, kase) };
        },
      })),
      drawn,
      options: { coordinates },
      version: this.ports.version,
    };
  }

  async #reload(
    caseId: string | null,
    snapshotId: string | null,
    slideId: string | null = null,
  ): Promise<void> {
    const generation = ++this.#generation;
    const store = await this.#cases();
    const cases = await store.cases();
    const chosen = cases.find(({ id }) => id === caseId) ?? cases[0];
    const slides = chosen ? await store.slides(chosen.id) : [];
    const slide = slides.find(({ id }) => id === slideId)?.id ?? null;
    const all = chosen ? await store.snapshots(chosen.id) : [];
    const snapshots = all.filter((snapshot) => slide === null || slideIdOf(snapshot) === slide);
    const drawn = chosen ? (await this.#drawn(chosen.id, slide)).length : 0;
    if (generation !== this.#generation) return;
    const known = snapshots.some(({ id }) => id === snapshotId);
    this.#patch({
      ...{ cases, slides, snapshots, drawn },
      slideId: slide,
      caseId: chosen?.id ?? null,
      snapshotId: known ? snapshotId : null,
    });
  }

  async #drawn(caseId: string, slideId: string | null): Promise<readonly DrawnAnnotation[]> {
    await this.ports.live.flush();
    return (await this.#cases()).drawn(caseId, slideId ?? undefined);
  }

  async #cases(): Promise<CaseStore> {
    this.#store ??= this.ports.openStore();
    try {
      return await this.#store;
    } catch (error) {
      // Tried again the next time.
      this.#store = null;
      throw error;
    }
  }

  async #guard(work: () => Promise<void>, signal?: AbortSignal): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (signal?.aborted) return;
      const report = toErrorReport(error, {
        code: 'export-failed',
        message: t('export.failed'),
        remedy: t('export.failedRemedy'),
      });
      this.#patch({ work: { kind: 'failed', report }, cases: this.state.cases ?? [] });
    }
  }

  #patch(change: Partial<ExportState>): void {
    this.slice.patch(change);
  }
}

/** Whether an import takes this file; all others are pictures and videos to look at. */
export function isImportable({ name }: File): boolean {
  return /\.(zip|geojson|json|geojson\.gz|json\.gz)$/i.test(name);
}

/** By its first bytes and what it holds: a name may lie. */
async function isArchive(file: Blob): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  if (head[0] !== 0x50 || head[1] !== 0x4b) return false;
  const { isGeojsonZip } = await import('../../export/geojson/open-file');
  return !(await isGeojsonZip(file));
}

async function find(store: CaseStore, snapshotId: string) {
  for (const { id } of await store.cases()) {
    const found = (await store.snapshots(id)).find((snapshot) => snapshot.id === snapshotId);
    if (found) return found;
  }
  return null;
}
