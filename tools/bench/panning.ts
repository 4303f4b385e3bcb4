import type { PointUm } from '../../src/domain/geometry';
import { umPerPxOf } from '../../src/source/simulated/microscope-state';
import { ClosedLoop, misplacement, placeTeller, placeTellerManifest } from './closed-loop';
import { type Figure, type Part, percentile } from './figures';
import { loadManifest } from './node-model';
import { offsetOf } from './node-pipeline';
import { type BenchOptions, type BenchSlide, benchSlides, notesOn } from './slides';

/** Panning speed, field widths a second: that of a quick look over a slide. */
const SPEED = 0.5;
/** The published augmented reality microscope looks about 10 times a second (arXiv:1812.00825). */
const ARM_MS = 100;

/**
 * Overlay against tissue while the stage moves: where a cell is drawn against where its tissue is in that very
 * frame. Beside it the usual way: the newest whole field whose inference has ended, drawn as it is.
 */
export async function panning(options: BenchOptions): Promise<Part> {
  const slides = benchSlides(options, 2);
  const runs = [];
  for (const slide of slides) runs.push(await panOver(slide, options));
  const ours = runs.flatMap((run) => run.ours);
  const usual = runs.flatMap((run) => run.usual);
  const arm = runs.flatMap((run) => run.arm);
  const frames = runs.reduce((sum, run) => sum + run.frames, 0);
  const fieldMs = Math.max(...runs.map((run) => run.fieldMs));
  const basis = `${frames} frames at ${SPEED} field widths a second, ${slides.length} slides`;
  const p95 = { ours: percentile(ours, 0.95), usual: percentile(usual, 0.95), arm: percentile(arm, 0.95) };
  const figures: Figure[] = [
    { name: 'overlay off the tissue, p95', value: p95.ours, unit: 'px', target: { atMost: 2 }, basis },
    { name: 'overlay off the tissue, greatest', value: percentile(ours, 1), unit: 'px', basis },
    {
      name: `the usual way, ${Math.round(fieldMs)} ms a field, p95`,
      value: p95.usual,
      unit: 'px',
      basis: `${options.tileMs} ms a tile`,
    },
    { name: 'the usual way / Reticle', value: p95.usual / p95.ours, unit: 'times', basis },
    {
      name: `the usual way at the ARM's ${ARM_MS} ms a field, p95`,
      value: p95.arm,
      unit: 'px',
      basis: 'arXiv:1812.00825',
    },
    { name: "the usual way at the ARM's speed / Reticle", value: p95.arm / p95.ours, unit: 'times', basis },
  ];
  return {
    title: 'Overlay against tissue while panning',
    figures,
    notes: notesOn(options),
  };
}

async function panOver({ slide, model }: BenchSlide, { quick, tileMs }: BenchOptions) {
  const size = quick ? { width: 480, height: 270 } : { width: 960, height: 540 };
  const manifest = placeTellerManifest(loadManifest(model));
  const framesPerSecond = 30;
  const still = slide.tour.length === 0;
  const closed = new ClosedLoop({
    slide,
    size,
    framesPerSecond,
    objective: still ? 20 : 10,
    noise: 0.02,
    tileMs,
    manifest,
    classes: 2,
    answer: placeTeller(slide, manifest),
  });
  const fieldPx = (size.width * size.height * umPerPxOf(closed.state.objective) ** 2) / manifest.umPerPx ** 2;
  const fieldMs = (tileMs * fieldPx) / manifest.tile ** 2;
  const usualWay = new UsualWay(fieldMs);
  const armWay = new UsualWay(ARM_MS);
  const ours: number[] = [];
  const usual: number[] = [];
  const arm: number[] = [];
  let frames = 0;
  await closed.rest(quick ? 1000 : 2000);
  const each = (frame: Awaited<ReturnType<ClosedLoop['step']>>) => {
    frames++;
    const { umPerPx, centre } = frame.truth;
    const now = closed.clock.now();
    usual.push(usualWay.lag(now, centre) / umPerPx);
    arm.push(armWay.lag(now, centre) / umPerPx);
    const offset = offsetOf(frame);
    for (const cell of closed.visibleCells(frame))
      if ((cell.column + cell.row) % 4 === 0)
        ours.push(misplacement(slide, manifest.cellUm, cell, offset) / umPerPx);
  };
  const { x, y } = closed.state.stage;
  const step = closed.fieldUm * (still ? 0.2 : quick ? 0.4 : 0.6);
  const way = [
    [1, 0],
    [1, 1],
    [-1, 1],
    [-1, -1],
    [0, 0],
  ] as const;
  for (const [dx, dy] of way.slice(0, quick ? 2 : undefined))
    await closed.moveTo({ x: x + dx * step, y: y + 0.6 * dy * step }, SPEED, each);
  closed.end();
  if (closed.errors.length > 0) throw new Error(closed.errors[0]);
  return { ours, usual, arm, frames, fieldMs };
}

/** Whole fields one after another; the newest that has ended is what is drawn. */
class UsualWay {
  #running: { readonly ends: number; readonly centre: PointUm } | null = null;
  #shown: PointUm | null = null;

  constructor(private readonly fieldMs: number) {}

  /** @returns how far the drawn overlay is off, um; NaN before the first */
  lag(now: number, centre: PointUm): number {
    if (this.#running && this.#running.ends <= now) {
      this.#shown = this.#running.centre;
      this.#running = null;
    }
    this.#running ??= { ends: now + this.fieldMs, centre };
    const shown = this.#shown ?? centre;
    return Math.hypot(centre.x - shown.x, centre.y - shown.y);
  }
}
