/**
 * `npx tsx tools/registration-bench.ts [scenario ...]`: registration in a closed loop with the simulated
 * microscope and, where ../shared/data is there, over real H&E. Time is simulated frame by frame, so the
 * figures do not depend on the machine. Prints a table and JSON; figures are in docs/adr/0004.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { decode } from 'fast-png';
import type { MicroscopeState } from '../src/domain/frame';
import { MicroscopeCamera } from '../src/source/simulated/microscope-camera';
import { initialState, umPerPxOf } from '../src/source/simulated/microscope-state';
import type { StageSlide } from '../src/source/simulated/stage-slide';
import { createSlide } from '../src/source/slide/slide';
import { CpuTracker } from '../src/tracking/cpu-tracker';
import { MovingCamera, randomNumbers } from '../src/tracking/testing/moving-slide';

const SIZE = { width: 1280, height: 720 };
const HARSH = { vignetting: 0.3, dust: 15 };
const REGIONS = '../shared/data/lymph/regions';

interface Truth {
  readonly x: number;
  readonly y: number;
  readonly umPerPx: number;
}

/** Compares answers with the truth, island by island. */
class Score {
  readonly errors: number[] = [];
  frames = 0;
  unplaced = 0;
  /** Placed, but more than 3 px and 5 um off. */
  wrong = 0;
  islands = 0;
  readonly #anchors = new Map<number, { x: number; y: number }>();

  add(truth: Truth, found: ReturnType<CpuTracker['register']>): number {
    this.frames++;
    if (found.confidence <= 0) {
      this.unplaced++;
      return Number.NaN;
    }
    const offset = { x: truth.x - found.centre.x, y: truth.y - found.centre.y };
    const anchor = this.#anchors.get(found.island) ?? offset;
    this.#anchors.set(found.island, anchor);
    this.islands = this.#anchors.size;
    const error = Math.hypot(offset.x - anchor.x, offset.y - anchor.y) / truth.umPerPx;
    this.errors.push(error);
    if (error > 3 && error * truth.umPerPx > 5) this.wrong++;
    return error;
  }

  figures() {
    const sorted = [...this.errors].sort((a, b) => a - b);
    const at = (share: number) =>
      Number(
        (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN).toFixed(3),
      );
    const { frames, unplaced, wrong, islands } = this;
    return { frames, p50: at(0.5), p95: at(0.95), max: at(1), unplaced, wrong, islands };
  }
}

/** The simulated microscope with a tracker behind it. */
class Loop {
  readonly score = new Score();
  readonly tracker = new CpuTracker();
  readonly #camera: MicroscopeCamera;
  readonly #pixels = new Uint32Array(SIZE.width * SIZE.height);
  #frame = 0;
  state: MicroscopeState;

  constructor(
    readonly slide: StageSlide,
    objective: number,
    faults: { vignetting?: number; dust?: number } = {},
    noise = 0.006,
  ) {
    this.#camera = new MicroscopeCamera(slide, { size: SIZE, ...faults });
    this.state = { ...initialState(slide, objective, false), noise };
  }

  /** One frame. @returns the error in px, NaN where it was not placed */
  step(change: Partial<MicroscopeState> = {}): number {
    this.state = { ...this.state, ...change };
    const truth = this.#camera.expose(this.state, this.#frame++, this.#pixels);
    const rgba = new Uint8Array(this.#pixels.buffer);
    const found = this.tracker.register({ ...SIZE, rgba }, truth.umPerPx);
    return this.score.add({ ...truth.centre, umPerPx: truth.umPerPx }, found);
  }

  get island(): number {
    return this.tracker.newest()?.island ?? -1;
  }

  get confidence(): number {
    return this.tracker.newest()?.confidence ?? 0;
  }

  inside(x: number, y: number, rim = 0.2): boolean {
    const { widthUm, heightUm } = this.slide;
    return x > widthUm * rim && y > heightUm * rim && x < widthUm * (1 - rim) && y < heightUm * (1 - rim);
  }
}

/** Random steps of up to `share` of the field's width over tissue. */
function wander(loop: Loop, frames: number, share: number, seed: number): void {
  const random = randomNumbers(seed);
  loop.step();
  for (let i = 1; i < frames; i++) {
    const length = SIZE.width * umPerPxOf(loop.state.objective) * share;
    for (;;) {
      const angle = 2 * Math.PI * random();
      const x = loop.state.stage.x + length * (0.2 + 0.8 * random()) * Math.cos(angle);
      const y = loop.state.stage.y + length * (0.2 + 0.8 * random()) * Math.sin(angle);
      if (!loop.inside(x, y)) continue;
      loop.step({ stage: { x, y }, lamp: 0.85 + 0.3 * random() });
      break;
    }
  }
}

const kinds = ['lymph-node', 'prostate'] as const;

/** 20 s at 30 frames a second: drift of the hand, and now and then a jump, defocus, another lamp or objective. */
function randomWalk(seed: number): object {
  const loop = new Loop(createSlide(kinds[seed % 2] ?? 'prostate', seed), 10, HARSH, 0.02);
  const random = randomNumbers(seed);
  loop.step();
  let velocity = { x: 20, y: 10 };
  for (let i = 0; i < 600; i++) {
    const field = SIZE.width * umPerPxOf(loop.state.objective);
    const change: { -readonly [K in keyof MicroscopeState]?: MicroscopeState[K] } = {};
    const dice = random();
    if (dice < 0.02) {
      change.stage = { x: loop.slide.widthUm * random(), y: loop.slide.heightUm * random() };
    } else {
      velocity = {
        x: 0.8 * velocity.x + 0.03 * field * (random() - 0.5),
        y: 0.8 * velocity.y + 0.03 * field * (random() - 0.5),
      };
      const x = loop.state.stage.x + velocity.x;
      const y = loop.state.stage.y + velocity.y;
      if (loop.inside(x, y, 0.02)) change.stage = { x, y };
    }
    if (dice > 0.985) {
      // The turret is turned while the stage rests.
      change.objective = [4, 10, 20, 40][Math.floor(4 * random())] ?? 10;
      delete change.stage;
    }
    if (dice > 0.96 && dice < 0.985) change.focusUm = random() < 0.5 ? 0 : 60 * (random() - 0.5);
    if (dice > 0.94 && dice < 0.96) change.lamp = 0.7 + 0.6 * random();
    loop.step(change);
  }
  return loop.score.figures();
}

const scenarios: Record<string, () => object> = {
  'steps up to 15 % of the width, noise 3 %, vignetting 30 %, dust, lamp +-15 %': () =>
    Object.fromEntries(
      kinds.flatMap((kind) =>
        [4, 10, 20, 40].map((objective) => {
          const loop = new Loop(createSlide(kind, 7), objective, HARSH, 0.03);
          wander(loop, 30, 0.15, objective);
          return [`${kind} ${objective}x`, loop.score.figures()];
        }),
      ),
    ),

  'real lymph node fields, the same faults': () => {
    if (!existsSync(REGIONS)) return { absent: REGIONS };
    const names = readdirSync(REGIONS).filter((name) => /_g\d+\.png$/.test(name));
    const score = new Score();
    for (const name of names.slice(0, 16)) {
      const { width, height, data, channels } = decode(readFileSync(`${REGIONS}/${name}`));
      const rgb = new Uint8Array(width * height * 3);
      for (let i = 0; i < width * height; i++)
        for (let c = 0; c < 3; c++) rgb[3 * i + c] = data[channels * i + c] ?? 0;
      const specimen = { width, height, rgb };
      const camera = new MovingCamera(SIZE.width, SIZE.height, { noise: 0.03, ...HARSH });
      const random = randomNumbers(5);
      const tracker = new CpuTracker();
      const one = new Score();
      let at = { x: width / 2, y: height / 2 };
      for (let i = 0; i < 20; i++) {
        const field = camera.expose(specimen, at, 0.5, 0.85 + 0.3 * random());
        one.add({ x: at.x * 0.972, y: at.y * 0.972, umPerPx: 0.486 }, tracker.register(field, 0.486));
        const angle = 2 * Math.PI * random();
        const length = SIZE.width * 0.15 * 0.5 * random();
        const near = (value: number, middle: number) => Math.min(middle + 150, Math.max(middle - 150, value));
        at = {
          x: near(at.x + length * Math.cos(angle), width / 2),
          y: near(at.y + length * Math.sin(angle), height / 2),
        };
      }
      score.errors.push(...one.errors);
      score.frames += one.frames;
      score.unplaced += one.unplaced;
      score.wrong += one.wrong;
      score.islands += one.islands;
    }
    return score.figures();
  },

  'meander of 20 mm at 10x and back': () =>
    Object.fromEntries(
      kinds.map((kind) => {
        const loop = new Loop(createSlide(kind, 7), 10, HARSH, 0.03);
        const start = loop.state.stage;
        loop.step();
        let path = 0;
        let last = 0;
        const go = (x: number, y: number) => {
          for (;;) {
            const { stage } = loop.state;
            const left = Math.hypot(x - stage.x, y - stage.y);
            if (left < 1) return;
            const move = Math.min(1, 110 / left);
            last = loop.step({
              stage: { x: stage.x + move * (x - stage.x), y: stage.y + move * (y - stage.y) },
            });
            path += Math.min(110, left);
          }
        };
        for (let row = 0; path < 20_000; row++) {
          const side = row % 2 === 0 ? 1 : -1;
          const rim = { x: start.x + side * 1900, y: start.y + (row - 2) * 700 };
          go(rim.x, loop.state.stage.y);
          go(rim.x, rim.y);
        }
        const drift = {
          um: Number(last.toFixed(2)),
          percentOfPath: Number(((100 * last) / path).toFixed(4)),
        };
        go(start.x, start.y);
        return [kind, { ...loop.score.figures(), pathUm: Math.round(path), drift, backAtStartUm: last }];
      }),
    ),

  '100 jumps': () => {
    const loop = new Loop(createSlide('lymph-node', 7), 10, HARSH, 0.03);
    const random = randomNumbers(3);
    loop.step();
    loop.step();
    let recognised = 0;
    for (let i = 0; i < 100; i++) {
      const island = loop.island;
      let x = 0;
      let y = 0;
      do {
        x = loop.slide.widthUm * random();
        y = loop.slide.heightUm * random();
      } while (Math.hypot(x - loop.state.stage.x, y - loop.state.stage.y) < 1300 || !loop.inside(x, y));
      const seen = [loop.step({ stage: { x, y } }), loop.step()].some(
        () => loop.confidence === 0 || loop.island !== island,
      );
      if (seen) recognised++;
      loop.step({ stage: { x: x + 60, y: y + 20 } });
    }
    return { recognised, ...loop.score.figures() };
  },

  'random walk with jumps, blur, blank glass and objective changes': () =>
    Object.fromEntries([9, 10, 11].map((seed) => [`seed ${seed}`, randomWalk(seed)])),

  'blank glass with dust, moving': () => {
    const glass: StageSlide = {
      ...{ widthUm: 20_000, heightUm: 20_000, startUm: { x: 9000, y: 9000 }, tour: [] },
      render: (_origin, _scale, width, height, out) => out.fill(242, 0, width * height * 4),
    };
    const loop = new Loop(glass, 10, HARSH, 0.03);
    for (let i = 0; i < 20; i++) loop.step({ stage: { x: 9000 + 60 * i, y: 9000 } });
    return loop.score.figures();
  },
};

const wanted = process.argv.slice(2);
const results: Record<string, object> = {};
for (const [name, run] of Object.entries(scenarios)) {
  if (wanted.length > 0 && !wanted.some((word) => name.includes(word))) continue;
  const started = performance.now();
  const figures = run();
  results[name] = figures;
  console.log(`${name} (${((performance.now() - started) / 1000).toFixed(0)} s)`);
  console.log(JSON.stringify(figures, null, 1).replace(/\n {2,}/g, ' '));
}
