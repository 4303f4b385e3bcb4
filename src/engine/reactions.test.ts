import { expect, test } from 'vitest';
import { Reactions } from './reactions';
import { settled } from './testing/gates';
import { deliver, goOn, running } from './testing/running-engine';

async function reacting() {
  const { held } = await running();
  deliver(held, 1);
  await goOn(held, 300);
  return { held, engine: held.engine, reactions: new Reactions(held.engine) };
}
const failure = { code: 'model-failed', message: 'It failed.', remedy: 'Restart.' } as const;
const kinds = ({ events }: { events: readonly { kind: string }[] }) => events.map(({ kind }) => kind);

test('islands that are joined are one in the map, and the page hears of it', async () => {
  const { held, engine, reactions } = await reacting();
  const [from = 0] = engine.map.atlas.islands();
  const join = { kind: 'island-join', from, into: from + 7, offset: { x: 5, y: 6 } } as const;
  reactions.islandsJoined(join);
  expect(engine.map.atlas.islands()).toEqual([from + 7]);
  expect(engine.map.wasJoined(from)).toBe(true);
  expect(kinds(held)).toContain('island-joined');
});

test('another objective ends the epoch and forgets what lay there at the wrong um/px', async () => {
  const { held, engine, reactions } = await reacting();
  const [island = 0] = engine.map.atlas.islands();
  const current = engine.state.epoch.hold();
  reactions.objectiveChanged({ ratio: 0.5, confidence: 1, certain: true, island });
  expect(current()).toBe(false);
  expect(engine.map.atlas.islands()).not.toContain(island);
  expect(held.events.at(-1)).toMatchObject({ kind: 'objective-changed', ratio: 0.5, certain: true });
});

test('with the device its models go; the map stays', async () => {
  const { engine, reactions } = await reacting();
  const islands = engine.map.atlas.islands();
  const current = engine.state.epoch.hold();
  reactions.deviceLost();
  expect(current()).toBe(false);
  expect(engine.inference.loop).toBeNull();
  expect(engine.map.atlas.islands()).toEqual(islands);
});

test('cells that arrive are drawn at once, and once more when all has come in where no frame follows', async () => {
  const { held, engine, reactions } = await reacting();
  held.refresh();
  await goOn(held, 10);
  let drawn = 0;
  const { request } = engine.display;
  engine.display.request = () => {
    drawn++;
    request.call(engine.display);
  };
  reactions.cellsArrived();
  expect(drawn).toBe(1);
  held.clock.advance(2000);
  await settled();
  expect(drawn).toBe(2);
  reactions.cellsArrived();
  deliver(held, 1);
  await goOn(held, 5);
  const before = drawn;
  held.clock.advance(2000);
  await settled();
  expect(drawn).toBe(before);
});

test('a failed inference is told, unless the device that it ran on is gone', async () => {
  const { held, engine, reactions } = await reacting();
  const { pipeline } = engine.recovery;
  if (!pipeline) throw new Error('no pipeline');
  void reactions.inferenceFailed(failure, pipeline);
  held.clock.advance(1000);
  await settled();
  expect(held.events.at(-1)).toMatchObject({ kind: 'error', fatal: false });
  const told = engine.errors.count;
  void reactions.inferenceFailed(failure, pipeline);
  held.loseDevice();
  await goOn(held, 100);
  const codes = engine.errors
    .entries()
    .slice(told)
    .map(({ code }) => code);
  expect(codes).not.toContain('model-failed');
});

test('while a device is being opened again, frames that fail are not told of: recovery speaks for itself', async () => {
  const { held, engine, reactions } = await reacting();
  reactions.frameFailed(new Error('x'), 'A frame could not be taken in.');
  expect(engine.errors.entries().at(-1)?.code).toBe('frame-failed');
  held.loseDevice();
  await settled();
  expect(engine.recovery.recovering).toBe(true);
  const before = engine.errors.count;
  reactions.frameFailed(new Error('x'), 'A frame could not be taken in.');
  expect(engine.errors.count).toBe(before);
});
