import { type ErrorReport, toErrorReport } from '../../domain/errors';
import { asModel } from '../../domain/manifest';
import type { ModelPackage } from '../../domain/model-package';
import type { EngineCommand } from '../../engine/port';
import type { DraftAnswers, ModelDraft } from '../../model/bring';
import { t } from '../i18n/i18n';
import type { AppStore } from '../state/store';
import type { KeptModel, ModelLibrary, ModelNetwork } from './model-library';
import type { ModelsState } from './models-state';
import { type PlacedFile, packageFromFiles } from './package-from-files';

/** So many have a switch at a time: each takes memory, and a snapshot holds the maps of all. */
export const MOST_LOADED = 6;

export interface ModelPorts {
  readonly openLibrary: () => Promise<ModelLibrary>;
  readonly bring: () => Promise<typeof import('../../model/bring')>;
  readonly send: (command: EngineCommand) => void;
  readonly save: (blob: Blob, name: string) => void;
  readonly now: () => number;
}

const FALLBACK: ErrorReport = {
  code: 'model-invalid',
  message: 'The model could not be taken in.',
  remedy: 'Nothing was changed. Try again, or get the package again from its author.',
};

/** The models that the user brings: read, tried, kept, listed, loaded into the engine and taken out of it. */
export class ModelSession {
  #library: Promise<ModelLibrary> | null = null;
  #draft: ModelDraft | null = null;
  /** Rises with each package: what belongs to an earlier one is dropped. */
  #attempt = 0;

  constructor(
    private readonly store: AppStore,
    private readonly ports: ModelPorts,
  ) {}

  /** Lists what is kept, and loads what was loaded. Called for each new engine, which knows nothing of them. */
  async start(): Promise<void> {
    try {
      await this.#list();
      for (const model of this.#state.kept) if (model.loaded) await this.#send(model);
    } catch (cause) {
      this.#tell(cause);
    }
  }

  /** Reads a package, and asks for what it does not tell. What is wrong with it is said in place of that. */
  async open(files: readonly PlacedFile[]): Promise<void> {
    const attempt = ++this.#attempt;
    this.#draft = null;
    this.store.page.openPanel('models');
    this.#patch({
      draft: null,
      problem: null,
      missed: null,
      progress: { fraction: 0, stage: t('ownModels.reading') },
    });
    try {
      const { readPackage, PackageChecker } = await this.ports.bring();
      const read = await readPackage(await packageFromFiles(files));
      const draft = await new PackageChecker().complete(read);
      if (attempt !== this.#attempt) return;
      this.#draft = draft;
      const { topology: _, weights: __, tests, own: ___, ...shown } = draft;
      this.#patch({ draft: { ...shown, id: attempt, testCount: tests.length }, progress: null });
    } catch (cause) {
      if (attempt === this.#attempt) this.#patch({ progress: null, problem: toErrorReport(cause, FALLBACK) });
    }
  }

  cancel(): void {
    this.#attempt++;
    this.#draft = null;
    this.#patch({ draft: null, progress: null, problem: null, missed: null });
  }

  /**
   * Tries the model with what the user told of it, keeps it and switches it on. One that computes otherwise than its
   * author saw is kept only where `anyway` says so.
   */
  async takeIn(answers: DraftAnswers, anyway = false): Promise<void> {
    const draft = this.#draft;
    if (!draft) return;
    const attempt = this.#attempt;
    this.#patch({ problem: null, missed: null, progress: { fraction: 0, stage: t('ownModels.trying') } });
    try {
      const { PackageChecker, PARITY_TOLERANCE } = await this.ports.bring();
      const { pack, own, parity, tileMs } = await new PackageChecker().check(
        draft,
        answers,
        (fraction, stage) => {
          if (attempt === this.#attempt) this.#patch({ progress: { fraction, stage } });
        },
      );
      if (attempt !== this.#attempt) return;
      if (parity !== null && !(parity <= PARITY_TOLERANCE) && !anyway) {
        this.#patch({ progress: null, missed: parity });
        return;
      }
      const loaded = this.#loadedCount(own.id) < MOST_LOADED;
      const kept: KeptModel = {
        ...{ own, hash: pack.hash, bytes: pack.weights.byteLength, importedAt: this.ports.now() },
        ...{ parity, tileMs, loaded },
      };
      const library = await this.#open();
      await library.put(kept, { topology: pack.topology, weights: pack.weights });
      await this.#list();
      this.cancel();
      if (!loaded) return;
      this.ports.send({ kind: 'add-model', pack });
      this.store.overlay.setModelEnabled(own.id, true);
    } catch (cause) {
      if (attempt === this.#attempt) this.#patch({ progress: null, problem: toErrorReport(cause, FALLBACK) });
    }
  }

  /** Gives a kept model its switch, or takes it and its memory away. */
  setLoaded(id: string, loaded: boolean): Promise<void> {
    return this.#change(id, async (model, library) => {
      if (loaded && this.#loadedCount(id) >= MOST_LOADED) return;
      const changed = { ...model, loaded };
      await library.update(changed);
      if (loaded) await this.#send(changed);
      else this.ports.send({ kind: 'remove-model', modelId: id });
    });
  }

  rename(id: string, name: string): Promise<void> {
    const told = name.trim().slice(0, 80);
    return this.#change(id, async (model, library) => {
      if (told === '' || told === model.own.name) return;
      const changed = { ...model, own: { ...model.own, name: told } };
      await library.update(changed);
      if (changed.loaded) await this.#send(changed);
    });
  }

  /** Deletes a model; it can be taken back. */
  remove(id: string): Promise<void> {
    return this.#change(id, async (model, library) => {
      const network = await library.network(id).catch(() => null);
      const gone = async () => {
        await library.remove(id);
        this.ports.send({ kind: 'remove-model', modelId: id });
        await this.#list();
        return true;
      };
      await gone();
      const label = t('ownModels.deleted', { name: model.own.name });
      if (network)
        this.store.history.push({
          label,
          group: 'models',
          undo: () => this.#restore(model, network),
          redo: gone,
        });
      this.store.slice('history').patch({ offer: { id: this.store.nextId(), label, group: 'models' } });
    });
  }

  /** Saves a model as a package that Reticle reads again. */
  export(id: string): Promise<void> {
    return this.#change(id, async (model, library) => {
      const { writePackage } = await this.ports.bring();
      const files = await writePackage(model.own, await library.network(id));
      const zip = await import('@zip.js/zip.js/lib/zip-core-native.js');
      zip.configure({ useWebWorkers: false });
      const writer = new zip.ZipWriter(new zip.BlobWriter('application/zip'), { useWebWorkers: false });
      for (const [path, bytes] of files) await writer.add(path, new zip.Uint8ArrayReader(bytes));
      const name = model.own.name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'model';
      this.ports.save(await writer.close(), `${name}.zip`);
    });
  }

  async #restore(model: KeptModel, network: ModelNetwork): Promise<boolean> {
    await (await this.#open()).put(model, network);
    await this.#list();
    if (model.loaded) await this.#send(model);
    return true;
  }

  async #send({ own, hash }: KeptModel): Promise<void> {
    const network = await (await this.#open()).network(own.id);
    const pack: ModelPackage = { manifest: asModel(own), hash, ...network };
    this.ports.send({ kind: 'add-model', pack });
  }

  async #change(id: string, work: (model: KeptModel, library: ModelLibrary) => Promise<void>): Promise<void> {
    const model = this.#state.kept.find(({ own }) => own.id === id);
    if (!model) return;
    try {
      await work(model, await this.#open());
      await this.#list();
    } catch (cause) {
      this.#tell(cause);
    }
  }

  async #list(): Promise<void> {
    this.#patch({ kept: await (await this.#open()).list() });
  }

  #open(): Promise<ModelLibrary> {
    this.#library ??= this.ports.openLibrary().catch((cause: unknown) => {
      this.#library = null;
      throw cause;
    });
    return this.#library;
  }

  #loadedCount(except: string): number {
    return this.#state.kept.filter(({ loaded, own }) => loaded && own.id !== except).length;
  }

  get #state(): ModelsState {
    return this.store.state.ownModels;
  }

  #patch(change: Partial<ModelsState>): void {
    this.store.slice('ownModels').patch(change);
  }

  #tell(cause: unknown): void {
    this.store.page.notify({
      tone: 'error',
      report: toErrorReport(cause, FALLBACK),
      ways: [],
      topic: 'own-models',
    });
  }
}
