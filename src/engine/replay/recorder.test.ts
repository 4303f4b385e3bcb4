import { expect, test } from 'vitest';
import { type Frame, PLAIN_MOUNTING } from '../../domain/frame';
import type { TrackedField } from '../../domain/tracking';
import type { RecordAnswer, RecordRequest } from './record-messages';
import { type RecorderWorker, ReplayRecorder } from './recorder';

class FakeWorker implements RecorderWorker {
  readonly requests: RecordRequest[] = [];
  onmessage: RecorderWorker['onmessage'] = null;
  onerror: RecorderWorker['onerror'] = null;
  terminated = false;

  postMessage(request: RecordRequest): void {
    this.requests.push(request);
  }
  terminate(): void {
    this.terminated = true;
  }
  /** Answers the newest request. */
  async answer(): Promise<void> {
    const id = this.requests.at(-1)?.id ?? -1;
    const data: RecordAnswer = { id, picture: new Blob(['jpeg']), width: 64, height: 48, ms: 1 };
    this.#tell(data);
    await settled();
  }
  async fail(): Promise<void> {
    const id = this.requests.at(-1)?.id ?? -1;
    const error = { code: 'replay-failed', message: 'no memory', remedy: 'free some' } as const;
    this.#tell({ id, error });
    await settled();
  }
  async crash(): Promise<void> {
    this.onerror?.call(this as unknown as Worker, { message: 'out of memory' } as ErrorEvent);
    await settled();
  }
  #tell(data: RecordAnswer): void {
    this.onmessage?.call(this as unknown as Worker, { data } as MessageEvent<RecordAnswer>);
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 120));

const tracked: TrackedField = {
  centre: { x: 100, y: 200 },
  umPerPx: 0.5,
  confidence: 1,
  island: 3,
  shiftPx: { x: 0, y: 0 },
};

function setUp() {
  const workers: FakeWorker[] = [];
  const recorder = new ReplayRecorder(() => {
    const worker = new FakeWorker();
    workers.push(worker);
    return worker;
  });
  let sequence = 0;
  const offer = () => {
    const image = { clone: () => ({ close: () => undefined }) } as unknown as VideoFrame;
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
  return { recorder, workers, offer, asked };
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
