import { asModel, type OwnManifest, ownManifestSchema } from '../../domain/manifest';
import type { ModelPackage } from '../../domain/model-package';
import type { Step } from '../../domain/processing';
import { sha256 } from '../files';
import { modelHash } from '../store';
import type { DraftAnswers, ModelDraft } from './draft';
import { invalid } from './package-files';

/** How much coarser than its own px a picture may be for a model of which nothing else is known. */
const COARSER = 1.25;

/** The manifest of a model that the user brings, with what the user told of it. */
export async function finishDraft(draft: ModelDraft, answers: DraftAnswers): Promise<OwnManifest> {
  const { umPerPx } = answers;
  const grid = draft.own ?? gridOf(draft, answers.detail);
  const path = draft.engine === 'onnx' ? 'model.onnx' : 'weights.bin';
  const sum = await sha256(draft.weights);
  const told: OwnManifest = {
    schema: 2,
    id: `own-${sum.slice(0, 12)}`,
    version: draft.version.slice(0, 40) || '1',
    task: 'segmentation',
    name: answers.name.trim().slice(0, 80) || draft.name.slice(0, 80),
    description: draft.description.slice(0, 2000) || 'No description came with it.',
    researchUseOnly: true,
    classes: answers.classes.map(({ channel, name, threshold }) => ({
      id: `class-${channel}`,
      name: name.trim().slice(0, 80) || `Class ${channel + 1}`,
      threshold,
    })),
    umPerPx,
    umPerPxRange: [umPerPx / 4, umPerPx * COARSER],
    tile: draft.tile,
    margin: grid.margin,
    stride: grid.stride,
    cellUm: grid.stride * umPerPx,
    expects: answers.expects,
    network: {
      engine: draft.engine,
      input: answers.input,
      output: {
        ...draft.output,
        steps: draft.described ? draft.output.steps : stepsOf(answers.activation),
        keep: answers.classes.map(({ channel }) => channel),
      },
    },
    licence: draft.licence?.slice(0, 200) ?? null,
    authors: draft.authors.map((name) => name.slice(0, 200)).filter((name) => name !== ''),
    files: [{ path, sha256: sum }],
  };
  const result = ownManifestSchema.safeParse(told);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalid(
    `What was told of the model does not fit: "${issue?.path.join('.')}" ${issue?.message}.`,
    'Correct it, and take the model in again.',
    result.error,
  );
}

const stepsOf = (activation: DraftAnswers['activation']): Step[] =>
  activation === 'none' ? [] : [{ kind: activation }];

/** Cells of at least `detail` px that fit between the borders of a tile. */
export function gridOf(
  { tile, margin, output }: Pick<ModelDraft, 'tile' | 'margin' | 'output'>,
  detail: number,
): { readonly margin: number; readonly stride: number } {
  if (output.axes === 'bc') return { margin: 0, stride: tile };
  const step = output.stride ?? 1;
  const stride = step * Math.max(1, Math.ceil(detail / step));
  for (let cells = Math.floor((tile - 2 * margin) / stride); cells > 0; cells--) {
    const border = (tile - cells * stride) / 2;
    if (Number.isInteger(border)) return { margin: border, stride };
  }
  throw invalid(
    `A border of ${margin} px leaves nothing of a tile of ${tile} px for cells of ${stride} px.`,
    'Choose smaller cells.',
  );
}

/** A finished model as it is run. */
export async function packageOf(
  own: OwnManifest,
  draft: Pick<ModelDraft, 'topology' | 'weights'>,
): Promise<ModelPackage> {
  return {
    manifest: asModel(own),
    hash: await modelHash(own),
    topology: draft.topology,
    weights: draft.weights,
  };
}
