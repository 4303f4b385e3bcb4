import * as tf from '@tensorflow/tfjs';
import type { BackendName } from '../src/domain/runtime';
import { openGpu } from '../src/gpu/device';
import { createCpuRuntime } from '../src/model/cpu-runtime';
import { createGpuRuntime } from '../src/model/gpu-runtime';
import { loadModel } from '../src/model/load-model';
import { buildNetwork, fromLayers, type Network } from '../src/model/network';
import { median } from '../src/model/race';
import { fetchModel } from '../src/model/store';
import { startWasm } from '../src/model/wasm-backend';

/** The part of the model benchmark that runs in the browser (tools/bench-model.ts). */

export interface Timing {
  readonly backend: BackendName;
  readonly adapter: string;
  /** Side of the square field, px, of the model and of the network beside it. */
  readonly sidePx: number;
  readonly modelMs: number;
  readonly mobileNetMs: number;
  /** Multiply-adds of each for this field. */
  readonly modelMacs: number;
  readonly mobileNetMacs: number;
}

/** A field of at most `side` px in which the model's geometry fits. */
function fieldSide(side: number, margin: number, stride: number): number {
  return 2 * margin + Math.floor((side - 2 * margin) / stride) * stride;
}

/** Medians of `rounds` rounds; the two networks take turns, so that both meet the same conditions. */
export async function compare(
  folder: string,
  backend: 'webgpu' | 'wasm',
  wantedSide: number | null,
  rounds: number,
): Promise<Timing> {
  let adapter = 'processor';
  let software = false;
  let end = () => {};
  if (backend === 'webgpu') {
    const gpu = await openGpu();
    const runtime = await createGpuRuntime(gpu);
    software = gpu.software;
    const { vendor, architecture, description } = gpu.adapterInfo;
    adapter = [vendor, architecture, description].filter(Boolean).join(' ');
    end = () => {
      runtime.dispose();
      gpu.destroy();
    };
  } else await startWasm();

  const pack = await fetchModel(new URL(folder, location.origin).href);
  const { margin, stride, umPerPx, flopsPerMm2 = 0 } = pack.manifest;
  const sidePx = fieldSide(wantedSide ?? (software ? 256 : 1024), margin, stride);
  const model = await buildNetwork(pack);
  const trunk = mobileNetTrunk(stride);
  const input = tf.randomUniform([1, sidePx, sidePx, 3], 0, 1, 'float32', 1) as tf.Tensor4D;
  try {
    const times: [number[], number[]] = [[], []];
    for (let round = -1; round < rounds; round++)
      for (const [index, network] of [model, trunk.network].entries()) {
        const ms = await timeOnce(network, input);
        if (round >= 0) times[index]?.push(ms);
      }
    return {
      backend,
      adapter,
      sidePx,
      modelMs: median(times[0]),
      mobileNetMs: median(times[1]),
      modelMacs: ((flopsPerMm2 / 2) * (sidePx * umPerPx) ** 2) / 1e6,
      mobileNetMacs: trunk.macsPerPx * sidePx ** 2,
    };
  } finally {
    input.dispose();
    model.dispose();
    trunk.network.dispose();
    end();
  }
}

async function timeOnce(network: Network, input: tf.Tensor4D): Promise<number> {
  const began = performance.now();
  const output = network.run(input);
  await output.data();
  output.dispose();
  return performance.now() - began;
}

/** ms a tile with 1, 2, ... workers sharing a batch of 4 tiles, through the runtime that the app uses. */
export async function workers(folder: string, counts: readonly number[], rounds: number): Promise<number[]> {
  const results: number[] = [];
  for (const threads of counts) {
    const runtime = await createCpuRuntime({ backend: 'wasm', threads });
    const model = await loadModel(runtime, new URL(folder, location.origin).href, 4);
    const size = model.manifest.tile;
    const times: number[] = [];
    for (let round = -1; round < rounds; round++) {
      const data = new Float32Array(4 * size * size * 3).fill(0.5);
      const began = performance.now();
      await model.infer({ kind: 'cpu', data, count: 4, size });
      if (round >= 0) times.push((performance.now() - began) / 4);
    }
    results.push(median(times));
    runtime.dispose();
  }
  return results;
}

/**
 * MobileNetV2 (arXiv:1801.04381, table 2) of width 0.5 with batch norm folded, random weights, cut where its stride
 * is `stride`, with a 1 x 1 head.
 */
function mobileNetTrunk(stride: number): { network: Network; macsPerPx: number } {
  const width = (channels: number) => Math.max(8, Math.floor((channels * 0.5 + 4) / 8) * 8);
  // Expansion, output channels, repeats, stride of the first.
  const stages = [
    [1, 16, 1, 1],
    [6, 24, 2, 2],
    [6, 32, 3, 2],
    [6, 64, 4, 2],
    [6, 96, 3, 1],
    [6, 160, 3, 2],
    [6, 320, 1, 1],
  ] as const;
  const input = tf.input({ shape: [null, null, 3] });
  let reached = 2;
  let channels = width(32);
  let macsPerPx = (27 * channels) / reached ** 2;
  const convolution = (
    filters: number,
    kernelSize: number,
    strides: number,
    activation: 'relu6' | 'linear',
  ) => tf.layers.conv2d({ filters, kernelSize, strides, padding: 'same', activation });
  let last = convolution(channels, 3, 2, 'relu6').apply(input) as tf.SymbolicTensor;
  for (const [expansion, wanted, repeats, firstStride] of stages) {
    if (reached * firstStride > stride) break;
    for (let i = 0; i < repeats; i++) {
      const strides = i === 0 ? firstStride : 1;
      const filters = width(wanted);
      const inner = channels * expansion;
      let branch = last;
      if (expansion > 1) {
        branch = convolution(inner, 1, 1, 'relu6').apply(branch) as tf.SymbolicTensor;
        macsPerPx += (channels * inner) / reached ** 2;
      }
      reached *= strides;
      branch = tf.layers
        .depthwiseConv2d({ kernelSize: 3, strides, padding: 'same', activation: 'relu6' })
        .apply(branch) as tf.SymbolicTensor;
      branch = convolution(filters, 1, 1, 'linear').apply(branch) as tf.SymbolicTensor;
      macsPerPx += (9 * inner + inner * filters) / reached ** 2;
      last =
        strides === 1 && filters === channels
          ? (tf.layers.add().apply([last, branch]) as tf.SymbolicTensor)
          : branch;
      channels = filters;
    }
  }
  const output = tf.layers
    .conv2d({ filters: 1, kernelSize: 1, activation: 'sigmoid' })
    .apply(last) as tf.SymbolicTensor;
  macsPerPx += channels / reached ** 2;
  return { network: fromLayers(tf.model({ inputs: input, outputs: output })), macsPerPx };
}
