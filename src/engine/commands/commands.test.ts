import { expect, test } from 'vitest';
import { PLAIN_MOUNTING } from '../../domain/frame';
import { Transferred } from '../../rpc/serve';
import type { MapAnswer } from '../port';
import { settled } from '../testing/gates';
import { CONTEXT, HeldEngine, settingsAt } from '../testing/held-engine';
import { begin, deliver, goOn, running } from '../testing/running-engine';
import { captureCommands } from './capture';
import type { EngineHandlers } from './commands-of';
import { diagnosticCommands } from './diagnostics';
import { engineHandlers } from './handlers';
import { mapCommands } from './map';
import { modelCommands } from './models';
import { opticsCommands } from './optics';
import { replayCommands } from './replay';
import { slideCommands } from './slide';
import { sourceCommands } from './source';
import { startCommands } from './start';
import { viewCommands } from './view';

const answerOf = <Value>(answer: Value | Transferred<Value>): Value =>
  answer instanceof Transferred ? answer.value : answer;

test('every command and request has one file that carries it out', () => {
  const { engine } = new HeldEngine();
  const files = [
    ...[startCommands, sourceCommands, slideCommands, viewCommands, opticsCommands, mapCommands],
    ...[captureCommands, replayCommands, diagnosticCommands, modelCommands],
  ];
  const names = files.flatMap((of) => Object.keys(of(engine)));
  expect(new Set(names).size).toBe(names.length);
  const handlers: EngineHandlers = engineHandlers(engine);
  expect(Object.keys(handlers).sort()).toEqual(names.sort());
});

test('start: without a device to draw with no model is loaded', async () => {
  const held = new HeldEngine();
  const { start } = startCommands(held.engine);
  const canvas = {} as OffscreenCanvas;
  const started = start({ canvas, models: [], settings: settingsAt(1), options: {} }, CONTEXT);
  await settled();
  held.gates.open(0);
  await settled();
  // The gate that is left is that of the models: they wait for the device.
  expect(held.events.map(({ kind }) => kind)).toContain('ready');
  expect(held.engine.inference.models).not.toBeNull();
  await goOn(held);
  await started;
  expect(held.events.map(({ kind }) => kind)).toContain('models');
});

test('models: one that the user brings is told of beside the others, until it is removed', async () => {
  const { held } = await running();
  const commands = modelCommands(held.engine);
  const told = () => held.events.filter((event) => event.kind === 'models').at(-1)?.manifests ?? [];
  const before = told().length;
  const [first] = held.engine.inference.active;
  if (!first) throw new Error('no model');
  const manifest = { ...first.model.manifest, id: 'own-1' };
  const topology = { format: 'onnx', topology: {}, weightSpecs: [], paths: [], weightBytes: 0 } as const;
  await commands['add-model'](
    { pack: { manifest, hash: 'own', topology, weights: new ArrayBuffer(0) } },
    CONTEXT,
  );
  expect(told().map(({ hash }) => hash)).toHaveLength(before + 1);
  expect(told().at(-1)).toMatchObject({ manifest: { id: 'own-1' }, hash: 'own' });
  await commands['remove-model']({ modelId: 'own-1' }, CONTEXT);
  expect(told()).toHaveLength(before);
});

test('source: the slide and what is remembered of it stay, the field goes', async () => {
  const { held } = await running();
  const { source } = sourceCommands(held.engine);
  const { slide } = held.engine.state;
  source({ port: null, label: '' }, CONTEXT);
  expect(held.engine.state).toMatchObject({ hasSource: false, frame: null, slide });
  expect(held.pipeline?.field()).toBeNull();
});

test('source: the one before is told to close and asked for nothing more; the next is asked once', async () => {
  const { held } = await running();
  const { source } = sourceCommands(held.engine);
  const port = () => {
    const asked: string[] = [];
    const postMessage = ({ kind }: { kind: string }) => asked.push(kind);
    return { asked, port: { onmessage: null, postMessage } as unknown as MessagePort };
  };
  const [before, next] = [port(), port()];
  source({ port: before.port, label: 'before' }, CONTEXT);
  before.port.onmessage?.({
    data: { kind: 'frame', frame: held.frame({ glass: 1, centre: { x: 0, y: 0 }, umPerPx: 1 }) },
  } as MessageEvent);
  source({ port: next.port, label: 'next' }, CONTEXT);
  await goOn(held);
  expect(before.asked).toEqual(['next', 'close']);
  expect(next.asked).toEqual(['next']);
  expect(held.openFrames).toBe(0);
});

test('slide: what is kept of the present one is named by it; another begins empty', async () => {
  const { held } = await running();
  deliver(held, 1);
  await goOn(held, 300);
  const commands = slideCommands(held.engine);
  const kept = answerOf(await commands['slide-map'](undefined as never, CONTEXT));
  expect(kept?.slideId).toBe('slide 1');
  const current = held.engine.state.epoch.hold();
  commands['begin-slide']({ slide: { id: 'slide 2', label: 'Slide 2' }, kept: null }, CONTEXT);
  expect(current()).toBe(false);
  expect(held.engine.map.atlas.islands()).toEqual([]);
});

test('view: only what changes how a frame is taken in takes it in again, and only another scale ends the epoch', async () => {
  const { held } = await running();
  const { settings } = viewCommands(held.engine);
  const { frames, state } = held.engine;
  let again = 0;
  frames.again = async () => void again++;
  const change = async (next: ReturnType<typeof settingsAt>) => {
    const current = state.epoch.hold();
    again = 0;
    void settings({ settings: next }, CONTEXT);
    await goOn(held, 10);
    return { again, current: current() };
  };
  expect(await change({ ...settingsAt(1), opacity: 0.1 })).toEqual({ again: 0, current: true });
  const turned = { ...settingsAt(1), mounting: { ...PLAIN_MOUNTING, mirrored: true } };
  expect(await change(turned)).toEqual({ again: 1, current: true });
  // The same crop in another object is no change.
  const crop = { x: 1, y: 2, width: 30, height: 40 };
  const cropped = () => ({ ...settingsAt(1), mounting: { ...PLAIN_MOUNTING, crop: { ...crop } } });
  expect(await change(cropped())).toEqual({ again: 1, current: true });
  expect(await change(cropped())).toEqual({ again: 0, current: true });
  expect(await change({ ...cropped(), calibration: settingsAt(2).calibration })).toEqual({
    ...{ again: 1, current: false },
  });
});

test('optics: px of the frame are given away, not copied; none before the first frame', async () => {
  const none = new HeldEngine();
  expect(await opticsCommands(none.engine)['frame-pixels'](undefined as never, CONTEXT)).toBeNull();
  const { held } = await running();
  const asked = opticsCommands(held.engine)['frame-pixels'](undefined as never, CONTEXT);
  await goOn(held, 10);
  const answer = await asked;
  if (!(answer instanceof Transferred) || !answer.value) throw new Error('no picture');
  expect(answer.list).toEqual([answer.value.rgba.buffer]);
});

test('optics: that the objective is the same after all ends the doubt', async () => {
  const { held } = await running();
  held.pipeline?.doubtScale();
  deliver(held, 1);
  await goOn(held);
  expect(held.engine.tracking.scaleInDoubt).toBe(true);
  opticsCommands(held.engine)['objective-unchanged']({}, CONTEXT);
  expect(held.engine.tracking.scaleInDoubt).toBe(false);
});

test('optics: glass that cannot be taken fails with what to do', async () => {
  const { held } = await running();
  const taking = opticsCommands(held.engine)['take-blank'](undefined as never, CONTEXT);
  held.engine.flatField.stop();
  await expect(taking).rejects.toMatchObject({
    code: expect.any(String),
    remedy: expect.stringMatching(/\w/),
  });
});

test('map: a picture comes with a view, and not again while its revision is known', async () => {
  const { held } = await running();
  deliver(held, 1);
  await goOn(held, 300);
  const commands = mapCommands(held.engine);
  const island = held.pipeline?.tracked()?.island ?? 0;
  const view = {
    ...{ island, origin: { x: -100, y: -100 }, umPerPx: 10, width: 20, height: 20 },
    layer: { modelId: 'test', classId: 'tumour' },
  };
  const ask = (knownRevision: number | null, of: typeof view | null = view): MapAnswer =>
    answerOf(commands.map({ view: of, knownRevision }, CONTEXT) as MapAnswer | Transferred<MapAnswer>);
  const { state, picture } = ask(null);
  expect(picture).not.toBeNull();
  expect(ask(state.revision).picture).toBeNull();
  expect(ask(null, null).picture).toBeNull();
  commands.clear({}, CONTEXT);
  expect(held.engine.map.atlas.islands()).toEqual([]);
  commands['undo-clear']({}, CONTEXT);
  expect(held.engine.map.atlas.islands()).toContain(island);
});

test('capture: a snapshot waits until picture and place are of one frame, and is refused on another slide', async () => {
  const { held } = await running();
  const { snapshot, field } = captureCommands(held.engine);
  deliver(held, 1);
  await settled();
  const taking = Promise.resolve(snapshot({ caption: [] }, CONTEXT));
  begin(held, 2);
  const refused = expect(taking).rejects.toMatchObject({
    code: 'snapshot-failed',
    message: expect.stringContaining('changed before the picture'),
  });
  await goOn(held);
  await refused;
  expect(field({ modelId: 'unknown', classId: 'tumour' }, CONTEXT)).toBeNull();
});

test('replay: what is held stands still, and a frame that is not there is refused by name', async () => {
  const { held } = await running();
  const commands = replayCommands(held.engine);
  expect(commands.replay(undefined as never, CONTEXT)).toMatchObject({ frames: [], error: null });
  const taking = Promise.resolve(commands['replay-snapshot']({ frame: 7, caption: [] }, CONTEXT));
  await expect(taking).rejects.toMatchObject({ message: expect.stringContaining('no longer') });
  commands['replay-end']({}, CONTEXT);
});

test('diagnostics: frames, models and scale of this moment', async () => {
  const { held } = await running();
  const report = answerOf(await diagnosticCommands(held.engine).diagnostics(undefined as never, CONTEXT));
  expect(report).toMatchObject({
    ...{ displayedFrames: 1, droppedFrames: 0, umPerPx: 1, adapter: 'held' },
    models: [{ id: 'test' }],
  });
});
