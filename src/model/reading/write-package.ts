import type { OwnManifest } from '../../domain/manifest';
import type { ModelPackage } from '../../domain/model-package';
import { sha256 } from '../files';
import type { PackageFiles } from './package-files';

/** The files of a kept model, as Reticle reads them again: manifest.json beside its network. */
export async function writePackage(
  own: OwnManifest,
  { topology, weights }: Pick<ModelPackage, 'topology' | 'weights'>,
): Promise<PackageFiles> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value, null, 1));
  if (topology.format === 'onnx') files.set('model.onnx', new Uint8Array(weights));
  else {
    const { format, topology: modelTopology, weightSpecs } = topology;
    const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
    files.set('model.json', json({ format, modelTopology, weightsManifest }));
    files.set('weights.bin', new Uint8Array(weights));
  }
  const sums = await Promise.all(
    [...files].map(async ([path, bytes]) => ({ path, sha256: await sha256(bytes) })),
  );
  files.set('manifest.json', json({ ...own, files: sums }));
  return files;
}
