import { ReticleError } from '../../domain/errors';
import type { SnapshotResult } from '../answers';
import type { EngineEvent } from '../port';
import { settled } from './gates';
import { MANIFEST } from './glass';
import { CONTEXT, HeldEngine, settingsAt } from './held-engine';
import { random } from './random';
import { type AskedFor, TruthCheck } from './truth-check';

const SCALES = [0.5, 1, 2] as const;

interface Asked extends AskedFor {
  readonly taken: Promise<SnapshotResult | null>;
}

/**
 * Drives the engine by random events in random order, with random awaits let go on in between, and checks after
 * each that nothing of another slide, scale or device is in the map, told or captured.
 */
export class RandomSession {
  readonly #held = new HeldEngine((event) => this.#told(event));
  readonly #random: () => number;
  #glass = 0;
  #slideId = '';
  #label = '';
  #umPerPx: number = 1;
  #enabled = true;
  #frozen = false;
  #centre = { x: 0, y: 0 };
  readonly #snapshots: Asked[] = [];
  readonly #truth = new TruthCheck(this.#held.machine);

  constructor(seed: number) {
    this.#random = random(seed);
  }

  get seen(): TruthCheck['seen'] {
    return this.#truth.seen;
  }

  async run(steps: number): Promise<void> {
    this.#held.start(settingsAt(this.#umPerPx));
    this.#nextSlide();
    this.#attach();
    await this.#begin();
    for (let step = 0; step < steps; step++) {
      this.#act();
      await settled();
      if (step % 8 === 0) this.#checkMap();
    }
    await this.#drain();
    this.#checkMap();
    await this.#checkSnapshots();
    const { mistakes } = this.#truth;
    // The newest frame is kept for a lost device; all others are closed.
    if (this.#held.openFrames > 1) mistakes.push(`${this.#held.openFrames} frames were left open`);
    if (mistakes.length > 0) throw new Error(mistakes.slice(0, 5).join('; '));
  }

  /** Until the models are loaded and a field was taken in. */
  async #begin(): Promise<void> {
    for (let turn = 0; turn < 12; turn++) {
      this.#deliver();
      this.#held.gates.open(0);
      await settled();
    }
  }

  #act(): void {
    const { gates, clock, engine } = this.#held;
    const pick = this.#random();
    if (pick < 0.5) gates.open(this.#some(), this.#random() < 0.03 ? new Error('by chance') : undefined);
    else if (pick < 0.68) this.#deliver();
    else if (pick < 0.78) clock.advance(30 + 300 * this.#random());
    else if (pick < 0.8) this.#held.refresh();
    else if (pick < 0.82) this.#held.beat();
    else if (pick < 0.85) this.#nextSlide();
    else if (pick < 0.87) this.#attach();
    else if (pick < 0.9) this.#settings({ umPerPx: SCALES[this.#some() % SCALES.length] ?? 1 });
    else if (pick < 0.92) this.#settings({ enabled: this.#random() < 0.7 });
    else if (pick < 0.935) this.#settings({ frozen: this.#random() < 0.4 });
    else if (pick < 0.945) this.#held.loseDevice();
    else if (pick < 0.955) this.#do(engine.handlers.clear({}, CONTEXT));
    else if (pick < 0.96) this.#do(engine.handlers['undo-clear']({}, CONTEXT));
    else if (pick < 0.965) this.#held.pipeline?.doubtScale();
    else if (pick < 0.97) this.#trustScale();
    else this.#snapshot();
  }

  #trustScale(): void {
    this.#held.machine.doubted.clear();
    this.#do(this.#held.engine.handlers['objective-unchanged']({}, CONTEXT));
  }

  /** A command may fail when its await does; the port then answers with the error. */
  #do(command: unknown): void {
    void Promise.resolve(command).catch(() => {});
  }

  #some(): number {
    return Math.floor(this.#random() * 1000);
  }

  #nextSlide(): void {
    this.#glass++;
    this.#slideId = `slide ${this.#glass}`;
    this.#centre = { x: 0, y: 0 };
    const slide = { id: this.#slideId, label: this.#slideId };
    this.#do(this.#held.engine.handlers['begin-slide']({ slide, kept: null }, CONTEXT));
  }

  /** The camera was unplugged, or another one shows the same glass. */
  #attach(): void {
    this.#label = `source ${this.#some()}`;
    this.#held.attach(this.#label);
  }

  #settings(change: { umPerPx?: number; enabled?: boolean; frozen?: boolean }): void {
    this.#umPerPx = change.umPerPx ?? this.#umPerPx;
    this.#enabled = change.enabled ?? this.#enabled;
    this.#frozen = change.frozen ?? this.#frozen;
    const settings = settingsAt(this.#umPerPx, this.#enabled, this.#frozen);
    this.#do(this.#held.engine.handlers.settings({ settings }, CONTEXT));
  }

  #deliver(): void {
    const { source } = this.#held;
    if (!source?.wanted) return;
    if (this.#random() < 0.3) {
      const step = () => MANIFEST.cellUm * Math.round(8 * (this.#random() - 0.5));
      this.#centre = { x: this.#centre.x + step(), y: this.#centre.y + step() };
    }
    source.deliver(this.#held.frame({ glass: this.#glass, centre: this.#centre, umPerPx: this.#umPerPx }));
  }

  #snapshot(): void {
    const asked = { glass: this.#glass, slideId: this.#slideId, source: this.#label };
    const answer = this.#held.engine.handlers.snapshot({ caption: [] }, CONTEXT);
    const taken = Promise.resolve(answer).then(
      (result) => ('facts' in result ? result : result.value),
      (cause: unknown) => {
        if (!(cause instanceof ReticleError))
          this.#truth.mistakes.push(`a snapshot failed without a name: ${cause}`);
        return null;
      },
    );
    this.#snapshots.push({ ...asked, taken });
  }

  /** What the engine tells while something else is already true is old. */
  #told(event: EngineEvent): void {
    if (event.kind !== 'placement' || !event.placement) return;
    this.#truth.checkPlace(event.placement, this.#glass, this.#held.pipeline?.field()?.view ?? null);
  }

  #checkMap(): void {
    this.#truth.checkMap(this.#held.engine.map.atlas, this.#glass);
  }

  /** Lets all go on to its end. */
  async #drain(): Promise<void> {
    for (let turn = 0; turn < 30; turn++) {
      for (let opened = 0; opened < 20 && this.#held.gates.waiting > 0; opened++) {
        this.#held.gates.open(0);
        await settled();
      }
      this.#held.clock.advance(100);
      this.#held.refresh();
      await settled();
    }
  }

  async #checkSnapshots(): Promise<void> {
    for (const { taken, ...asked } of this.#snapshots) {
      const result = await taken;
      if (result) await this.#truth.checkSnapshot(asked, result);
    }
  }
}

/** Runs sessions one after another. @throws Error naming the seed of the first that finds a mistake */
export async function randomSessions(of: { first: number; count: number; steps: number }) {
  const seen = { cells: 0, mosaic: 0, snapshots: 0, places: 0 };
  for (let seed = of.first; seed < of.first + of.count; seed++) {
    const session = new RandomSession(seed);
    await session.run(of.steps).catch((cause: unknown) => {
      throw new Error(`seed ${seed}: ${cause instanceof Error ? cause.message : cause}`, { cause });
    });
    for (const key of ['cells', 'mosaic', 'snapshots', 'places'] as const) seen[key] += session.seen[key];
  }
  return seen;
}
