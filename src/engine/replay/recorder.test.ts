import { expect, test } from 'vitest';
import { type Frame, PLAIN_MOUNTING } from '../../domain/frame';
import { StepClock } from '../../domain/testing/step-clock';
import type { TrackedField } from '../../domain/tracking';
import type { FromWorker, ToWorker } from '../../rpc/messages';
import type { RecordedPicture } from './record-calls';
import { ReplayRecorder } from './recorder';

/** A worker whose answers the test gives. */
class FakeWorker extends EventTarget {
  readonly requests: ToWorker[] = [];
  terminated = false;

  constructor(private readonly clock: StepClock) {
    super();
  }

  postMessage(message: unknown): void {
    const request = message as ToWorker;
    if (request.kind === 'call') this.requests.push(request);
  }
  terminate(): void {
    this.terminated = true;
  }
  /** Answers the newest request. */
  async answer(): Promise<void> {
    const value: RecordedPicture = { picture: new Blob(['jpeg']), width: 64, height: 48, ms: 1 };
    await this.#tell({ kind: 'result', id: this.#id, value });
  }
  async fail(): Promise<void> {
    const error = { code: 'replay-failed', message: 'no memory', remedy: 'free some' } as const;
    await this.#tell({ kind: 'error', id: this.#id, error });
  }
  async crash(): Promise<void> {
    this.dispatchEvent(Object.assign(new Event('error'), { message: 'out of memory' }));
    await this.clock.advance(RECORDING_GAP_MS);
  }
  get #id(): number {
    const last = this.requests.at(-1);
    return last?.kind === 'call' ? (last.id ?? -1) : -1;
  }
  async #tell(data: FromWorker): Promise<void> {
    this.dispatchEvent(Object.assign(new Event('message'), { data }));
    await this.clock.advance(RECORDING_GAP_MS);
  }
}

/** At least the time between two recorded frames. */
const RECORDING_GAP_MS = 200;

const tracked: TrackedField = {
  centre: { x: 100, y: 200 },
  umPerPx: 0.5,
  confidence: 1,
  island: 3,
  shiftPx: { x: 0, y: 0 },
};

function setUp() {
  const workers: FakeWorker[] = [];
  const clock = new StepClock();
  const recorder = new ReplayRecorder(() => {
    const worker = new FakeWorker(clock);
    workers.push(worker);
    return worker;
  }, clock);
  let sequence = 0;
  const offer = (clone: () => unknown = () => ({ close: () => undefined })) => {
    const image = { clone } as unknown as VideoFrame;
    const frame: Frame = { image, sequence: ++sequence, capturedAt: sequence * 100 };
    const size = { width: 64, height: 48 };
    recorder.offer(
      ...([frame, PLAIN_MOUNTING, null] as const),
      {
        facts: { size, umPerPx: 0.5, objective: 20, known: true, capturedAt: frame.capturedAt },
        calibration: null,
        slide: null,
        source: 'test',
        scaleInDoubt: false,
      },
      async () => tracked,
    );
  };
  const asked = () => workers.reduce((sum, { requests }) => sum + requests.length, 0);
  return { recorder, workers, offer, asked, clock };
}

test('one frame is under way at a time; those meanwhile are left out', async () => {
  const { recorder, workers, offer, asked } = setUp();
  offer();
  offer();
  offer();
  expect(asked()).toBe(1);
  await workers[0]?.answer();
  offer();
  expect(asked()).toBe(2);
  await workers[0]?.answer();
  const { frames } = recorder.hold();
  expect(frames.map(({ capturedAt }) => capturedAt)).toEqual([100, 400]);
});

test('while the page looks back nothing is recorded and nothing lost', async () => {
  const { recorder, workers, offer, asked } = setUp();
  offer();
  await workers[0]?.answer();
  const [frame] = recorder.hold().frames;
  offer();
  expect(asked()).toBe(1);
  expect(recorder.find(frame?.id ?? -1)?.tracked?.centre).toEqual({ x: 100, y: 200 });
  recorder.release();
  offer();
  expect(asked()).toBe(2);
});

test('a frame moves with its island, and loses its place when tracking begins anew', async () => {
  const { recorder, workers, offer } = setUp();
  offer();
  await workers[0]?.answer();
  const id = recorder.hold().frames[0]?.id ?? -1;
  recorder.joined({ from: 3, into: 1, offset: { x: 10, y: -10 } });
  expect(recorder.find(id)?.tracked).toMatchObject({ centre: { x: 110, y: 190 }, island: 1 });
  recorder.forgetPlaces();
  expect(recorder.find(id)).toMatchObject({ tracked: null, scaleInDoubt: true });
  expect(recorder.hold().frames).toHaveLength(1);
});

test('a frame that was under way when the source changed is not kept', async () => {
  const { recorder, workers, offer } = setUp();
  offer();
  recorder.clear();
  await workers[0]?.answer();
  expect(recorder.hold().frames).toEqual([]);
});

test('a crashed worker is replaced; what was recorded stays', async () => {
  const { recorder, workers, offer } = setUp();
  offer();
  await workers[0]?.answer();
  offer();
  await workers[0]?.crash();
  expect(workers[0]?.terminated).toBe(true);
  expect(recorder.hold()).toMatchObject({ frames: [{ capturedAt: 100 }], error: { code: 'replay-failed' } });
  recorder.release();
  offer();
  await workers[1]?.answer();
  expect(recorder.hold()).toMatchObject({ frames: [{}, {}], error: null });
});

test('after three failures in a row it rests, and says so, until the source changes', async () => {
  const { recorder, workers, offer, asked } = setUp();
  for (let i = 0; i < 5; i++) {
    offer();
    await workers[0]?.fail();
  }
  expect(asked()).toBe(3);
  expect(recorder.hold().error).toMatchObject({ message: 'no memory' });
  recorder.release();
  recorder.clear();
  offer();
  expect(asked()).toBe(4);
});

test('a frame that cannot be copied is a failure like any other: recording goes on', async () => {
  const { recorder, workers, offer, clock } = setUp();
  const fail = () => {
    throw new DOMException('the frame was closed', 'InvalidStateError');
  };
  offer(fail);
  await clock.advance(0);
  expect(recorder.hold().error).toMatchObject({ code: 'replay-failed' });
  recorder.release();
  offer();
  await workers[0]?.answer();
  expect(recorder.hold()).toMatchObject({ frames: [{ capturedAt: 200 }], error: null });
});

test('a worker that never answers is replaced', async () => {
  const { recorder, workers, offer, clock } = setUp();
  offer();
  await clock.advance(10_000);
  expect(workers[0]?.terminated).toBe(true);
  expect(recorder.hold().error).toMatchObject({ code: 'replay-failed' });
  recorder.release();
  offer();
  await workers[1]?.answer();
  expect(recorder.hold()).toMatchObject({ frames: [{ capturedAt: 200 }], error: null });
});

test('a failure that belongs to the source before does not count against the next one', async () => {
  const { recorder, workers, offer } = setUp();
  offer();
  recorder.clear();
  await workers[0]?.fail();
  expect(recorder.hold().error).toBeNull();
});
