import * as tf from '@tensorflow/tfjs';
import { PLAIN_MOUNTING } from '../../src/domain/frame';
import { contourColour } from '../../src/domain/overlay';
import type { BackendName } from '../../src/domain/runtime';
import type { SceneRequest } from '../../src/engine/field-pipeline';
import type { ActiveModel } from '../../src/engine/inference/active-model';
import { InferenceLoop } from '../../src/engine/inference/inference-loop';
import { openPipeline } from '../../src/engine/open-pipeline';
import { SlideMapKeeper } from '../../src/engine/slide-map-keeper';
import { Timings } from '../../src/engine/timings';
import { chooseRuntime } from '../../src/model/choose-runtime';
import { loadModel } from '../../src/model/load-model';
import { buildNetwork } from '../../src/model/network';
import { fetchModel } from '../../src/model/store';
import { startWasm } from '../../src/model/wasm-backend';
import { assessRegions } from '../../src/optics/assess';
import { CellWindow } from '../../src/slide-map/cell-window';
import { Simulation } from '../../src/source/simulated/simulation';
import { createSlide } from '../../src/source/slide/slide';
import { SlideMemory } from '../../src/tracking/slide-memory';
import { median, percentile } from './figures';

/** The part of the benchmark that runs in the browser (side-by-side.ts). All times are ms. */

export interface SideBySide {
  readonly adapter: string;
  readonly backend: BackendName;
  readonly threads: number;
  readonly frames: number;
  readonly reticle: Way & { readonly batch: number };
  readonly usual: Way;
}

export interface Way {
  /** Medians. */
  readonly stages: Readonly<Record<string, number>>;
  readonly frame: { readonly p50: number; readonly p95: number };
  readonly framesPerSecond: number;
  /** From the capture of the picture that the overlay's place comes from to its display, p95. */
  readonly placeAge: number;
  /** From the first frame of tissue not seen before to an overlay at its centre, median. */
  readonly newTissue: number;
}

export interface SideBySideOptions {
  readonly model: string;
  readonly width: number;
  readonly height: number;
  /** Places that share no tissue, and frames at each. */
  readonly fields: number;
  readonly framesPerField: number;
}

interface Picture {
  readonly pixels: ImageData;
  readonly field: number;
  readonly umPerPx: number;
}

/** Runs the same frames through Reticle and through fromPixels, predict, data() and a 2d canvas. */
export async function sideBySide(options: SideBySideOptions): Promise<SideBySide> {
  const pictures = photograph(options);
  const ours = await runReticle(pictures, options);
  const usual = await runUsual(pictures, options, ours.backend);
  return { ...ours, frames: pictures.length, usual };
}

/** The simulated microscope, panning slowly over one place of the slide after another. */
function photograph({ width, height, fields, framesPerField }: SideBySideOptions): Picture[] {
  const slide = createSlide('lymph-node', 7);
  const simulation = new Simulation(slide, { size: { width, height } });
  const words = new Uint32Array(width * height);
  const pictures: Picture[] = [];
  for (let field = 0; field < fields; field++) {
    simulation.set({
      stage: {
        x: slide.startUm.x + (field % 2) * 1500 - 700,
        y: slide.startUm.y + (field - fields / 2) * 800,
      },
    });
    for (let i = 0; i < framesPerField; i++) {
      simulation.moveBy(7.3, 2.1);
      const { umPerPx } = simulation.expose(words);
      const pixels = new ImageData(new Uint8ClampedArray(words.buffer.slice(0)), width, height);
      pictures.push({ pixels, field, umPerPx });
    }
  }
  return pictures;
}

async function runReticle(pictures: readonly Picture[], { model, width, height }: SideBySideOptions) {
  const opened = await openPipeline(new OffscreenCanvas(width, height), {}, new SlideMemory());
  if (opened.kind === 'unusable') throw new Error(opened.error.message);
  const { pipeline, gpu } = opened;
  pipeline.resize(width, height, 1);
  const runtime = await chooseRuntime({ gpu });
  const loaded = await loadModel(runtime, new URL(model, location.origin).href, 4);
  const { manifest } = loaded;
  const store = pipeline.createStore(manifest.classes.length);
  const active: ActiveModel = { model: loaded, store, cells: new CellWindow(store) };
  const map = new SlideMapKeeper();
  const batches = new Timings();
  const failures: string[] = [];
  const loop = new InferenceLoop(
    {
      pipeline,
      runtime,
      models: [active],
      map,
      enabled: () => true,
      assess: ({ quality }) => assessRegions(quality),
      changed: () => {},
      islandChanged: () => {},
      failed: (error) => failures.push(error.message),
      hold: () => () => true,
      objective: () => null,
      prepare: async () => {},
    },
    batches,
  );
  const scene = (): SceneRequest => ({
    layers: manifest.classes.map(({ id }, classIndex) => ({
      modelId: manifest.id,
      classId: id,
      classIndex,
      store,
      cellUm: manifest.cellUm,
      // Drawn at once: bringing tiles in gradually is no part of the work compared.
      arrivals: [],
      style: {
        heatmap: true,
        contours: true,
        opacity: 0.5,
        threshold: 0.5,
        colourMap: 'viridis',
        contourColour: contourColour(classIndex),
      },
    })),
    hatchAll: false,
    visible: true,
    scaleBar: true,
    island: loop.island,
  });
  const stages: Record<string, number[]> = {};
  const show = async (picture: Picture, sequence: number, clocked: boolean) => {
    const { pixels, umPerPx } = picture;
    const image = new VideoFrame(pixels.data, {
      format: 'RGBX',
      codedWidth: width,
      codedHeight: height,
      timestamp: sequence * 33_000,
    });
    const began = performance.now();
    const clock = clocked
      ? (stage: string, ms: number) => {
          stages[stage] = [...(stages[stage] ?? []), ms];
        }
      : null;
    try {
      const capturedAt = performance.timeOrigin + began;
      await pipeline.ingest({ image, sequence, capturedAt }, PLAIN_MOUNTING, umPerPx, clock);
      for (const event of pipeline.takeTrackingEvents())
        if (event.kind === 'island-join') {
          map.join(event);
          loop.joined(event);
        }
      loop.wake();
      await pipeline.draw(scene(), clock);
      await gpu?.device.queue.onSubmittedWorkDone();
    } finally {
      image.close();
    }
    return performance.now() - began;
  };
  let sequence = 0;
  for (const picture of pictures.slice(0, 6)) await show(picture, sequence++, sequence > 1);

  const isKnown = () => {
    const tracked = pipeline.tracked();
    if (!tracked || tracked.confidence <= 0 || tracked.island !== loop.island) return false;
    const cell = (um: number) => Math.floor(um / manifest.cellUm);
    return active.cells.state(cell(tracked.centre.x), cell(tracked.centre.y)) >= 0;
  };
  const times: number[] = [];
  const newTissue: number[] = [];
  loop.start();
  const began = performance.now();
  for (const place of byField(pictures)) {
    const arrived = performance.now();
    // To and fro over the place until its overlay is there.
    for (let i = 0; i < 200; i++) {
      const step = i % (2 * place.length);
      const picture = place[Math.min(step, 2 * place.length - 1 - step)];
      if (!picture) break;
      times.push(await show(picture, sequence++, false));
      await new Promise((resolve) => setTimeout(resolve));
      if (i >= 2 && isKnown()) {
        newTissue.push(performance.now() - arrived);
        break;
      }
    }
  }
  const lasted = performance.now() - began;
  loop.stop();
  const result = {
    adapter: pipeline.adapter,
    backend: runtime.backend.name,
    threads: runtime.backend.threads,
    reticle: {
      stages: mediansOf(stages),
      frame: { p50: median(times), p95: percentile(times, 0.95) },
      framesPerSecond: (1000 * times.length) / lasted,
      placeAge: percentile(times, 0.95),
      newTissue: median(newTissue),
      batch: batches.summary()?.p50 ?? Number.NaN,
    },
  };
  if (failures[0] !== undefined) throw new Error(failures[0]);
  if (runtime.memory === 'cpu') runtime.dispose();
  return result;
}

async function runUsual(
  pictures: readonly Picture[],
  { model, width, height }: SideBySideOptions,
  backend: BackendName,
): Promise<Way> {
  if (backend === 'wasm') await startWasm();
  else await tf.setBackend(backend);
  const pack = await fetchModel(new URL(model, location.origin).href);
  const { umPerPx, stride } = pack.manifest;
  const network = await buildNetwork(pack);
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  const heat = new OffscreenCanvas(1, 1);
  const heatContext = heat.getContext('2d');
  if (!context || !heatContext) throw new Error('no 2d canvas');
  const stages: Record<string, number[]> = {};
  const times: number[] = [];
  const stage = (name: string, since: number) => {
    const now = performance.now();
    stages[name] = [...(stages[name] ?? []), now - since];
    return now;
  };
  // As many frames as give a median; each takes as long as a whole field does.
  const some = pictures.filter((_, i) => i % Math.max(1, Math.floor(pictures.length / 7)) === 0).slice(0, 7);
  let began = performance.now();
  for (const [index, picture] of [pictures[0], ...some].entries()) {
    if (!picture) continue;
    // The first one warms up.
    if (index === 1) began = performance.now();
    const bitmap = await createImageBitmap(picture.pixels);
    const start = performance.now();
    const side = (px: number) => Math.floor((px * picture.umPerPx) / umPerPx / stride) * stride;
    const input = tf.tidy(() =>
      tf.image
        .resizeBilinear(tf.browser.fromPixels(bitmap), [side(height), side(width)])
        .div<tf.Tensor3D>(255)
        .expandDims<tf.Tensor4D>(0),
    );
    let now = stage('fromPixels', start);
    const output = network.run(input);
    now = stage('predict', now);
    const values = await output.data();
    now = stage('data', now);
    const [, rows = 0, columns = 0, classes = 1] = output.shape;
    const colours = new ImageData(columns, rows);
    for (let i = 0; i < columns * rows; i++)
      colours.data.set([250, 220, 40, 128 * (values[i * classes] ?? 0)], 4 * i);
    heat.width = columns;
    heat.height = rows;
    heatContext.putImageData(colours, 0, 0);
    context.drawImage(bitmap, 0, 0);
    context.drawImage(heat, 0, 0, width, height);
    // Reads a px back, so that the drawing has been done.
    context.getImageData(0, 0, 1, 1);
    stage('draw', now);
    times.push(performance.now() - start);
    input.dispose();
    output.dispose();
    bitmap.close();
    if (index === 0) {
      times.length = 0;
      for (const name of Object.keys(stages)) stages[name] = [];
    }
  }
  const lasted = performance.now() - began;
  network.dispose();
  return {
    stages: mediansOf(stages),
    frame: { p50: median(times), p95: percentile(times, 0.95) },
    framesPerSecond: (1000 * times.length) / lasted,
    placeAge: percentile(times, 0.95),
    newTissue: median(times),
  };
}

function byField(pictures: readonly Picture[]): Picture[][] {
  const fields = new Map<number, Picture[]>();
  for (const picture of pictures) fields.set(picture.field, [...(fields.get(picture.field) ?? []), picture]);
  return [...fields.values()];
}

function mediansOf(stages: Readonly<Record<string, readonly number[]>>): Record<string, number> {
  return Object.fromEntries(Object.entries(stages).map(([name, times]) => [name, median(times)]));
}
