/**
 * `npx tsx tools/relocalisation-bench.ts [scenario ...]`: coming back to known tissue, and changes of objective
 * noticed from the image, in a closed loop with the simulated microscope. Time is simulated frame by frame, so
 * the figures do not depend on the machine. Figures are in docs/adr/0006.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { decode } from 'fast-png';
import type { PointUm } from '../src/domain/geometry';
import type { TrackingEvent } from '../src/domain/tracking';
import { MicroscopeCamera } from '../src/source/simulated/microscope-camera';
import { initialState, umPerPxOf } from '../src/source/simulated/microscope-state';
import type { SimulatorState } from '../src/source/simulated/simulator';
import type { StageSlide } from '../src/source/simulated/stage-slide';
import { createSlide } from '../src/source/slide/slide';
import { CpuTracker } from '../src/tracking/cpu-tracker';
import { KeyframeArchive } from '../src/tracking/keyframe-archive';
import { lookOf } from '../src/tracking/look';
import { Relocaliser } from '../src/tracking/relocaliser';
import { rawSignalOf } from '../src/tracking/signal';
import { MovingCamera, randomNumbers } from '../src/tracking/testing/moving-slide';

/** As many signal px as larger frames give, in less time. */
const SIZE = { width: 512, height: 288 };
const REGIONS = '../shared/data/lymph/regions';
const OBJECTIVES = [4, 10, 20, 40];
const FRAMES_PER_SECOND = 30;
const kinds = ['lymph-node', 'prostate'] as const;

/** A tracker behind a simulated microscope whose slides can be changed; keeps the truth of each island. */
class Loop {
  readonly tracker = new CpuTracker();
  readonly events: (TrackingEvent & { readonly frame: number })[] = [];
  /** um of truth minus slide space, by island, of the slide that it began on. */
  readonly #anchors = new Map<number, { offset: PointUm; slide: StageSlide }>();
  readonly #pixels: Uint32Array<ArrayBuffer>;
  readonly #cameras = new Map<StageSlide, MicroscopeCamera>();
  frame = 0;
  joins = 0;
  /** Onto another slide, or more than 3 px and 5 um off. */
  wrongJoins = 0;
  readonly joinErrorsPx: number[] = [];
  state: SimulatorState;

  constructor(
    public slide: StageSlide,
    objective: number,
    /** um/px told to the tracker, or null for the truth. */
    readonly told: number | null = null,
    noise = 0.02,
    readonly size = SIZE,
  ) {
    this.#pixels = new Uint32Array(size.width * size.height);
    this.state = { ...initialState(slide, objective, false, 0.3), noise };
  }

  step(change: Partial<SimulatorState> = {}): ReturnType<CpuTracker['register']> {
    this.state = { ...this.state, ...change };
    const camera = this.#camera();
    const truth = camera.expose(this.state, this.frame++, this.#pixels);
    const umPerPx = this.told ?? truth.umPerPx;
    const found = this.tracker.register({ ...this.size, rgba: new Uint8Array(this.#pixels.buffer) }, umPerPx);
    for (const event of this.tracker.takeEvents()) {
      this.events.push({ ...event, frame: this.frame });
      if (event.kind === 'island-join') this.#judge(event);
    }
    if (found.confidence > 0 && !this.#anchors.has(found.island))
      this.#anchors.set(found.island, {
        offset: { x: truth.centre.x - found.centre.x, y: truth.centre.y - found.centre.y },
        slide: this.slide,
      });
    return found;
  }

  /** um that the field is off, by the anchor of its island. */
  error(found: ReturnType<CpuTracker['register']>): number {
    const anchor = this.#anchors.get(found.island);
    if (!anchor || found.confidence <= 0) return Number.NaN;
    const { x, y } = this.state.stage;
    return Math.hypot(x - found.centre.x - anchor.offset.x, y - found.centre.y - anchor.offset.y);
  }

  #camera(): MicroscopeCamera {
    const known = this.#cameras.get(this.slide);
    const options = { size: this.size, dust: 15, tiles: 1500 };
    const camera = known ?? new MicroscopeCamera(this.slide, options);
    this.#cameras.set(this.slide, camera);
    return camera;
  }

  #judge({ from, into, offset }: Extract<TrackingEvent, { kind: 'island-join' }>): void {
    this.joins++;
    const a = this.#anchors.get(from);
    const b = this.#anchors.get(into);
    if (!a || !b) return;
    const off = Math.hypot(a.offset.x - offset.x - b.offset.x, a.offset.y - offset.y - b.offset.y);
    this.joinErrorsPx.push(off / umPerPxOf(this.state.objective));
    const wrong = a.slide !== b.slide || (off > 3 * umPerPxOf(this.state.objective) && off > 5);
    if (wrong) {
      this.wrongJoins++;
      console.log('  wrong join', this.frame, { from, into, off, objective: this.state.objective });
    }
    this.#anchors.delete(from);
  }
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return Number(at.toFixed(2));
}

const blank: StageSlide = {
  ...{ widthUm: 40_000, heightUm: 40_000, startUm: { x: 20_000, y: 20_000 }, tour: [] },
  render: (_origin, _scale, width, height, out) => out.fill(242, 0, width * height * 4),
};

/** Tissue that repeats itself: a piece of a slide over and over. */
function repeated(slide: StageSlide, periodUm: number): StageSlide {
  const { startUm } = slide;
  return {
    ...slide,
    render(origin, scale, width, height, out) {
      const side = Math.round(periodUm / scale);
      const piece = new Uint8ClampedArray(side * side * 4);
      slide.render(startUm, scale, side, side, piece as never);
      const left = Math.round(origin.x / scale);
      const top = Math.round(origin.y / scale);
      const within = (value: number) => ((value % side) + side) % side;
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) {
          const at = 4 * (within(y + top) * side + within(x + left));
          out.set(piece.subarray(at, at + 4), 4 * (y * width + x));
        }
    },
  };
}

/** Moves in a straight line, `share` of the field a frame. */
function go(loop: Loop, to: PointUm, share = 0.08): ReturnType<CpuTracker['register']> {
  let found = loop.step();
  for (;;) {
    const { stage, objective } = loop.state;
    const left = Math.hypot(to.x - stage.x, to.y - stage.y);
    if (left < 0.01) return found;
    const part = Math.min(1, (share * SIZE.width * umPerPxOf(objective)) / left);
    found = loop.step({
      stage: { x: stage.x + part * (to.x - stage.x), y: stage.y + part * (to.y - stage.y) },
    });
  }
}

/** A meander of `rows` rows around the stage's place: what later fields may be found in. */
function meander(loop: Loop, rows: number, widths = 3): PointUm[] {
  const { stage, objective } = loop.state;
  const field = { x: SIZE.width * umPerPxOf(objective), y: SIZE.height * umPerPxOf(objective) };
  const corners: PointUm[] = [];
  for (let row = 0; row < rows; row++) {
    const y = stage.y + row * 0.6 * field.y;
    const ends = [stage.x, stage.x + widths * field.x];
    if (row % 2) ends.reverse();
    for (const x of ends) {
      corners.push({ x, y });
      go(loop, { x, y });
    }
  }
  return corners;
}

function comingBack(kind: (typeof kinds)[number], objective: number): object {
  const slide = createSlide(kind, 7);
  const loop = new Loop(slide, objective);
  const random = randomNumbers(objective);
  const um = umPerPxOf(objective);
  const start = loop.state.stage;
  meander(loop, 6);
  const waits: number[] = [];
  let missed = 0;
  for (let i = 0; i < 20; i++) {
    loop.slide = blank;
    for (let n = 0; n < 4; n++) loop.step();
    loop.slide = slide;
    const x = start.x + 3 * SIZE.width * um * random();
    const y = start.y + 2.6 * SIZE.height * um * random();
    const angle = 2 * Math.PI * random();
    let n = 0;
    for (; n < 60; n++) {
      const way = Math.min(n, 12) * 0.03 * SIZE.width * um;
      const found = loop.step({
        stage: { x: x + way * Math.cos(angle), y: y + way * Math.sin(angle) },
        lamp: 0.9 + 0.2 * random(),
      });
      if (found.island === 0) break;
    }
    if (n < 60) waits.push(n + 1);
    else missed++;
  }
  return {
    back: waits.length,
    missed,
    wrong: loop.wrongJoins,
    framesToJoin: { p50: percentile(waits, 0.5), max: percentile(waits, 1) },
    offPx: { p50: percentile(loop.joinErrorsPx, 0.5), max: percentile(loop.joinErrorsPx, 1) },
  };
}

/** Fields of other slides, and of tissue that repeats itself: each must stay an island of its own. */
function strangers(objective: number, tries: number): object {
  const random = randomNumbers(objective + 1);
  const loop = new Loop(createSlide('lymph-node', 7), objective);
  meander(loop, 6);
  loop.slide = createSlide('prostate', 8);
  loop.step({ stage: loop.slide.startUm });
  meander(loop, 6);
  const others = [11, 12, 13].flatMap((seed) => kinds.map((kind) => createSlide(kind, seed)));
  let frames = 0;
  for (let i = 0; i < tries; i++) {
    loop.slide = others[i % others.length] ?? blank;
    const { startUm } = loop.slide;
    const at = { x: startUm.x + 4000 * (random() - 0.5), y: startUm.y + 4000 * (random() - 0.5) };
    const um = umPerPxOf(objective);
    for (let n = 0; n < 6; n++, frames++)
      loop.step({ stage: { x: at.x + n * 0.08 * SIZE.width * um, y: at.y } });
  }
  return { tries, frames, joins: loop.joins, wrong: loop.wrongJoins };
}

function repetition(objective: number): object {
  const um = umPerPxOf(objective);
  const slide = repeated(createSlide('lymph-node', 7), 0.8 * SIZE.width * um);
  const loop = new Loop(slide, objective);
  const random = randomNumbers(objective);
  const start = loop.state.stage;
  meander(loop, 3, 2);
  for (let i = 0; i < 25; i++) {
    const at = {
      x: start.x + 2 * SIZE.width * um * random(),
      y: start.y + 1.5 * SIZE.height * um * random(),
    };
    loop.slide = blank;
    for (let n = 0; n < 3; n++) loop.step();
    loop.slide = slide;
    for (let n = 0; n < 8; n++) loop.step({ stage: { x: at.x + n * 0.04 * SIZE.width * um, y: at.y } });
  }
  return { tries: 25, joins: loop.joins, wrong: loop.wrongJoins };
}

/**
 * The middle of half of the real regions is archived; fields of other places, of the same regions and of others,
 * are looked for, with a second field of the same tissue as witness. As a control, archived tissue is looked for.
 */
function realStrangers(): object {
  if (!existsSync(REGIONS)) return { absent: REGIONS };
  const names = readdirSync(REGIONS).filter((name) => /_g\d+\.png$/.test(name));
  const archive = new KeyframeArchive();
  const camera = new MovingCamera(SIZE.width, SIZE.height, { noise: 0.02, vignetting: 0.3, dust: 15 });
  const look = (name: string, x: number, y = 0) => {
    const { width, height, data, channels } = decode(readFileSync(`${REGIONS}/${name}`));
    const rgb = new Uint8Array(width * height * 3);
    for (let i = 0; i < width * height; i++)
      for (let c = 0; c < 3; c++) rgb[3 * i + c] = data[channels * i + c] ?? 0;
    const specimen = { width, height, rgb };
    return [0, 0.2].map((way) => {
      const at = { x: width / 2 + (x + way - 0.3) * SIZE.width, y: height / 2 + y * SIZE.height };
      const { raw, size } = rawSignalOf(camera.expose(specimen, at));
      return lookOf(raw, size, size.factor * 0.486);
    });
  };
  const field = SIZE.width * 0.486;
  const known = names.slice(0, names.length / 2);
  known.forEach((name, i) => {
    const [first, second] = look(name, 0);
    if (first) archive.add({ island: 0, centre: { x: 10_000 * i, y: 0 } }, first, 2 * i);
    if (second) archive.add({ island: 0, centre: { x: 10_000 * i + 0.2 * field, y: 0 } }, second, 2 * i + 1);
  });
  const joinsOf = (name: string, x: number, y = 0) => {
    const relocaliser = new Relocaliser(archive);
    const views = look(name, x, y);
    for (let frame = 0; frame < 30; frame++) {
      const view = views[frame < 15 ? 0 : 1];
      const centre = { x: frame < 15 ? 0 : 0.2 * field, y: 0 };
      const join = view && relocaliser.observe({ island: 1, centre, frame, look: view });
      if (join) return join;
    }
    return null;
  };
  // Above and below what is archived, and elsewhere: all is other tissue, some of it of the same slide.
  const strange = names.flatMap((name) => [-0.9, 0.9].map((y) => ({ name, y })));
  const joined = strange.filter(({ name, y }) => joinsOf(name, 0, y) !== null).length;
  const controls = known.map((name, i) => ({ join: joinsOf(name, 0.1), at: 10_000 * i + 0.1 * field }));
  const right = controls.filter(({ join, at }) => join && Math.abs(join.offset.x - at) < 3).length;
  const wrong = controls.filter(({ join, at }) => join && Math.abs(join.offset.x - at) >= 3).length;
  return {
    archived: archive.fields.length,
    strangers: { tries: strange.length, joined },
    controls: { tries: controls.length, right, wrong },
  };
}

/** Changes that nobody tells: um/px stays as it was. The turret rests dark for some frames, lenses are off centre. */
function untoldChanges(tries: number, size: typeof SIZE): object {
  const random = randomNumbers(5);
  let noticed = 0;
  let certain = 0;
  let wrong = 0;
  const after: number[] = [];
  for (let i = 0; i < tries; i++) {
    const slide = createSlide(kinds[i % 2] ?? 'prostate', 7);
    const from = OBJECTIVES[i % 4] ?? 10;
    const others = OBJECTIVES.filter((each) => each !== from);
    const to = others[Math.floor(i / 4) % 3] ?? 20;
    const loop = new Loop(slide, from, umPerPxOf(from), 0.02, size);
    const { x, y } = loop.state.stage;
    const at = { x: x + 3000 * (random() - 0.5), y: y + 3000 * (random() - 0.5) };
    const um = umPerPxOf(from);
    const seen = [0, 1, 2, 3, 4, 5].map((n) => loop.step({ stage: { x: at.x + 10 * um * n, y: at.y } }));
    if (process.env.VERBOSE)
      console.log(from, to, JSON.stringify(seen.map((s) => [s.confidence, s.structured, s.island])));
    for (let n = 0; n < 3 * random(); n++) loop.step({ lamp: 0 });
    const narrow = size.width * Math.min(um, umPerPxOf(to));
    const stage = {
      x: loop.state.stage.x + 0.08 * narrow * (random() - 0.5),
      y: loop.state.stage.y + 0.08 * narrow * (random() - 0.5),
    };
    loop.step({ objective: to, lamp: 0.8 + 0.4 * random(), stage, focusUm: 6 * (random() - 0.5) });
    const turned = loop.frame;
    for (let n = 1; n < FRAMES_PER_SECOND; n++) loop.step();
    const changes = loop.events.filter((event) => event.kind === 'objective-change');
    const change = changes[0];
    if (changes.length === 1 && change && Math.abs((change.ratio * to) / from - 1) < 0.01) {
      noticed++;
      if (change.certain) certain++;
      after.push((change.frame - turned) / FRAMES_PER_SECOND);
    } else {
      console.log('  not noticed', { from, to, changes });
      if (changes.length > 0) wrong++;
    }
  }
  return {
    tries,
    noticed,
    certain,
    wrong,
    seconds: { p50: percentile(after, 0.5), max: percentile(after, 1) },
  };
}

/** Panning, focusing, lamp and jumps without any change of objective. */
function falseAlarms(minutes: number, framesPerSecond: number): object {
  const frames = (minutes * 60 * framesPerSecond) / kinds.length / OBJECTIVES.length;
  let alarms = 0;
  let losses = 0;
  let joins = 0;
  let wrong = 0;
  for (const kind of kinds)
    for (const objective of OBJECTIVES) {
      const slide = createSlide(kind, 7);
      const loop = new Loop(slide, objective, umPerPxOf(objective));
      const random = randomNumbers(objective);
      const field = SIZE.width * umPerPxOf(objective);
      const home = loop.state.stage;
      let velocity = { x: 0, y: 0 };
      let island = 0;
      for (let i = 0; i < frames; i++) {
        const dice = random();
        velocity = {
          x: 0.9 * velocity.x + 0.03 * field * (random() - 0.5),
          y: 0.9 * velocity.y + 0.03 * field * (random() - 0.5),
        };
        let { x, y } = loop.state.stage;
        x += velocity.x;
        y += velocity.y;
        if (dice < 0.01 || Math.abs(x - home.x) > 3 * field || Math.abs(y - home.y) > 2 * field) {
          x = home.x + 3 * field * (random() - 0.5);
          y = home.y + 2 * field * (random() - 0.5);
        }
        const change: { -readonly [K in keyof SimulatorState]?: SimulatorState[K] } = { stage: { x, y } };
        if (dice > 0.97) change.focusUm = random() < 0.5 ? 0 : 80 * (random() - 0.5);
        if (dice > 0.96 && dice < 0.97) change.lamp = 0.6 + 0.7 * random();
        const found = loop.step(change);
        if (found.island > island) losses++;
        island = Math.max(island, found.island);
      }
      if (process.env.VERBOSE) console.log(kind, objective, frames, losses, loop.joins, loop.events.length);
      alarms += loop.events.filter((event) => event.kind === 'objective-change').length;
      joins += loop.joins;
      wrong += loop.wrongJoins;
    }
  return { minutes, framesPerSecond, losses, alarms, joins, wrong };
}

/** Changes that are told, while the stage moves and lenses are off centre: the place must be right again soon. */
function toldChanges(): object {
  const errors: number[] = [];
  for (const kind of kinds) {
    const loop = new Loop(createSlide(kind, 7), 10);
    const random = randomNumbers(3);
    for (let n = 0; n < 4; n++) loop.step();
    for (let i = 0; i < 12; i++) {
      const others = OBJECTIVES.filter((each) => each !== loop.state.objective);
      const to = others[Math.floor(3 * random())] ?? 10;
      const narrow = SIZE.width * Math.min(umPerPxOf(loop.state.objective), umPerPxOf(to));
      const { x, y } = loop.state.stage;
      loop.step({
        objective: to,
        stage: { x: x + 0.1 * narrow * (random() - 0.5), y: y + 0.1 * narrow * (random() - 0.5) },
      });
      for (let n = 0; n < 6; n++) loop.step();
      errors.push(loop.error(loop.step()));
      if (process.env.VERBOSE) console.log(to, errors.at(-1), loop.tracker.newest()?.island);
    }
  }
  return { changes: errors.length, offUm: { p50: percentile(errors, 0.5), max: percentile(errors, 1) } };
}

/** 20 mm at 10x, lost on the way, and back at the start. */
function meanderAndLoss(): object {
  return Object.fromEntries(
    kinds.map((kind) => {
      const slide = createSlide(kind, 7);
      const loop = new Loop(slide, 10);
      const { x, y } = loop.state.stage;
      loop.step({ stage: { x: x - 1500, y: y - 1000 } });
      const start = loop.state.stage;
      meander(loop, 6, 3.5);
      loop.slide = blank;
      for (let n = 0; n < 5; n++) loop.step();
      loop.slide = slide;
      let found = go(loop, start);
      for (let n = 0; n < 40; n++) found = loop.step();
      return [kind, { island: found.island, backAtStartUm: Number(loop.error(found).toFixed(2)) }];
    }),
  );
}

const scenarios: Record<string, () => object> = {
  'back on known tissue, 20 tries each': () =>
    Object.fromEntries(
      kinds.flatMap((kind) => OBJECTIVES.map((x) => [`${kind} ${x}x`, comingBack(kind, x)] as const)),
    ),
  'fields of other slides, all objectives': () =>
    Object.fromEntries(OBJECTIVES.map((x) => [`${x}x`, strangers(x, 60)])),
  'real lymph node fields of other places': realStrangers,
  'tissue that repeats itself': () => Object.fromEntries([10, 20].map((x) => [`${x}x`, repetition(x)])),
  'meander, loss, and back at the start': meanderAndLoss,
  // What a lens shows decides: a real camera's field, and half of that.
  'objective changed, not told, 1280 x 720': () => untoldChanges(40, { width: 1280, height: 720 }),
  'objective changed, not told, 512 x 288': () => untoldChanges(40, SIZE),
  'objective changed and told, off centre': toldChanges,
  'no objective changed: panning, focusing, jumps': () => falseAlarms(10, 3),
};

const wanted = process.argv.slice(2);
for (const [name, run] of Object.entries(scenarios)) {
  if (wanted.length > 0 && !wanted.some((word) => name.includes(word))) continue;
  const started = performance.now();
  const figures = run();
  console.log(`${name} (${((performance.now() - started) / 1000).toFixed(0)} s)`);
  console.log(JSON.stringify(figures, null, 1).replace(/\n {2,}/g, ' '));
}
