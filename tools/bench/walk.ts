import type { PointUm } from '../../src/domain/geometry';
import type { SimulatorState } from '../../src/source/simulated/simulator';
import { randomNumbers } from '../../src/tracking/testing/moving-slide';
import { ClosedLoop, misplacement, placeTeller, placeTellerManifest } from './closed-loop';
import type { Figure, Part } from './figures';
import { loadManifest } from './node-model';
import { offsetOf, type PlacedFrame } from './node-pipeline';
import { type BenchOptions, type BenchSlide, benchSlides, notesOn } from './slides';

const SIZE = { width: 480, height: 270 };
const FRAMES_PER_SECOND = 5;

/**
 * The stage is moved as nobody should: jumps, blur, blank glass, other objectives. Every answer in the map says
 * where it belongs (placeTeller), so that a tile at a wrong place is seen wherever it came from.
 */
export async function walk(options: BenchOptions): Promise<Part> {
  const slides = benchSlides(options, 1);
  const figures: Figure[] = [];
  for (const slide of slides) {
    const jumps = await randomJumps(slide, options);
    const { minutes, ...walked } = await randomWalk(slide, options);
    const basis = `${slide.name}, ${minutes} min, ${walked.frames} frames, ${walked.checked} cells checked`;
    figures.push(
      {
        name: 'random jumps recognised within two frames',
        value: (100 * jumps.recognised) / jumps.tried,
        unit: '%',
        target: { atLeast: 100 },
        basis: `${slide.name}, ${jumps.recognised} of ${jumps.tried}`,
      },
      {
        name: 'cells at a wrong place in a random walk',
        value: walked.wrong,
        unit: 'cells',
        target: { atMost: 0 },
        basis,
      },
      { name: 'greatest misplacement of a cell', value: walked.greatestUm, unit: 'um', basis },
      { name: 'frames placed wrongly with confidence', value: walked.wrongFrames, unit: 'frames', basis },
      { name: 'greatest error of these', value: walked.frameOffUm, unit: 'um', basis },
      { name: 'islands', value: walked.islands, unit: '', basis },
      { name: 'islands joined again', value: walked.joined, unit: '', basis },
      { name: 'greatest error of a join', value: walked.joinOffUm, unit: 'um', basis },
      { name: 'false alarms of another objective', value: walked.falseAlarms, unit: '', basis },
      {
        name: 'frames without a place',
        value: (100 * walked.unplaced) / walked.frames,
        unit: '%',
        basis: `${basis}; blank glass and blur among them`,
      },
      { name: 'tiles inferred', value: walked.tiles, unit: '', basis },
    );
  }
  return {
    title: 'Jumps and a random walk',
    figures,
    notes: notesOn(options),
  };
}

function open({ slide, model }: BenchSlide, tileMs: number): ClosedLoop {
  const manifest = placeTellerManifest(loadManifest(model));
  return new ClosedLoop({
    slide,
    size: SIZE,
    framesPerSecond: FRAMES_PER_SECOND,
    noise: 0.02,
    tileMs,
    manifest,
    classes: 2,
    answer: placeTeller(slide, manifest),
  });
}

const inside = ({ slide }: ClosedLoop['options'], { x, y }: PointUm, rim: number): boolean =>
  x > slide.widthUm * rim &&
  y > slide.heightUm * rim &&
  x < slide.widthUm * (1 - rim) &&
  y < slide.heightUm * (1 - rim);

/** Jumps from tissue to somewhere that shares nothing with it. */
async function randomJumps(where: BenchSlide, { quick, tileMs }: BenchOptions) {
  const closed = open(where, tileMs);
  const random = randomNumbers(3);
  const { widthUm, heightUm } = where.slide;
  const tried = quick ? 4 : 100;
  const still = where.slide.tour.length === 0;
  // A field of a real picture is small: a higher power leaves room to jump.
  if (still) await closed.step({ objective: 20 });
  await closed.step();
  await closed.step();
  let recognised = 0;
  for (let i = 0; i < tried; ) {
    const before = closed.pipeline.tracked();
    const firm = before !== null && before.confidence > 0;
    let stage = closed.state.stage;
    for (let tries = 0; tries < 1000; tries++) {
      const to = { x: widthUm * random(), y: heightUm * random() };
      const far = Math.hypot(to.x - closed.state.stage.x, to.y - closed.state.stage.y) > 1.1 * closed.fieldUm;
      if (!far || !inside(closed.options, to, still ? 0.1 : 0.2)) continue;
      stage = to;
      break;
    }
    let seen = false;
    for (const change of [{ stage }, {}]) {
      const { tracked } = await closed.step(change);
      seen ||= tracked.confidence <= 0 || tracked.island !== before?.island;
    }
    await closed.step();
    // On tissue too pale to hold on to there is nothing to lose.
    if (!firm) continue;
    i++;
    if (seen) recognised++;
  }
  closed.end();
  return { tried, recognised };
}

/** Compares what stands in the map, and where frames are put, with the truth of each island. */
class Placement {
  readonly #anchors = new Map<number, PointUm>();
  wrongFrames = 0;
  /** Greatest distance of a wrongly placed frame from where it is, um. */
  frameOffUm = 0;
  checked = 0;
  wrong = 0;
  greatestUm = 0;
  /** Greatest distance of a join's offset from the true one, um. */
  joinOffUm = 0;
  #joins = 0;

  constructor(private readonly closed: ClosedLoop) {}

  get islands(): number {
    return this.#anchors.size;
  }

  frame(frame: PlacedFrame): void {
    const { tracked, truth } = frame;
    this.#checkJoins();
    if (tracked.confidence <= 0) return;
    const offset = offsetOf(frame);
    const anchor = this.#anchors.get(tracked.island);
    if (!anchor) {
      this.#anchors.set(tracked.island, offset);
      return;
    }
    const off = Math.hypot(offset.x - anchor.x, offset.y - anchor.y);
    if (off <= 5 || off <= 3 * truth.umPerPx) return;
    this.wrongFrames++;
    this.frameOffUm = Math.max(this.frameOffUm, off);
  }

  #checkJoins(): void {
    for (const { from, into, offset } of this.closed.joins.slice(this.#joins)) {
      const [a, b] = [this.#anchors.get(from), this.#anchors.get(into)];
      if (a && b)
        this.joinOffUm = Math.max(this.joinOffUm, Math.hypot(offset.x - (a.x - b.x), offset.y - (a.y - b.y)));
    }
    this.#joins = this.closed.joins.length;
  }

  /** All cells of the field in view: a wrong tile is written where the loop thinks that it looks. */
  cells(frame: PlacedFrame): void {
    const anchor = this.#anchors.get(frame.tracked.island);
    if (!anchor) return;
    const { slide, manifest } = this.closed.options;
    for (const cell of this.closed.visibleCells(frame)) {
      const off = misplacement(slide, manifest.cellUm, cell, anchor);
      this.checked++;
      this.greatestUm = Math.max(this.greatestUm, off);
      if (off > manifest.cellUm / 2) this.wrong++;
    }
  }
}

async function randomWalk(where: BenchSlide, { quick, tileMs }: BenchOptions) {
  const closed = open(where, tileMs);
  const { slide } = closed.options;
  const random = randomNumbers(11);
  const placement = new Placement(closed);
  const minutes = quick ? 0.25 : 10;
  const frames = Math.round(minutes * 60 * FRAMES_PER_SECOND);
  let unplaced = 0;
  let velocity = { x: 0, y: 0 };
  closed.onWritten = () => {
    const frame = closed.pipeline.current;
    if (frame) placement.cells(frame);
  };
  for (let i = 0; i < frames; i++) {
    const change: { -readonly [K in keyof SimulatorState]?: SimulatorState[K] } = {};
    const dice = random();
    const { stage } = closed.state;
    const push = () => 0.04 * closed.fieldUm * (random() - 0.5);
    velocity = { x: 0.8 * velocity.x + push(), y: 0.8 * velocity.y + push() };
    const to = { x: stage.x + velocity.x, y: stage.y + velocity.y };
    if (dice < 0.01) change.stage = { x: slide.widthUm * random(), y: slide.heightUm * random() };
    // Beyond the slide's edge there is nothing but glass.
    else if (dice < 0.013) change.stage = { x: 0, y: slide.heightUm * random() };
    else if (dice < 0.023) change.objective = [4, 10, 20, 40][Math.floor(4 * random())] ?? 10;
    else if (dice < 0.05) change.focusUm = random() < 0.6 ? 0 : 40 * (random() - 0.5);
    else if (dice < 0.06) change.lamp = 0.7 + 0.6 * random();
    else if (inside(closed.options, to, 0.02)) change.stage = to;
    else velocity = { x: 0, y: 0 };
    const frame = await closed.step(change);
    placement.frame(frame);
    placement.cells(frame);
    if (frame.tracked.confidence <= 0) unplaced++;
  }
  closed.end();
  if (closed.errors.length > 0) throw new Error(closed.errors[0]);
  const { checked, wrong, wrongFrames, frameOffUm, greatestUm, joinOffUm, islands } = placement;
  const tiles = closed.loop.tiles.inferred;
  const { falseAlarms, joins } = closed;
  return {
    falseAlarms,
    joined: joins.length,
    minutes,
    frames,
    unplaced,
    checked,
    wrong,
    wrongFrames,
    frameOffUm,
    greatestUm,
    joinOffUm,
    islands,
    tiles,
  };
}
