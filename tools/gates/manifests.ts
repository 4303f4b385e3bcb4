import { readFileSync } from 'node:fs';
import { type ModelManifest, manifestSchema } from '../../src/domain/manifest';

export type Organ = 'lymph node' | 'prostate';

const MODELS: Readonly<Record<Organ, string>> = {
  'lymph node': 'lymph-node-metastasis',
  prostate: 'prostate-cancer',
};

const manifests = new Map<Organ, ModelManifest>();

export const manifestPath = (organ: Organ): string => `models/${MODELS[organ]}/manifest.json`;

/** The manifest of the model for this tissue. */
export function manifestOf(organ: Organ): ModelManifest {
  const known = manifests.get(organ);
  if (known) return known;
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(manifestPath(organ), 'utf8')));
  manifests.set(organ, manifest);
  return manifest;
}
