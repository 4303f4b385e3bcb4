import type { ModelManifest, OperatingPoint } from '../../domain/manifest';
import { contourColour } from '../../domain/overlay';
import type { StageSlideName } from '../../source/simulated/slide-names';

/** A model that the page has a switch for. Loaded ones carry their manifest. */
export interface ModelEntry {
  readonly id: string;
  readonly name: string;
  readonly loaded: LoadedManifest | null;
}

export interface LoadedManifest {
  readonly manifest: ModelManifest;
  /** Names the weights, hex. */
  readonly hash: string;
}

/**
 * Models that come with the app: the slides of the simulated stage that each one fits, the command and key that switch it, and whether
 * its foci lie in lymph nodes, for which alone the size classes of nodal metastases hold.
 */
export const BUILT_IN_MODELS = [
  {
    id: 'lymph-node-metastasis',
    classId: 'metastasis',
    slides: ['lymph-node', 'lymph-node-tissue'],
    action: 'modelLymphNode',
    key: 'l',
    nodal: true,
  },
  {
    id: 'prostate-cancer',
    classId: 'cancer',
    slides: ['prostate', 'prostate-tissue'],
    action: 'modelProstate',
    key: 'p',
    nodal: false,
  },
] as const;

/** Whether a model comes with the app. */
export const isBuiltIn = (modelId: string): modelId is (typeof BUILT_IN_MODELS)[number]['id'] =>
  BUILT_IN_MODELS.some(({ id }) => id === modelId);

/** Whether the size classes of nodal metastases hold for a model's foci. */
export const isNodal = (modelId: string): boolean =>
  BUILT_IN_MODELS.some(({ id, nodal }) => nodal && id === modelId);

/** Used until the operating point is read from the manifest. */
const PROVISIONAL_THRESHOLD = 0.5;

export function modelForSlide(slide: StageSlideName): string {
  const fits = ({ slides }: (typeof BUILT_IN_MODELS)[number]) =>
    (slides as readonly StageSlideName[]).includes(slide);
  return (BUILT_IN_MODELS.find(fits) ?? BUILT_IN_MODELS[0]).id;
}

/** Built-in models first, then any other that was loaded. `nameOf` gives the built-in ones' names. */
export function modelEntries(
  loaded: readonly LoadedManifest[],
  nameOf: (id: (typeof BUILT_IN_MODELS)[number]['id']) => string,
): readonly ModelEntry[] {
  const find = (id: string) => loaded.find(({ manifest }) => manifest.id === id) ?? null;
  const builtIn = BUILT_IN_MODELS.map(({ id }) => ({ id, name: nameOf(id), loaded: find(id) }));
  const others = loaded
    .filter(({ manifest }) => !BUILT_IN_MODELS.some(({ id }) => id === manifest.id))
    .map((entry) => ({ id: entry.manifest.id, name: entry.manifest.name, loaded: entry }));
  return [...builtIn, ...others];
}

/** CSS colours in which the classes of a loaded model are outlined; none while it is not loaded. */
export function contourColoursOf(loaded: readonly LoadedManifest[], modelId: string): readonly string[] {
  return loaded
    .flatMap(({ manifest }) => manifest.classes.map(() => manifest.id))
    .flatMap((id, place) => (id === modelId ? [`rgb(${contourColour(place).join(' ')})`] : []));
}

/** One drawn class of one model. */
export interface ModelLayer {
  readonly key: string;
  readonly modelId: string;
  readonly classId: string;
  readonly operatingPoint: OperatingPoint | null;
  readonly operatingPoints: readonly OperatingPoint[];
  /** Of a user's own model, which has no operating points: where its threshold begins. */
  readonly firstThreshold?: number;
}

const layersByModels = new WeakMap<readonly LoadedManifest[], readonly ModelLayer[]>();

/** Layers of all models. The same list gives the same layers, so that they can be compared by identity. */
export function layersOf(loaded: readonly LoadedManifest[]): readonly ModelLayer[] {
  const layers = layersByModels.get(loaded) ?? makeLayers(loaded);
  layersByModels.set(loaded, layers);
  return layers;
}

function makeLayers(loaded: readonly LoadedManifest[]): readonly ModelLayer[] {
  const provisional = BUILT_IN_MODELS.filter(
    ({ id }) => !loaded.some(({ manifest }) => manifest.id === id),
  ).map(({ id, classId }) => ({
    key: layerKey(id, classId),
    modelId: id,
    classId,
    operatingPoint: null,
    operatingPoints: [],
  }));
  const known = loaded.flatMap(({ manifest }) =>
    manifest.classes.map((entry) => ({
      key: layerKey(manifest.id, entry.id),
      modelId: manifest.id,
      classId: entry.id,
      operatingPoint:
        manifest.operatingPoints.find(({ id }) => id === manifest.defaultOperatingPoint) ?? null,
      operatingPoints: manifest.operatingPoints,
      ...(entry.threshold !== undefined && { firstThreshold: entry.threshold }),
    })),
  );
  return [...known, ...provisional];
}

/** Words for a layer: its model, or its class where the model has several. */
export function layerName(
  { modelId, classId }: ModelLayer,
  loaded: readonly LoadedManifest[],
  modelName: string,
): string {
  const classes = loaded.find(({ manifest }) => manifest.id === modelId)?.manifest.classes ?? [];
  return classes.length > 1 ? (classes.find(({ id }) => id === classId)?.name ?? modelName) : modelName;
}

export const layerKey = (modelId: string, classId: string) => `${modelId}/${classId}`;

/** Threshold in force: the user's, else the default operating point, else a provisional one. 0..1. */
export function thresholdOf(layer: ModelLayer, chosen: Readonly<Record<string, number>>): number {
  return (
    chosen[layer.key] ?? layer.operatingPoint?.threshold ?? layer.firstThreshold ?? PROVISIONAL_THRESHOLD
  );
}

/** The operating point that the threshold stands on, if any. */
export function operatingPointAt(layer: ModelLayer, threshold: number): OperatingPoint | null {
  return layer.operatingPoints.find((point) => Math.abs(point.threshold - threshold) < 0.0005) ?? null;
}
