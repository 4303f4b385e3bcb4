import { readFileSync } from 'node:fs';
import { parseManifest } from '../../src/model/manifest.ts';
import { convolutionsOf, writeOnnx } from '../../src/model/onnx/write-onnx.ts';
import type { PackageFiles } from '../../src/model/reading/package-files.ts';
import { parseTopology } from '../../src/model/topology.ts';

const FOLDER = 'models/lymph-node-metastasis';

type Files = Map<string, Uint8Array<ArrayBuffer>>;
const text = (value: string) => new TextEncoder().encode(value);

/** The model for lymph nodes that comes with the app, as three packages of other makers' formats. */
export function lymphNodePackages(): Readonly<Record<'bioimage' | 'wsinfer' | 'bare', PackageFiles>> {
  const manifest = parseManifest(readFileSync(`${FOLDER}/manifest.json`, 'utf8'), FOLDER);
  const topology = parseTopology(readFileSync(`${FOLDER}/model.json`, 'utf8'), FOLDER);
  const parts = topology.paths.map((path) => readFileSync(`${FOLDER}/${path}`));
  const layers = convolutionsOf(topology, new Uint8Array(Buffer.concat(parts)).buffer);
  const { tile, margin, stride, umPerPx, name } = manifest;
  const patch = 2 * margin + stride;
  const bioimage: Files = new Map([
    ['weights.onnx', writeOnnx(layers, { side: tile, gives: 'logits' })],
    ['rdf.yaml', text(bioimageYaml(name, { tile, margin, stride, umPerPx }))],
  ]);
  const wsinfer: Files = new Map([
    ['model.onnx', writeOnnx(layers, { side: patch, gives: 'patch-logits' })],
    ['config.json', text(wsinferConfig(name, patch, umPerPx))],
  ]);
  const bare: Files = new Map([
    ['lymph-node.onnx', writeOnnx(layers, { side: tile, gives: 'probabilities' })],
  ]);
  return { bioimage, wsinfer, bare };
}

interface Grid {
  readonly tile: number;
  readonly margin: number;
  readonly stride: number;
  readonly umPerPx: number;
}

const bioimageYaml = (name: string, { tile, stride, umPerPx }: Grid) => `format_version: 0.5.4
type: model
name: ${name}
description: ${name}, exported by Reticle.
license: Apache-2.0
version: 0.1.0
authors: [{name: Reticle contributors}]
inputs:
  - id: picture
    axes:
      - {type: batch, size: 1}
      - {type: channel, channel_names: [red, green, blue]}
      - {type: space, id: y, size: ${tile}, unit: micrometer, scale: ${umPerPx}}
      - {type: space, id: x, size: ${tile}, unit: micrometer, scale: ${umPerPx}}
    data: {type: float32, range: [0, 1]}
outputs:
  - id: probability
    axes:
      - {type: batch}
      - {type: channel, channel_names: [metastasis]}
      - {type: space, id: y, size: {tensor_id: picture, axis_id: y}, unit: micrometer, scale: ${umPerPx * stride}, halo: 2}
      - {type: space, id: x, size: {tensor_id: picture, axis_id: x}, unit: micrometer, scale: ${umPerPx * stride}, halo: 2}
    postprocessing: [{id: sigmoid}]
weights:
  onnx: {source: weights.onnx, opset_version: 17}
`;

const wsinferConfig = (name: string, patch: number, spacing: number) =>
  JSON.stringify({
    spec_version: '1.0',
    architecture: 'convolutions',
    name,
    num_classes: 1,
    class_names: ['Metastasis'],
    patch_size_pixels: patch,
    spacing_um_px: spacing,
    transform: [{ name: 'ToTensor' }],
  });
