import { expect, test } from 'vitest';
import type { SizePx } from '../domain/geometry';
import { FrameLoop, type FrameLoopHost } from './frame-loop';
import { settled } from './testing/gates';
import { FIELD } from './testing/glass';
import { CONTEXT, HeldEngine, settingsAt } from './testing/held-engine';
import { begin, deliver, goOn, running } from './testing/running-engine';

test('a frame is taken in, tracked, shown and told of, in this order', async () => {
  const { held } = await running();
  const steps: string[] = [];
  const { engine, pipeline } = held;
  if (!pipeline) throw new Error('no pipeline');
  const { ingest, draw } = pipeline;
  pipeline.ingest = (...args) => {
    steps.push('taken in');
    return ingest.apply(pipeline, args);
  };
  pipeline.draw = () => {
    steps.push(`drawn at ${pipeline.tracked()?.confidence}`);
    return draw.apply(pipeline);
  };
  const { tell } = engine.placement;
  engine.placement.tell = (...args) => {
    steps.push('told');
    tell.apply(engine.placement, args);
  };
  deliver(held, 1);
  await goOn(held, 20);
  expect(steps.slice(0, 3)).toEqual(['taken in', 'drawn at 1', 'told']);
});

test('a frame that comes before there is a pipeline is kept, and taken in once there is one', async () => {
  const held = new HeldEngine();
  held.engine.state.settings = settingsAt(1);
  begin(held, 1);
  held.attach('camera');
  deliver(held, 1);
  await settled();
  expect(held.openFrames).toBe(2);
  await goOn(held, 5);
  expect(held.openFrames).toBe(1);
  expect(held.engine.frames.frames).toBe(0);
  held.start(settingsAt(1));
  await goOn(held, 5);
  void held.engine.frames.again();
  await goOn(held);
  expect(held.pipeline?.drawn?.view.glass).toBe(1);
});

test('who waits for picture and place of one frame waits until it is tracked', async () => {
  const { held } = await running();
  let tracked = false;
  deliver(held, 1);
  await settled();
  void held.engine.frames.tracked().then(() => {
    tracked = true;
  });
  await settled();
  expect(tracked).toBe(false);
  await goOn(held, 5);
  expect(tracked).toBe(true);
});

test('a frame of another scale ends the epoch; its size, um/px and objective are told once', async () => {
  const { held } = await running();
  const told = () => held.events.filter(({ kind }) => kind === 'frame').length;
  expect(told()).toBe(1);
  deliver(held, 1);
  await goOn(held);
  expect(told()).toBe(1);
  const current = held.engine.state.epoch.hold();
  const frame = held.frame({ glass: 1, centre: { x: 0, y: 0 }, umPerPx: 2 });
  held.source?.deliver({ ...frame, optics: { umPerPx: 2, objective: 5 } });
  await goOn(held);
  expect(current()).toBe(false);
  expect(told()).toBe(2);
  expect(held.engine.state.frame).toMatchObject({ umPerPx: 2, objective: 5, known: true });
});

test('what is forgotten while it waits is closed and never shown', async () => {
  const { held } = await running();
  deliver(held, 1);
  await settled();
  held.engine.forgetField(null);
  const drawn = held.pipeline?.drawn;
  await goOn(held);
  expect(held.pipeline?.drawn).toBe(drawn);
  expect(held.openFrames).toBe(0);
});

test('the end of a source is passed on', () => {
  const ended: unknown[] = [];
  const host = {
    ended: (error: unknown) => ended.push(error),
    state: {},
    freshness: { begin: () => {} },
  } as unknown as FrameLoopHost;
  const loop = new FrameLoop(host);
  const port = { onmessage: null, postMessage: () => {} } as unknown as MessagePort;
  loop.attach(port);
  const error = { code: 'camera-ended', message: 'It stopped.', remedy: 'Check its cable.' };
  port.onmessage?.({ data: { kind: 'ended', error } } as MessageEvent);
  expect(ended).toEqual([error]);
});

test('a scale holds for frames of the size that it was set for: of another, nothing is known until it is set anew', async () => {
  const { held } = await running();
  const set = (size: SizePx) => {
    const settings = settingsAt(1);
    const calibration = settings.calibration && { ...settings.calibration, frameSize: size };
    void held.engine.handlers.settings({ settings: { ...settings, calibration } }, CONTEXT);
  };
  set(FIELD);
  await goOn(held);
  deliver(held, 1);
  await goOn(held);
  expect(held.engine.state.frame?.umPerPx).toBe(1);
  const half = { width: FIELD.width / 2, height: FIELD.height / 2 };
  const other = held.frame({ glass: 1, centre: { x: 0, y: 0 }, umPerPx: 1 });
  Object.assign(other.image, { displayWidth: half.width, displayHeight: half.height });
  held.source?.deliver(other);
  await goOn(held);
  expect(held.engine.state.frame).toMatchObject({ umPerPx: null, objective: null });
  held.beat();
  const statuses = held.events.flatMap((event) => (event.kind === 'status' ? [event.status.code] : []));
  expect(statuses.at(-1)).toBe('not-calibrated');
});
