import { expect, test } from 'vitest';
import type { Devices, Stage, StageAlignment, Turret } from '../../domain/devices';
import type { FrameSource } from '../../domain/frame';
import type { PointUm, RectUm } from '../../domain/geometry';
import type { MapState } from '../../domain/slide-map';
import { actionOf, runAction } from '../actions/actions';
import { objectiveKey } from '../actions/objective-actions';
import { MapSession } from '../map/map-session';
import { hasMicroscope } from '../panel/microscope-section';
import { FakeEngine, fakeSource, testReticle } from '../test-reticle';

class FakeStage implements Stage {
  readonly moves: PointUm[] = [];
  readonly #listeners = new Set<() => void>();
  #position: PointUm = { x: 100, y: 200 };

  constructor(readonly limits: RectUm = { x: 0, y: 0, width: 50_000, height: 25_000 }) {}

  position = () => this.#position;
  moveBy(dx: number, dy: number): void {
    this.moves.push({ x: dx, y: dy });
    this.moveTo({ x: this.#position.x + dx, y: this.#position.y + dy });
  }
  moveTo(position: PointUm): void {
    this.#position = position;
    for (const listener of this.#listeners) listener();
  }
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  get listened(): boolean {
    return this.#listeners.size > 0;
  }
}

/** A camera that stands crosswise to the stage: right in the picture is down for the stage. */
const CROSSWISE: StageAlignment = { xx: 0, xy: -1, yx: 1, yy: 0 };
const frame = { width: 1000, height: 500, umPerPx: 1, objective: 10 };

/** A page with an ordinary camera, whose source brings these devices. */
async function withCamera(devices: Devices) {
  const { reticle } = testReticle('', {
    openSource: async (request): Promise<FrameSource> => Object.assign(fakeSource(request), { devices }),
  });
  await reticle.sources.open({ kind: 'camera' });
  reticle.store.patch({ frame });
  return reticle;
}

test('the arrows drive the stage beside a camera along the picture, by its alignment', async () => {
  const stage = new FakeStage();
  const reticle = await withCamera({ stage, stageAlignment: CROSSWISE });
  runAction('stageRight', reticle.actions);
  runAction('stageDown', reticle.actions);
  expect(stage.moves).toEqual([
    { x: 0, y: 100 },
    { x: -50, y: 0 },
  ]);
  expect(reticle.store.state.devices.stage?.position).toEqual({ x: 50, y: 300 });
});

test('without an alignment the arrows go along the axes of the stage, and the picture cannot be dragged', async () => {
  const stage = new FakeStage();
  const reticle = await withCamera({ stage });
  runAction('stageRight', reticle.actions);
  expect(reticle.optics.fieldMover()).toBeNull();
  expect(stage.moves).toEqual([{ x: 100, y: 0 }]);
});

test('the pad sends the stage to a position of its own', async () => {
  const stage = new FakeStage();
  const reticle = await withCamera({ stage });
  reticle.optics.moveStageTo({ x: 7000, y: 3000 });
  expect(reticle.store.state.devices.stage).toMatchObject({
    position: { x: 7000, y: 3000 },
    limits: { width: 50_000 },
  });
});

test('a source without a stage shows none and drives none', async () => {
  const camera = await withCamera({});
  expect(camera.store.state.devices.stage).toBeNull();
  expect(hasMicroscope(camera.store.state)).toBe(false);
  expect(actionOf('stageLeft').enabled(camera.actions)).toBe(false);
  expect(actionOf('tour').enabled(camera.actions)).toBe(false);

  const { reticle } = testReticle('', {
    // A simulator whose stage is driven by hand.
    openSource: async (request): Promise<FrameSource> => ({ ...fakeSource(request), devices: {} }),
  });
  await reticle.sources.open({ kind: 'simulated', slide: 'lymph-node', seed: 7 });
  expect(reticle.store.state.simulator).not.toBeNull();
  expect(reticle.store.state.devices.stage).toBeNull();
  expect(actionOf('stageLeft').enabled(reticle.actions)).toBe(false);
  expect(reticle.optics.objectives()).toBeNull();
});

test('devices go with their source', async () => {
  const stage = new FakeStage();
  const reticle = await withCamera({ stage });
  expect(stage.listened).toBe(true);
  reticle.source.close();
  expect(reticle.store.state.devices.stage).toBeNull();
  expect(stage.listened).toBe(false);
});

test('a stage attached beside the source is used in place of its own, with no alignment but its own', async () => {
  const brought = new FakeStage();
  const reticle = await withCamera({ stage: brought, stageAlignment: CROSSWISE });
  const attached = new FakeStage();
  const detach = reticle.devices.attach({ stage: attached });
  expect(reticle.store.state.devices.stage?.alignment).toBeNull();
  runAction('stageRight', reticle.actions);
  expect([attached.moves.length, brought.moves.length]).toEqual([1, 0]);
  detach();
  expect(reticle.store.state.devices.stage?.alignment).toEqual(CROSSWISE);
  runAction('stageRight', reticle.actions);
  expect([attached.moves.length, brought.moves.length]).toEqual([1, 1]);
});

test('a turret beside a camera tells the objective, and the number keys turn it', async () => {
  let objective = 4;
  const listeners = new Set<() => void>();
  const turret: Turret = {
    objectives: [4, 20],
    objective: () => objective,
    select(chosen) {
      objective = chosen;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const reticle = await withCamera({ turret });
  expect(objectiveKey(reticle.actions, 20)).toBe('2');
  runAction('objective2', reticle.actions);
  expect(objective).toBe(20);
  reticle.optics.setObjective(10);
  expect(objective).toBe(20);
  expect(reticle.store.state.devices.turret?.objective).toBe(20);
});

test('“Go there” drives an aligned stage to the target in steps, and is refused without an alignment', async () => {
  const stage = new FakeStage();
  const start = stage.position();
  class SlideEngine extends FakeEngine {
    // The picture follows the stage, crosswise: x of the slide is y of the stage.
    override map = async () => {
      const { x, y } = stage.position();
      const centre = { x: y - start.y, y: -(x - start.x) };
      const field = { size: frame, placement: { centre, umPerPx: 1 } };
      const state = { island: 0, islands: [0], field, revision: 1, extent: null, canUndoClear: false };
      return { state: state as unknown as MapState, picture: null };
    };
  }
  const reticle = await withCamera({ stage, stageAlignment: CROSSWISE });
  const engine = new SlideEngine();
  const map = new MapSession(reticle.store, {
    client: () => engine,
    send: () => undefined,
    fieldMover: () => reticle.optics.fieldMover(),
  });
  const target = { island: 0, at: { x: 300, y: -150 } };
  reticle.store.patch({ map: { ...reticle.store.state.map, target } });
  await map.goThere();
  const { x, y } = stage.position();
  // Within a quarter of a step of 80 um.
  expect(Math.hypot(y - start.y - 300, -(x - start.x) + 150)).toBeLessThan(20);
  expect(Math.max(...stage.moves.map((move) => Math.hypot(move.x, move.y)))).toBeLessThanOrEqual(80.001);

  const driven = stage.moves.length;
  reticle.devices.attach({ stage });
  await map.goThere();
  expect(stage.moves).toHaveLength(driven);
});
