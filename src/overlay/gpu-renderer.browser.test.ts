import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SizePx } from '../domain/geometry';
import {
  CELL_NO_TISSUE,
  CELL_NOT_ASSESSED,
  CELL_UNKNOWN,
  CELL_WINDOW,
  type OverlayScene,
} from '../domain/overlay';
import { type Gpu, openGpu } from '../gpu/device';
import { readTexture } from '../gpu/readback';
import { GpuResources } from '../gpu/resources';
import {
  BACKGROUND,
  DIM_ALPHA,
  DIM_COLOUR,
  DOT_ALPHA,
  DOT_COLOUR,
  dotCoverage,
  FRAME_ALPHA,
  FRAME_WIDTH,
  HATCH_ALPHA,
  HATCH_COLOUR,
  hatchCoverage,
  hatchPeriodPx,
  heatAlpha,
  LOOKING_ALPHA,
  LOOKING_COLOUR,
  stripeCoverage,
  WINDOW_REACH,
} from './appearance';
import { colourAt, type Rgb } from './colour-map';
import { GpuRenderer, type Picture } from './gpu-renderer';
import { type OutputView, PLAIN_VIEW } from './output-view';
import { cellWindow, sceneOf } from './test-scene';

const TISSUE: Rgb = [220, 160, 200];

let gpu: Gpu;
let resources: GpuResources;
let renderer: GpuRenderer;

beforeAll(async () => {
  gpu = await openGpu();
  resources = new GpuResources(gpu);
  renderer = await GpuRenderer.create(gpu, 'bgra8unorm');
});
afterAll(() => {
  renderer.destroy();
  resources.destroy();
  expect(gpu.memory.bytes).toBe(0);
  gpu.destroy();
});

type CpuScene = OverlayScene<Float32Array<ArrayBuffer>>;

interface View extends Partial<OutputView> {
  island?: number;
  /** Overrides of the eight floats of the tracked field. */
  tracked?: Partial<Record<'x' | 'y' | 'umPerPx' | 'confidence' | 'island', number>>;
  frame?: (x: number, y: number) => Rgb;
}

function upload(scene: CpuScene, view: View) {
  const { width, height } = scene.frameSize;
  const frame = resources.texture({
    size: { width, height },
    format: 'rgba8unorm',
    usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST,
  });
  const pixels = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++)
    pixels.set([...(view.frame?.(i % width, Math.floor(i / width)) ?? TISSUE), 255], i * 4);
  gpu.device.queue.writeTexture({ texture: frame }, pixels, { bytesPerRow: width * 4 }, { width, height });
  const { x, y, umPerPx, confidence, island } = {
    ...{ x: scene.placement?.centre.x ?? 0, y: scene.placement?.centre.y ?? 0 },
    ...{ umPerPx: scene.placement?.umPerPx ?? 1, confidence: 1, island: 0 },
    ...view.tracked,
  };
  const tracked = resources.filled(
    'tracked',
    new Float32Array([x, y, umPerPx, confidence, island, 0, 0, 0]),
    GPUBufferUsage.STORAGE,
  );
  const layers = scene.layers.map((layer) => ({
    ...layer,
    window: resources.filled('window', layer.window, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC),
  }));
  const release = () => {
    for (const buffer of [frame, tracked, ...layers.map((layer) => layer.window)]) resources.release(buffer);
  };
  const picture = { frame, tracked, scene: { ...scene, layers } };
  return { picture: view.island === undefined ? picture : { ...picture, island: view.island }, release };
}

async function snapshot(scene: CpuScene, view: View = {}): Promise<Picture> {
  const { picture, release } = upload(scene, view);
  try {
    return await renderer.snapshot(picture, { ...PLAIN_VIEW, ...view });
  } finally {
    release();
  }
}

async function renderTo(size: SizePx, scene: CpuScene, view: View = {}): Promise<Picture> {
  const { picture, release } = upload(scene, view);
  const target = resources.texture({
    size: { width: size.width, height: size.height },
    format: 'bgra8unorm',
    usage: GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC,
  });
  const encoder = gpu.device.createCommandEncoder();
  renderer.render(encoder, picture, [{ ...PLAIN_VIEW, ...view, view: target.createView(), size }]);
  gpu.device.queue.submit([encoder.finish()]);
  const rgba = await readTexture(gpu.device, target);
  resources.release(target);
  release();
  return { ...size, rgba };
}

function pixel(picture: Picture, x: number, y: number): Rgb {
  const at = (y * picture.width + x) * 4;
  return [picture.rgba[at] ?? -1, picture.rgba[at + 1] ?? -1, picture.rgba[at + 2] ?? -1];
}

function mix(a: Rgb, b: Rgb, share: number): Rgb {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}

/** Each channel within 1.1 of the expected colour: one step of rounding. */
function expectColour(actual: Rgb, expected: Rgb, tolerance = 1.1) {
  const worst = Math.max(...actual.map((channel, k) => Math.abs(channel - (expected[k] ?? 0))));
  expect(worst, `${actual} should be ${expected.map((c) => c.toFixed(1))}`).toBeLessThanOrEqual(tolerance);
}

const NOISE = (x: number, y: number): Rgb => [
  (x * 37 + y * 91) % 256,
  (x * 53 + y * 17) % 256,
  (x * y) % 256,
];

test.each(['viridis', 'cividis'] as const)(
  'heat has the colour and alpha of its probability: %s',
  async (colourMap) => {
    for (const p of [0, 0.2, 0.45, 0.5, 0.55, 0.8, 1]) {
      const scene = sceneOf(
        cellWindow(() => p),
        { style: { colourMap, opacity: 0.8 } },
      );
      const expected = mix(TISSUE, colourAt(colourMap, p), heatAlpha(p, 0.5) * 0.8);
      const picture = await snapshot(scene);
      expectColour(pixel(picture, 0, 0), expected);
      expectColour(pixel(picture, 50, 33), expected);
    }
  },
);

test('heat is bilinear between the centres of known cells', async () => {
  const picture = await snapshot(sceneOf(cellWindow((column) => (column < 0 ? 0.6 : 0.9))));
  // Frame px 48 is slide x 0: centres of cells -1 and 0 lie at px 44 and 52.
  for (let x = 40; x < 56; x++) {
    const p = 0.6 + 0.3 * Math.min(Math.max((x + 0.5 - 44) / 8, 0), 1);
    expectColour(pixel(picture, x, 20), mix(TISSUE, colourAt('viridis', p), heatAlpha(p, 0.5)));
  }
});

test('without overlay the frame comes through untouched at scale 1', async () => {
  const scene = sceneOf(
    cellWindow(() => 0.9),
    { scene: { visible: false, scaleBar: { umPerPx: 1 } } },
  );
  const picture = await snapshot(scene, { frame: NOISE });
  for (let y = 0; y < 64; y++) for (let x = 0; x < 96; x++) expect(pixel(picture, x, y)).toEqual(NOISE(x, y));
});

test('a smaller target shows box averages, not aliases', async () => {
  const checkered = (x: number, y: number): Rgb => ((x + y) % 2 ? [255, 255, 255] : [0, 0, 0]);
  const scene = sceneOf(
    cellWindow(() => 0),
    { scene: { visible: false } },
  );
  for (const size of [
    { width: 48, height: 32 },
    { width: 32, height: 21 },
  ]) {
    const picture = await renderTo(size, scene, { frame: checkered });
    for (let x = 2; x < size.width - 2; x++) {
      expect(pixel(picture, x, 8)[0]).toBeGreaterThan(100);
      expect(pixel(picture, x, 8)[0]).toBeLessThan(156);
    }
  }
});

test('the frame is fitted whole and centred into a target of another shape', async () => {
  const picture = await renderTo({ width: 192, height: 200 }, sceneOf(cellWindow(() => 0)));
  expectColour(pixel(picture, 100, 10), BACKGROUND, 0.6);
  expectColour(pixel(picture, 100, 190), BACKGROUND, 0.6);
  expectColour(pixel(picture, 100, 40), TISSUE, 0.6);
  expectColour(pixel(picture, 1, 160), TISSUE, 0.6);
});

const greenness = ([red, green]: Rgb) => Math.max(green - red, 0) / 255;

/** Whether more than half of a px is covered by the line of green; its glow never covers so much. */
const onLine = (colour: Rgb) => (greenness(colour) > 0.5 ? 1 : 0);

/** Along one row: where the line's centre lies and how wide it is, px, from its coverage of green. */
function lineAcross(picture: Picture, y: number): { centre: number; width: number } {
  let [mass, moment] = [0, 0];
  for (let x = 0; x < picture.width; x++) {
    const coverage = onLine(pixel(picture, x, y));
    mass += coverage;
    moment += coverage * (x + 0.5);
  }
  return { centre: moment / mass, width: mass };
}

const BLACK = (): Rgb => [0, 0, 0];
const LINE_ONLY = { heatmap: false, contours: true } as const;

test('the contour runs at the threshold crossing of a ramp, equally wide at every zoom', async () => {
  // p = 0.5 + slope * (x - 3 um): crosses 0.5 at slide x = 3 um.
  const slope = 0.004;
  const window = cellWindow((column) => Math.min(Math.max(0.5 + slope * ((column + 0.5) * 8 - 3), 0), 1));
  for (const umPerPx of [0.25, 0.5, 1, 2.5]) {
    for (const pixelRatio of [1, 2]) {
      const picture = await snapshot(sceneOf(window, { umPerPx, style: LINE_ONLY }), {
        frame: BLACK,
        pixelRatio,
      });
      const { centre, width } = lineAcross(picture, 30);
      expect(Math.abs(centre - (48 + 3 / umPerPx))).toBeLessThan(0.5);
      expect(Math.abs(width - 2 * pixelRatio)).toBeLessThan(0.25);
    }
  }
});

test('a round contour keeps its radius and width, on a peak too', async () => {
  // A cone about slide (0, 0); 0.5 at 60 um. Its B-spline is smooth, so the radius may move a little.
  const cone = cellWindow((column, row) =>
    Math.max(0, 0.9 - (0.4 * Math.hypot((column + 0.5) * 8, (row + 0.5) * 8)) / 60),
  );
  const picture = await snapshot(
    sceneOf(cone, { frameSize: { width: 400, height: 400 }, umPerPx: 0.5, style: LINE_ONLY }),
    { frame: BLACK },
  );
  let covered = 0;
  let moment = 0;
  for (let y = 0; y < 400; y++)
    for (let x = 0; x < 400; x++) {
      const coverage = onLine(pixel(picture, x, y));
      covered += coverage;
      moment += coverage * Math.hypot(x + 0.5 - 200, y + 0.5 - 200);
    }
  expect(Math.abs(moment / covered - 120)).toBeLessThan(0.8);
  expect(Math.abs(covered / (2 * Math.PI * 120) - 2)).toBeLessThan(0.1);
});

test('a positive region is closed where it is cut, and only there; a negative one never gets a line', async () => {
  const codes = [CELL_UNKNOWN, CELL_NO_TISSUE, CELL_NOT_ASSESSED];
  for (const [p, code] of [0.9, 0.1].flatMap((p) => codes.map((code) => [p, code] as const))) {
    // Slide x = 16 um is px 64.
    const window = cellWindow((column) => (column < 2 ? p : code));
    const picture = await snapshot(sceneOf(window, { style: LINE_ONLY }), { frame: BLACK });
    let rows = 0;
    for (let y = 0; y < 64; y++) {
      const green = Array.from({ length: 96 }, (_, x) => greenness(pixel(picture, x, y)));
      for (const [x, coverage] of green.entries())
        if (Math.abs(x + 0.5 - 64) > 2) expect(coverage).toBeLessThan(0.05);
      if (Math.max(...green) > 0.4) rows++;
    }
    // Dashed at the rim of what was examined, thin and whole at glass.
    if (p < 0.5) expect(rows).toBe(0);
    else if (code === CELL_NO_TISSUE) expect(rows).toBe(64);
    else expect(Math.abs(rows / 64 - 0.6)).toBeLessThan(0.2);
  }
});

test('nothing is drawn on a plateau at the threshold', async () => {
  const picture = await snapshot(
    sceneOf(
      cellWindow(() => 0.5),
      { style: LINE_ONLY },
    ),
    { frame: BLACK },
  );
  expect(Math.max(...picture.rgba.filter((_, i) => i % 4 < 3))).toBe(0);
});

test('the glow lies on the positive side of the contour', async () => {
  const window = cellWindow((column) => (column < 0 ? 0.05 : 0.95));
  const picture = await snapshot(sceneOf(window, { style: LINE_ONLY }), { frame: BLACK });
  // The line is at px 48.
  expect(pixel(picture, 53, 30)[1]).toBeGreaterThan(40);
  expect(pixel(picture, 42, 30)).toEqual([0, 0, 0]);
  expect(pixel(picture, 75, 30)).toEqual([0, 0, 0]);
});

test('what was examined is rimmed by light dashes on a dark line, which keep their place on the tissue', async () => {
  const window = cellWindow((column) => (column < 0 ? 0.05 : CELL_UNKNOWN));
  const rim = (picture: Picture, x: number) => Array.from({ length: 64 }, (_, y) => pixel(picture, x, y)[1]);
  const still = await snapshot(sceneOf(window));
  const light = rim(still, 47).filter((level) => level > 230).length;
  const dark = rim(still, 47).filter((level) => level < 60).length;
  expect(light).toBeGreaterThan(24);
  expect(dark).toBeGreaterThan(12);
  // The edge of the line is dark all along.
  expect(Math.max(...rim(still, 46))).toBeLessThan(60);
  const moved = await snapshot(sceneOf(window, { centre: { x: 5, y: 9 } }));
  expect(rim(moved, 42).slice(0, 50)).toEqual(rim(still, 47).slice(9, 59));
});

test('no heat lies over glass, lumen or clear mucin, all of it over pale tissue', async () => {
  const frame = (x: number): Rgb => (x < 32 ? [238, 236, 235] : x < 64 ? [242, 222, 236] : TISSUE);
  const picture = await snapshot(sceneOf(cellWindow(() => 0.95)), { frame });
  const hot = (under: Rgb) => mix(under, colourAt('viridis', 0.95), heatAlpha(0.95, 0.5));
  expectColour(pixel(picture, 10, 30), frame(10));
  expectColour(pixel(picture, 50, 30), hot(frame(50)), 1.6);
  expectColour(pixel(picture, 80, 30), hot(TISSUE), 1.6);
});

test('looking, not assessed and no tissue each look as defined', async () => {
  const of = (code: number) => snapshot(sceneOf(cellWindow(() => code)));
  expectColour(pixel(await of(CELL_UNKNOWN), 30, 30), mix(TISSUE, LOOKING_COLOUR, LOOKING_ALPHA));
  expectColour(pixel(await of(CELL_NO_TISSUE), 30, 30), TISSUE);
  expectColour(
    pixel(await of(CELL_UNKNOWN), 12, 12),
    mix(mix(TISSUE, LOOKING_COLOUR, LOOKING_ALPHA), DOT_COLOUR, DOT_ALPHA),
  );
  const hatched = await of(CELL_NOT_ASSESSED);
  const dimmed = mix(TISSUE, DIM_COLOUR, DIM_ALPHA);
  for (let y = 0; y < 64; y += 3)
    for (let x = 0; x < 96; x++)
      expectColour(
        pixel(hatched, x, y),
        mix(dimmed, HATCH_COLOUR, hatchCoverage(x + 0.5, y + 0.5, 1) * HATCH_ALPHA),
      );
});

test('cells that have just become known come in from looking to what they are, and only they', async () => {
  const window = cellWindow(() => 0.95);
  const whole = sceneOf(window);
  const [layer] = whole.layers;
  if (!layer) throw new Error('no layer');
  // The frame is 96 px of 1 um a px, cells are 8 um: columns -6 to 5.
  const at = (share: number) => ({
    ...whole,
    layers: [{ ...layer, arrivals: [{ column: 0, row: -4, cells: 8, share }] }],
  });
  const [none, half, all] = [await snapshot(at(0)), await snapshot(at(0.5)), await snapshot(at(1))];
  const shown = await snapshot(whole);
  expect(all.rgba).toEqual(shown.rgba);
  const looking = mix(TISSUE, LOOKING_COLOUR, LOOKING_ALPHA);
  expectColour(pixel(none, 70, 30), looking);
  const hot = pixel(shown, 70, 30);
  for (const channel of [0, 1, 2]) {
    const [from = 0, to = 0] = [looking[channel], hot[channel]];
    const now = pixel(half, 70, 30)[channel] ?? 0;
    // Half a veil and half the heat let through a little more of the light tissue than either alone.
    expect(now).toBeGreaterThanOrEqual(Math.min(from, to) - 2);
    expect(now).toBeLessThanOrEqual(Math.max(from, to) + 6);
    if (Math.abs(from - to) > 40)
      expect(Math.abs(now - (from + to) / 2)).toBeLessThan(0.35 * Math.abs(from - to));
  }
  for (const picture of [none, half]) expectColour(pixel(picture, 30, 30), pixel(shown, 30, 30));
});

test('what is neither a probability nor a known code is not assessed', async () => {
  const hatched = await snapshot(sceneOf(cellWindow(() => CELL_NOT_ASSESSED)));
  for (const odd of [Number.POSITIVE_INFINITY, 7, -9])
    expect((await snapshot(sceneOf(cellWindow(() => odd)))).rgba).toEqual(hatched.rgba);
});

test('lost, wrong scale, another island, no placement: a frame, and no heat; through an eyepiece the hatch', async () => {
  const hot = cellWindow(() => 0.95);
  const light = await snapshot(sceneOf(cellWindow(() => CELL_NOT_ASSESSED)), { content: 'overlay' });
  const shown = await snapshot(sceneOf(hot));
  const framed = await snapshot(sceneOf(hot, { scene: { hatchAll: true } }));
  for (let y = 0; y < 64; y += 3)
    for (let x = 0; x < 96; x++) {
      const stripe = mix(DIM_COLOUR, HATCH_COLOUR, stripeCoverage(x + 0.5, y + 0.5, 1));
      const inside = Math.min(x + 0.5, y + 0.5, 95.5 - x, 63.5 - y) >= FRAME_WIDTH;
      expectColour(pixel(framed, x, y), inside ? TISSUE : mix(TISSUE, stripe, FRAME_ALPHA));
    }
  const cases: [CpuScene, View][] = [
    [sceneOf(hot, { scene: { hatchAll: true } }), {}],
    [sceneOf(hot, { scene: { placement: null } }), {}],
    [sceneOf(hot), { tracked: { confidence: 0 } }],
    [sceneOf(hot), { tracked: { umPerPx: 0 } }],
    [sceneOf(hot), { tracked: { island: 4 }, island: 3 }],
  ];
  for (const [scene, view] of cases) {
    expect((await snapshot(scene, view)).rgba).toEqual(framed.rgba);
    expect((await snapshot(scene, { ...view, content: 'overlay' })).rgba).toEqual(light.rgba);
  }
  expect((await snapshot(sceneOf(hot), { tracked: { island: 4 }, island: 4 })).rgba).toEqual(shown.rgba);
});

test('the hatch covers its share of the field and stands still while the stage moves', async () => {
  const window = cellWindow(() => CELL_NOT_ASSESSED);
  const period = hatchPeriodPx(1);
  const size = { width: period * 4, height: period * 4 };
  const still = await snapshot(sceneOf(window, { frameSize: size }), { frame: BLACK });
  const moved = await snapshot(sceneOf(window, { frameSize: size, centre: { x: 3.7, y: -11.2 } }), {
    frame: BLACK,
  });
  expect(moved.rgba).toEqual(still.rgba);
  const dark = mix([0, 0, 0], DIM_COLOUR, DIM_ALPHA)[0];
  const light = mix([dark, dark, dark], HATCH_COLOUR, HATCH_ALPHA)[0];
  let covered = 0;
  for (let i = 0; i < still.rgba.length; i += 4) covered += ((still.rgba[i] ?? 0) - dark) / (light - dark);
  // 1.5 px wide lines, period / sqrt 2 apart.
  expect(Math.abs((covered * 4) / still.rgba.length - (1.5 * Math.SQRT2) / period)).toBeLessThan(0.02);
});

const BLOBS = (column: number, row: number) => {
  if (column > 3 && row < -2) return CELL_NOT_ASSESSED;
  if (column < -4 && row > 2) return CELL_UNKNOWN;
  return 0.5 + 0.45 * Math.sin(column * 0.7) * Math.cos(row * 0.5 + 1);
};

test('the overlay is glued to the tissue: a moved stage shows the same picture, shifted', async () => {
  // The hatch and the dots alone belong to the screen and would not shift.
  const window = cellWindow((column, row) => Math.max(BLOBS(column, row), CELL_UNKNOWN));
  const style = { contours: true };
  const a = await snapshot(sceneOf(window, { style }));
  const b = await snapshot(sceneOf(window, { style, centre: { x: 13, y: -9 } }));
  for (let y = 9; y < 64; y++)
    for (let x = 0; x < 96 - 13; x++) {
      const dotted = [dotCoverage(x + 0.5, y + 0.5, 1), dotCoverage(x + 13.5, y - 8.5, 1)].some(
        (coverage) => coverage > 0,
      );
      if (!dotted) expectColour(pixel(b, x, y), pixel(a, x + 13, y - 9));
    }
});

test('the GPU position wins over what the CPU last knew', async () => {
  const window = cellWindow(BLOBS);
  const newest = await snapshot(sceneOf(window, { centre: { x: 40, y: 24 } }));
  const late = await snapshot(sceneOf(window), { tracked: { x: 40, y: 24 } });
  expect(late.rgba).toEqual(newest.rgba);
});

test('the window wraps: far and negative stage positions show the same cells', async () => {
  const side = CELL_WINDOW * 8;
  // Without a rim: where its dashes lie follows from the place on the slide.
  const window = cellWindow((column, row) => Math.max(BLOBS(column, row), 0));
  const style = { contours: true };
  const here = await snapshot(sceneOf(window, { style }));
  for (const [x, y] of [
    [side, 0],
    [-side, -side],
    [3 * side, -2 * side],
  ] as const) {
    const there = await snapshot(sceneOf(window, { style, centre: { x, y } }));
    for (let i = 0; i < here.rgba.length; i++)
      expect(Math.abs((there.rgba[i] ?? 0) - (here.rgba[i] ?? 0))).toBeLessThanOrEqual(2);
  }
});

test('cells beyond the reach of the window are looking, not a copy of the other side', async () => {
  const window = cellWindow(() => 0.9, CELL_WINDOW / 2);
  const picture = await snapshot(sceneOf(window, { umPerPx: 40, frameSize: { width: 96, height: 64 } }));
  // 40 um/px: 5 cells a px.
  const edge = WINDOW_REACH / 5;
  const looking = mix(TISSUE, LOOKING_COLOUR, LOOKING_ALPHA);
  expectColour(pixel(picture, Math.floor(48 - edge) - 2, 32), looking);
  expectColour(
    pixel(picture, Math.floor(48 - edge) + 2, 32),
    mix(TISSUE, colourAt('viridis', 0.9), heatAlpha(0.9, 0.5)),
  );
});

test('layers are blended in order, however many there are', async () => {
  const ps = [0.6, 0.7, 0.8, 0.9, 1];
  const one = sceneOf(cellWindow(() => 0));
  const layers = ps.flatMap((p) => one.layers.map((layer) => ({ ...layer, window: cellWindow(() => p) })));
  let expected = TISSUE;
  for (const p of ps) expected = mix(expected, colourAt('viridis', p), heatAlpha(p, 0.5));
  expectColour(pixel(await snapshot({ ...one, layers }), 40, 40), expected);
});

test('screen and snapshot are equal to the last bit at the same size', async () => {
  const scene = sceneOf(cellWindow(BLOBS), {
    frameSize: { width: 320, height: 200 },
    umPerPx: 0.5,
    style: { contours: true, opacity: 0.7 },
    scene: { scaleBar: { umPerPx: 0.5 } },
  });
  for (const pixelRatio of [1, 2]) {
    const view = { frame: NOISE, pixelRatio };
    const screen = await renderTo({ width: 320, height: 200 }, scene, view);
    expect(screen.rgba).toEqual((await snapshot(scene, view)).rgba);
  }
});

test('the canvas itself holds the picture of the snapshot', async () => {
  const scene = sceneOf(cellWindow(BLOBS), { style: { contours: true }, scene: { scaleBar: null } });
  const canvas = new OffscreenCanvas(96, 64);
  const context = canvas.getContext('webgpu');
  if (!context) throw new Error('no WebGPU canvas');
  context.configure({
    device: gpu.device,
    format: 'bgra8unorm',
    usage: GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC,
    alphaMode: 'opaque',
  });
  const { picture, release } = upload(scene, { frame: NOISE });
  const encoder = gpu.device.createCommandEncoder();
  const texture = context.getCurrentTexture();
  renderer.render(encoder, picture, [{ ...PLAIN_VIEW, view: texture.createView(), size: canvas }]);
  gpu.device.queue.submit([encoder.finish()]);
  const screen = await readTexture(gpu.device, texture);
  release();
  expect(screen).toEqual((await snapshot(scene, { frame: NOISE })).rgba);
});

test('the scale bar is as long on screen as its label says, at every size and pixel ratio', async () => {
  const scene = sceneOf(
    cellWindow(() => CELL_NO_TISSUE),
    { frameSize: { width: 640, height: 360 }, umPerPx: 1, scene: { scaleBar: { umPerPx: 1 } } },
  );
  for (const [zoom, pixelRatio, length] of [
    [1, 1, 200],
    [1, 2, 200],
    [0.5, 1, 100],
    [2, 1, 200],
  ] as const) {
    const size = { width: 640 * zoom, height: 360 * zoom };
    const picture = await renderTo(size, scene, { frame: BLACK, pixelRatio });
    let longest = 0;
    for (let y = 0; y < size.height; y++) {
      let run = 0;
      for (let x = 0; x < size.width; x++) {
        run = pixel(picture, x, y)[1] > 250 ? run + 1 : 0;
        longest = Math.max(longest, run);
      }
    }
    expect(longest).toBe(length);
  }
});

test('refuses a snapshot of a lost device with a clear error', async () => {
  const other = await openGpu();
  const doomed = await GpuRenderer.create(other, 'rgba8unorm');
  const frame = other.device.createTexture({
    size: [8, 8],
    format: 'rgba8unorm',
    usage: GPUTextureUsage.TEXTURE_BINDING,
  });
  const tracked = other.device.createBuffer({ size: 32, usage: GPUBufferUsage.STORAGE });
  const scene = {
    ...sceneOf(
      cellWindow(() => 0),
      { frameSize: { width: 8, height: 8 } },
    ),
    layers: [],
  };
  other.destroy();
  await expect(doomed.snapshot({ frame, tracked, scene })).rejects.toMatchObject({ code: 'snapshot-failed' });
});
