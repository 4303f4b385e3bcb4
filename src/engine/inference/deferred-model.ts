import type { ModelManifest } from '../../domain/manifest';
import type { ModelPackage } from '../../domain/model-package';
import type { LoadedModel, Progress } from '../../domain/runtime';
import type { TileInput, TileOutput } from '../../domain/tile';

/** A model that is built and warmed up when it is first needed. One that is never switched on costs nothing. */
export class DeferredModel implements LoadedModel {
  #building: Promise<LoadedModel> | null = null;
  #built = false;
  #disposed = false;

  constructor(
    private readonly pack: Pick<ModelPackage, 'manifest' | 'hash'>,
    private readonly make: (progress: Progress) => Promise<LoadedModel>,
    private readonly progress: Progress,
  ) {}

  get manifest(): ModelManifest {
    return this.pack.manifest;
  }

  get hash(): string {
    return this.pack.hash;
  }

  /** Whether it runs without being built first. */
  get built(): boolean {
    return this.#built;
  }

  /** Builds it, once. After a failure the next call tries again. Throws ReticleError. */
  async build(): Promise<void> {
    await this.#model();
  }

  async infer(input: TileInput): Promise<TileOutput> {
    return (await this.#model()).infer(input);
  }

  dispose(): void {
    this.#disposed = true;
    void this.#building?.then(
      (model) => model.dispose(),
      () => {},
    );
  }

  #model(): Promise<LoadedModel> {
    this.#building ??= this.#build();
    return this.#building;
  }

  async #build(): Promise<LoadedModel> {
    const tell: Progress = (fraction, stage) => {
      if (!this.#disposed) this.progress(fraction, stage);
    };
    try {
      const model = await this.make(tell);
      this.#built = true;
      return model;
    } catch (cause) {
      this.#building = null;
      throw cause;
    } finally {
      tell(1, '');
    }
  }
}
