import type { PointUm } from '../../src/domain/geometry';
import { MicroscopeCamera } from '../../src/source/simulated/microscope-camera';
import { initialState, umPerPxOf } from '../../src/source/simulated/microscope-state';
import type { SimulatorState } from '../../src/source/simulated/simulator';
import type { StageSlide } from '../../src/source/simulated/stage-slide';
import { CpuTracker } from '../../src/tracking/cpu-tracker';
import { randomNumbers } from '../../src/tracking/testing/moving-slide';
import { HARSH } from './closed-loop';
import { type Figure, type Part, percentile } from './figures';
import { type BenchOptions, type BenchSlide, benchSlides, notesOn } from './slides';

/** Standard deviation of the camera's noise, of full scale. */
const NOISE = 0.03;
const CONDITIONS = 'noise 3 %, vignetting 30 %, 15 specks of dust, lamp +-15 %';

/** The simulated microscope with a tracker behind it, frame by frame, and the errors against the truth. */
class TrackedStage {
  readonly tracker = new CpuTracker();
  /** Of all placed frames, px, each against the first frame of its island. */
  readonly errors: number[] = [];
  frames = 0;
  unplaced = 0;
  readonly #camera: MicroscopeCamera;
  readonly #pixels: Uint32Array;
  readonly #anchors = new Map<number, PointUm>();
  state: SimulatorState;

  constructor(
    readonly slide: StageSlide,
    objective: number,
    readonly size = { width: 1280, height: 720 },
  ) {
    this.#camera = new MicroscopeCamera(slide, { size, dust: HARSH.dust });
    this.#pixels = new Uint32Array(size.width * size.height);
    this.state = { ...initialState(slide, objective, false, HARSH.vignetting), noise: NOISE };
  }

  get fieldUm(): number {
    return this.size.width * umPerPxOf(this.state.objective);
  }

  /** One frame. @returns the error in um, NaN where it was not placed */
  step(change: Partial<SimulatorState> = {}): number {
    this.state = { ...this.state, ...change };
    const truth = this.#camera.expose(this.state, this.frames++, this.#pixels);
    const rgba = new Uint8Array(this.#pixels.buffer);
    const found = this.tracker.register({ ...this.size, rgba }, truth.umPerPx);
    if (found.confidence <= 0) {
      this.unplaced++;
      return Number.NaN;
    }
    const offset = { x: truth.centre.x - found.centre.x, y: truth.centre.y - found.centre.y };
    const anchor = this.#anchors.get(found.island) ?? offset;
    this.#anchors.set(found.island, anchor);
    const error = Math.hypot(offset.x - anchor.x, offset.y - anchor.y);
    this.errors.push(error / truth.umPerPx);
    return error;
  }

  /** Straight to a place in steps of `stepUm`. @returns the error at its end, um */
  go(to: PointUm, stepUm: number): number {
    for (let error = Number.NaN; ; ) {
      const { x, y } = this.state.stage;
      const left = Math.hypot(to.x - x, to.y - y);
      if (left < 1e-6) return error;
      const share = Math.min(1, stepUm / left);
      error = this.step({ stage: { x: x + share * (to.x - x), y: y + share * (to.y - y) } });
    }
  }

  get island(): number {
    return this.tracker.newest()?.island ?? -1;
  }
}

/** Random steps up to 15 % of the field's width, all objectives on both slides and on real fields. */
function steps(options: BenchOptions): Figure[] {
  const { quick } = options;
  const size = quick ? { width: 640, height: 360 } : { width: 1280, height: 720 };
  const frames = quick ? 12 : 30;
  const rim = 0.2;
  const errors: { readonly simulated: number[]; readonly real: number[] } = { simulated: [], real: [] };
  const counts = { simulated: { frames: 0, unplaced: 0 }, real: { frames: 0, unplaced: 0 } };
  const wander = ({ slide }: BenchSlide, objective: number, kind: 'simulated' | 'real') => {
    const stage = new TrackedStage(slide, objective, size);
    const random = randomNumbers(objective);
    stage.step();
    while (stage.frames < frames) {
      const length = stage.fieldUm * 0.15 * (0.2 + 0.8 * random());
      const angle = 2 * Math.PI * random();
      const x = stage.state.stage.x + length * Math.cos(angle);
      const y = stage.state.stage.y + length * Math.sin(angle);
      const near = (at: number, extent: number) => at > extent * rim && at < extent * (1 - rim);
      if (near(x, slide.widthUm) && near(y, slide.heightUm))
        stage.step({ stage: { x, y }, lamp: 0.85 + 0.3 * random() });
    }
    for (const error of stage.errors) errors[kind].push(error);
    counts[kind].frames += stage.frames;
    counts[kind].unplaced += stage.unplaced;
  };
  for (const slide of benchSlides(options, 4)) {
    const real = slide.slide.tour.length === 0;
    for (const objective of quick ? [10] : real ? [20, 40] : [4, 10, 20, 40])
      wander(slide, objective, real ? 'real' : 'simulated');
  }
  return (['simulated', 'real'] as const)
    .filter((kind) => counts[kind].frames > 0)
    .flatMap((kind) => {
      const basis = `${kind} slides, ${counts[kind].frames} frames, ${CONDITIONS}`;
      return [
        {
          name: 'registration error at steps to 15 % of the width, p95',
          value: percentile(errors[kind], 0.95),
          unit: 'px',
          target: { atMost: 1 },
          basis,
        },
        { name: 'greatest', value: percentile(errors[kind], 1), unit: 'px', basis },
        { name: 'frames without a place', value: counts[kind].unplaced, unit: 'frames', basis },
      ];
    });
}

/** A meander of 20 mm, back to its start, and from glass to the start again. */
function meander({ name, slide }: BenchSlide, { quick }: BenchOptions): Figure[] {
  const size = quick ? { width: 640, height: 360 } : { width: 1280, height: 720 };
  const still = slide.tour.length === 0;
  const stage = new TrackedStage(slide, still ? 20 : 10, size);
  const start = stage.state.stage;
  const stepUm = 0.086 * stage.fieldUm;
  const wantedUm = quick ? 1500 : 20_000;
  const half = still ? slide.widthUm / 2 - 0.35 * stage.fieldUm : quick ? 300 : 1900;
  const rowUm = still ? 0.12 * stage.fieldUm : 0.55 * stage.fieldUm;
  const rows = still ? 3 : 7;
  stage.step();
  const home = stage.island;
  let path = 0;
  let drift = Number.NaN;
  const go = (x: number, y: number) => {
    path += Math.hypot(x - stage.state.stage.x, y - stage.state.stage.y);
    drift = stage.go({ x, y }, stepUm);
  };
  for (let row = 0; path < wantedUm; row++) {
    // Up and down again where the slide is smaller than the path.
    const at = row % (2 * rows) < rows ? row % rows : rows - 1 - (row % rows);
    const x = start.x + (row % 2 === 0 ? half : -half);
    go(x, stage.state.stage.y);
    go(x, start.y + (at - (rows - 1) / 2) * rowUm);
  }
  const driftIsland = stage.island;
  const back = stage.go(start, stepUm);
  const basis = `${name}, ${(path / 1000).toFixed(1)} mm, ${stage.frames} frames, ${CONDITIONS}`;
  // Glass, and after it the first field: the track must find itself again.
  stage.step({ stage: { x: -10 * stage.fieldUm, y: start.y } });
  for (let frame = 0; frame < 4; frame++) stage.step();
  let relocated = Number.NaN;
  for (let frame = 0; frame < 30; frame++) {
    const error = stage.step({ stage: { x: start.x + 2 * (frame % 3), y: start.y } });
    relocated = stage.island === home ? error : Number.NaN;
  }
  return [
    {
      name: 'drift over a meander',
      value: driftIsland === home ? (100 * drift) / path : Number.NaN,
      unit: '% of path',
      target: { atMost: 0.2 },
      basis,
    },
    {
      name: 'back at the start',
      value: stage.errors.length > 0 ? back : Number.NaN,
      unit: 'um',
      target: { atMost: 5 },
      basis,
    },
    {
      name: 'at the start, found again after blank glass',
      value: relocated,
      unit: 'um',
      target: { atMost: 5 },
      basis: `${name}, 30 frames`,
    },
  ];
}

/** Nothing may be placed on glass, whatever the dust does. */
function glass({ quick }: BenchOptions): Figure[] {
  const blank: StageSlide = {
    ...{ widthUm: 20_000, heightUm: 20_000, startUm: { x: 9000, y: 9000 }, tour: [] },
    render: (_origin, _scale, width, height, out) => out.fill(242, 0, width * height * 4),
  };
  const stage = new TrackedStage(blank, 10);
  for (let i = 0; i < (quick ? 5 : 20); i++) stage.step({ stage: { x: 9000 + 60 * i, y: 9000 } });
  return [
    {
      name: 'frames of moving glass with dust that are placed',
      value: stage.frames - stage.unplaced,
      unit: 'frames',
      target: { atMost: 0 },
      basis: `${stage.frames} frames`,
    },
  ];
}

/** Registration against the truth of the simulated stage; docs/adr/0004 holds its figures. */
export function registration(options: BenchOptions): Part {
  return {
    title: 'Registration',
    figures: [
      ...steps(options),
      ...benchSlides(options, 1).flatMap((slide) => meander(slide, options)),
      ...glass(options),
    ],
    notes: notesOn(options),
  };
}
