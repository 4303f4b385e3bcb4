import { expect, test } from 'vitest';
import { onIsland, type TrackingEvent } from '../domain/tracking';
import { CpuTracker } from './cpu-tracker';
import { SlideMemory } from './slide-memory';
import { MovingCamera, randomNumbers, type Specimen, stainedSpecimen } from './testing/moving-slide';

const SIZE = { width: 640, height: 360 };
const HARSH = { noise: 0.02, vignetting: 0.3, dust: 10 };
const glass: Specimen = { width: 2, height: 2, rgb: new Uint8Array(12).fill(240) };

/** A hand on the stage: specimen px are um, as long as nobody changes the lens. */
class Session {
  readonly camera = new MovingCamera(SIZE.width, SIZE.height, HARSH);
  readonly events: TrackingEvent[] = [];

  constructor(
    public specimen: Specimen,
    readonly tracker = new CpuTracker(),
  ) {}

  /** One frame; `scale` is the lens in the light path, `told` the um/px that the tracker is told. */
  see(x: number, y: number, scale = 1, told = 1, turn = 0) {
    const field = this.camera.expose(this.specimen, { x, y }, scale, 1, turn);
    const found = this.tracker.register(field, told);
    this.events.push(...this.tracker.takeEvents());
    return found;
  }

  /** Something else for a few frames. */
  blink(specimen = glass, frames = 3): void {
    const { specimen: before } = this;
    this.specimen = specimen;
    for (let i = 0; i < frames; i++) this.see(400, 300);
    this.specimen = before;
  }
}

const wide = stainedSpecimen(4200, 1600, 5);

test('islands begun far from each other are joined when tissue connects them, with the right offset', () => {
  const session = new Session(wide);
  for (let x = 400; x <= 1200; x += 80) session.see(x, 500);
  session.blink();
  // Unknown tissue, then along it back to what is known.
  for (let x = 2600; x >= 1300; x -= 80) session.see(x, 560);
  for (let i = 0; i < 6; i++) session.see(1240 - 20 * i, 560);
  const found = session.see(1120, 560);
  expect(found.island).toBe(0);
  expect(Math.hypot(found.centre.x - 720, found.centre.y - 60)).toBeLessThan(2);
  const joins = session.events.filter((event) => event.kind === 'island-join');
  expect(joins).toHaveLength(1);
  // What was at the second island's origin lies where it was begun.
  const origin = onIsland({ centre: { x: 800, y: 0 }, island: 1 }, joins);
  expect(origin.island).toBe(0);
  expect(Math.hypot(origin.centre.x - 2200, origin.centre.y - 60)).toBeLessThan(2);
});

test('a tracker that goes on for one whose device was lost finds its way back to what that one knew', () => {
  const memory = new SlideMemory();
  const session = new Session(wide, new CpuTracker(memory));
  for (let x = 400; x <= 1200; x += 80) session.see(x, 500);
  const before = session.see(1200, 500);
  const next = new Session(wide, new CpuTracker(memory));
  const first = next.see(1230, 520);
  expect(first.island).toBeGreaterThan(before.island);
  for (let i = 0; i < 8; i++) next.see(1230, 520);
  const found = next.see(1230, 520);
  expect(next.events).toMatchObject([{ kind: 'island-join', from: first.island, into: before.island }]);
  expect(found.island).toBe(before.island);
  expect(
    Math.hypot(found.centre.x - before.centre.x - 30, found.centre.y - before.centre.y - 20),
  ).toBeLessThan(2);
});

test('other tissue is never joined', () => {
  const session = new Session(wide);
  for (let x = 400; x <= 1200; x += 80) session.see(x, 500);
  const random = randomNumbers(4);
  for (let seed = 20; seed < 24; seed++) {
    session.blink();
    session.specimen = stainedSpecimen(1500, 1100, seed);
    const y = 300 + 400 * random();
    for (let i = 0; i < 8; i++) session.see(400 + 60 * i, y);
  }
  expect(session.events).toEqual([]);
});

/** Pale tissue with one dark fold: other tissue may be folded just so. */
function folded(specimen: Specimen): Specimen {
  const rgb = new Uint8Array(specimen.rgb.length);
  for (let y = 0; y < specimen.height; y++)
    for (let x = 0; x < specimen.width; x++) {
      const inFold = Math.abs(x - 560 - 60 * Math.sin(y / 70)) < 22;
      for (let channel = 0; channel < 3; channel++) {
        const at = 3 * (y * specimen.width + x) + channel;
        const pale = 0.5 * (specimen.rgb[at] ?? 0) + 0.5 * ([226, 176, 208][channel] ?? 0);
        rgb[at] = inFold ? ([70, 20, 100][channel] ?? 0) : pale;
      }
    }
  return { ...specimen, rgb };
}

test('other tissue with the same fold is not joined, the same tissue is', () => {
  const visit = (there: Specimen) => {
    const session = new Session(folded(stainedSpecimen(1500, 1100, 31)));
    for (let x = 400; x <= 640; x += 40) session.see(x, 500);
    session.blink();
    session.specimen = folded(there);
    for (let i = 0; i < 16; i++) session.see(430 + 14 * i, 500);
    return session.events;
  };
  expect(visit(stainedSpecimen(1500, 1100, 32))).toEqual([]);
  expect(visit(stainedSpecimen(1500, 1100, 31))).toMatchObject([{ kind: 'island-join', from: 1, into: 0 }]);
});

test('tissue that repeats itself is not joined at a guess', () => {
  const piece = stainedSpecimen(500, 360, 3);
  const rgb = new Uint8Array(3000 * 1440 * 3);
  for (let y = 0; y < 1440; y++)
    for (let x = 0; x < 3000; x += 500)
      rgb.set(piece.rgb.subarray(3 * 500 * (y % 360), 3 * 500 * ((y % 360) + 1)), 3 * (y * 3000 + x));
  const session = new Session({ width: 3000, height: 1440, rgb });
  for (let x = 400; x <= 1600; x += 80) session.see(x, 500);
  session.blink();
  for (let i = 0; i < 12; i++) session.see(1100 + 30 * i, 500);
  expect(session.events).toEqual([]);
});

test('another objective is noticed by its ratio, within a few frames, however little is told', () => {
  const session = new Session(wide);
  for (const x of [1500, 1530, 1560]) session.see(x, 700);
  for (let i = 0; i < 8; i++) session.see(1570, 704, 0.5);
  expect(session.events).toHaveLength(1);
  expect(session.events[0]).toMatchObject({ kind: 'objective-change', ratio: 0.5, island: 1 });
  // Back again: as it is set.
  for (let i = 0; i < 8; i++) session.see(1570, 704);
  const last = session.events.findLast((event) => event.kind === 'objective-change');
  expect(last).toMatchObject({ ratio: 1 });
});

test('when the change is told at last, nothing of the wrong scale is kept, and the place is found again', () => {
  const session = new Session(wide);
  for (const x of [1500, 1530, 1560, 1600]) session.see(x, 700);
  for (let i = 0; i < 8; i++) session.see(1620, 706, 0.5);
  let found = session.see(1620, 706, 0.5, 0.5);
  expect(found.island).toBe(2);
  for (let i = 0; i < 20; i++) found = session.see(1620 + 5 * i, 706, 0.5, 0.5);
  expect(found.island).toBe(0);
  expect(Math.hypot(found.centre.x - 215, found.centre.y - 6)).toBeLessThan(2);
});

test('a change that is told while the stage moves is put right from the image', () => {
  const session = new Session(wide);
  for (const x of [1500, 1530, 1560, 1600]) session.see(x, 700);
  let found = session.see(1620, 706, 0.5, 0.5);
  expect(found.island).toBe(0);
  for (let i = 0; i < 4; i++) found = session.see(1620, 706, 0.5, 0.5);
  expect(Math.hypot(found.centre.x - 120, found.centre.y - 6)).toBeLessThan(2);
});

test('a jump, blur or blank glass is no change of objective', () => {
  const session = new Session(wide);
  const random = randomNumbers(9);
  for (let i = 0; i < 8; i++) {
    const x = 500 + 3000 * random();
    const y = 400 + 700 * random();
    for (let n = 0; n < 5; n++) session.see(x + 10 * n, y);
  }
  expect(session.events.filter((event) => event.kind === 'objective-change')).toEqual([]);
});

test('a camera that is slowly turned loses its place beyond a tolerance, and does not find it again', () => {
  const session = new Session(wide);
  let found = session.see(1500, 700);
  for (let i = 0; i < 20; i++) found = session.see(1500 + 2 * i, 700);
  expect(found.island).toBe(0);
  expect(Math.abs(session.tracker.similarity()?.rotation ?? 1)).toBeLessThan(0.005);
  for (let i = 0; i < 8; i++) found = session.see(1540, 700, 1, 1, 0.005 * i);
  expect(found.island).toBe(0);
  for (let i = 0; i < 45; i++) found = session.see(1540 + i, 700, 1, 1, 0.04);
  expect(found.island).toBeGreaterThan(0);
  expect(session.events).toEqual([]);
});
