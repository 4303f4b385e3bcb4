import { readBareOnnx, readTfjs } from './bare';
import { BIOIMAGE_FILES, readBioimage } from './bioimage';
import type { ModelDraft } from './draft';
import { readOwnPackage } from './own-manifest';
import { invalid, type PackageFiles } from './package-files';
import { readWsinfer } from './wsinfer';

const ending = (files: PackageFiles, end: string) => [...files.keys()].filter((path) => path.endsWith(end));

/**
 * Reads a package of any of the kinds that Reticle knows, told apart by the files that are in it.
 * @throws ReticleError 'model-invalid', 'model-missing', 'model-corrupt' saying what is wrong with which file
 */
export async function readPackage(files: PackageFiles): Promise<ModelDraft> {
  if (files.has('manifest.json')) return readOwnPackage(files);
  const description = BIOIMAGE_FILES.find((name) => files.has(name));
  if (description) return readBioimage(files, description);
  const networks = ending(files, '.onnx');
  const [onnx] = networks;
  if (networks.length > 1)
    throw invalid(
      `The package holds ${networks.length} networks (${networks.slice(0, 3).join(', ')}) and no description of which to run.`,
      'Drop one of them alone, with its description where it has one.',
    );
  if (onnx !== undefined)
    return files.has('config.json') ? readWsinfer(files, 'config.json', onnx) : readBareOnnx(files, onnx);
  const json = files.has('model.json') ? 'model.json' : ending(files, 'model.json')[0];
  if (json !== undefined) return readTfjs(files, json);
  if (
    ending(files, '.pt').length +
      ending(files, '.pth').length +
      ending(files, '.h5').length +
      ending(files, '.keras').length >
    0
  )
    throw invalid(
      'The package holds weights of PyTorch or Keras, which a browser cannot run.',
      'Export the model to ONNX: docs/bring-a-model.md shows how.',
    );
  throw invalid(
    'The files hold no model that Reticle knows: no bioimageio.yaml, no .onnx, no model.json and no manifest.json.',
    'Drop the folder or the ZIP of a model, or its .onnx file.',
  );
}
