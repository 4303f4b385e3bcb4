import type { OwnManifest } from '../domain/manifest';
import type { ModelPackage } from '../domain/model-package';
import { inputChannels } from '../domain/network-spec';
import type { Progress } from '../domain/runtime';
import { FIRST_RUN_MS, ModelWorker } from './model-worker';
import type { DraftAnswers, ModelDraft } from './reading/draft';
import { finishDraft, packageOf } from './reading/finish';
import { invalid } from './reading/package-files';

/** What a model did when it was tried. */
export interface CheckedModel {
  readonly own: OwnManifest;
  readonly pack: ModelPackage;
  /** Greatest difference from the author's own answers, over all test tensors; null: the package has none. */
  readonly parity: number | null;
  /** Time for one tile here, ms. */
  readonly tileMs: number;
}

const KEY = 1;
const PATIENT = { silentForMs: FIRST_RUN_MS };

/** Tries models in a worker of their own: what one does there harms nothing else. */
export class PackageChecker {
  /** Fills in what only running the network tells: how many classes it gives. @throws ReticleError */
  async complete(draft: ModelDraft): Promise<ModelDraft> {
    if (draft.output.channels > 0) return draft;
    return alone(async (worker) => {
      const { input, tile, output } = draft;
      const channels = inputChannels({ input });
      const dims = input.axes === 'bcyx' ? [1, channels, tile, tile] : [1, tile, tile, channels];
      const pack = { topology: draft.topology, weights: draft.weights };
      const found = await worker.call('probe', { pack, name: draft.name, dims }, PATIENT);
      const last = found.at(-1) ?? 0;
      if (found.length === 2)
        return { ...draft, output: { ...output, axes: 'bc', channels: last, stride: tile } };
      const axes = draft.engine === 'tfjs' || found[1] === undefined || found[1] > 256 ? 'byxc' : output.axes;
      const classes = axes === 'byxc' ? last : (found[1] ?? 0);
      if (found.length !== 4 || classes < 1 || classes > 256)
        throw invalid(
          `The network gives [${found.join(', ')}] for a tile of ${tile} px; [batch, classes, rows, columns] was expected.`,
          'Export it with one map of probabilities as output.',
        );
      return { ...draft, output: { ...output, axes, channels: classes } };
    });
  }

  /** Builds the model, runs it on a test field and on its author's test tensors. @throws ReticleError */
  async check(draft: ModelDraft, answers: DraftAnswers, progress: Progress): Promise<CheckedModel> {
    const own = await finishDraft(draft, answers);
    const pack = await packageOf(own, draft);
    return alone(async (worker) => {
      await worker.load({ key: KEY, pack, batch: 1 }, progress);
      const { tile } = pack.manifest;
      const began = performance.now();
      await worker.call(
        'infer',
        { key: KEY, data: new Float32Array(tile * tile * 3), count: 1, size: tile },
        PATIENT,
      );
      const tileMs = performance.now() - began;
      let parity: number | null = null;
      for (const test of draft.tests) {
        progress(0.8, 'Comparing with the answers of its author');
        const error = await worker.call('parity', { key: KEY, test }, PATIENT);
        parity = parity === null || !(error <= parity) ? error : parity;
      }
      return { own, pack, parity, tileMs };
    });
  }
}

async function alone<T>(work: (worker: ModelWorker) => Promise<T>): Promise<T> {
  const worker = new ModelWorker({ backend: 'wasm', slowMs: 0 });
  try {
    return await work(worker);
  } finally {
    worker.close();
  }
}
