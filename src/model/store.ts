import { ReticleError } from '../domain/errors';
import type { ModelManifest } from '../domain/manifest';
import type { ModelPackage, Topology } from '../domain/model-package';
import { concat, fetchFile, sha256 } from './files';
import { parseManifest } from './manifest';
import { parseTopology, unfiniteWeight } from './topology';

const MB = 2 ** 20;
/** Largest files, bytes. A million float32 parameters are 4 MB. */
export const LIMITS = { manifest: 1 * MB, topology: 8 * MB, weights: 64 * MB };

/** Names the weights in every result: sha256 of the files' hex sha256 in manifest order, without separators. */
export function modelHash(manifest: Pick<ModelManifest, 'files'>): Promise<string> {
  return sha256(new TextEncoder().encode(manifest.files.map((file) => file.sha256).join('')));
}

/**
 * Fetches a model folder and verifies each of its files; nothing is fetched a second time.
 * @param baseUrl absolute URL of the folder
 * @param progress called with 0..1 as files arrive
 * @throws ReticleError 'model-missing', 'model-invalid', 'model-corrupt'
 */
export async function fetchModel(
  baseUrl: string,
  progress: (fraction: number) => void = () => {},
): Promise<ModelPackage> {
  const base = new URL(baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`);
  const where = base.pathname;
  const decoder = new TextDecoder();
  const manifest = parseManifest(
    decoder.decode(await fetchFile(new URL('manifest.json', base), LIMITS.manifest)),
    where,
  );
  let arrived = 0;
  const files = new Map(
    await Promise.all(
      manifest.files.map(async ({ path, sha256: expected }) => {
        const limit = path === 'model.json' ? LIMITS.topology : LIMITS.weights;
        const data = await fetchFile(new URL(path, base), limit);
        await verify(data, expected, `${where}${path}`);
        progress(++arrived / manifest.files.length);
        return [path, data] as const;
      }),
    ),
  );
  const topology = parseTopology(decoder.decode(files.get('model.json')), where);
  return {
    manifest,
    hash: await modelHash(manifest),
    topology,
    weights: joinWeights(topology, files, where),
  };
}

async function verify(data: ArrayBuffer, expected: string, name: string): Promise<void> {
  const found = await sha256(data);
  if (found === expected) return;
  throw new ReticleError(
    'model-corrupt',
    `${name} is not the file its manifest names: sha256 is ${found.slice(0, 12)}..., not ${expected.slice(0, 12)}...`,
    'It was damaged or exchanged on the way. Put the whole model folder in place again, and reload the page.',
  );
}

function joinWeights(
  topology: Topology,
  files: ReadonlyMap<string, ArrayBuffer>,
  where: string,
): ArrayBuffer {
  const parts = topology.paths.map((path) => {
    const data = files.get(path);
    // Without a sha256 in the manifest a file would go unverified.
    if (!data)
      throw new ReticleError(
        'model-invalid',
        `model.json of the model at ${where} needs ${path}, which "files" of its manifest.json does not list.`,
        'List every file with its sha256 in the manifest.',
      );
    return data;
  });
  const bytes = parts.reduce((sum, part) => sum + part.byteLength, 0);
  if (bytes !== topology.weightBytes)
    throw new ReticleError(
      'model-corrupt',
      `The weights of the model at ${where} are ${bytes} bytes; its model.json describes ${topology.weightBytes}.`,
      'The weights are cut short or belong to another model.json. Export the model again.',
    );
  const weights = concat(parts, bytes);
  const unfinite = unfiniteWeight(topology, weights);
  if (unfinite !== null)
    throw new ReticleError(
      'model-corrupt',
      `The weights ${unfinite} of the model at ${where} hold values that are not finite numbers.`,
      'Its training went wrong, or float16 was too small for them. Export the model again.',
    );
  return weights;
}
