import { type ModelManifest, manifestSchema } from '../domain/manifest';
import { parseFailure, parseJson } from '../domain/parse';

/**
 * Validates the content of a manifest.json.
 * @param where the model's folder, for the message
 * @throws ReticleError 'model-invalid' naming the wrong fields
 */
export function parseManifest(text: string, where: string): ModelManifest {
  const options = {
    code: 'model-invalid',
    what: `manifest.json of the model at ${where}`,
    remedy: 'Correct the named field, or get the model folder again from its author.',
  } as const;
  const manifest = parseJson(manifestSchema, text, options);
  const { files } = manifest;
  if (!files.some(({ path }) => path === 'model.json'))
    throw parseFailure(options, 'is wrong: "files" does not list model.json');
  if (new Set(files.map(({ path }) => path)).size !== files.length)
    throw parseFailure(options, 'is wrong: "files" lists a file twice');
  return manifest;
}
