import { afterEach, expect, test, vi } from 'vitest';
import type { ErrorReport } from '../domain/errors';
import type { FrameFlow, FrameRequest } from '../domain/frame';
import { FramePump, type PumpHandlers } from './frame-pump';

/** A frame's image: transferable and closable as a VideoFrame is, and it can tell whether it was closed. */
class Picture {
  readonly channel = new MessageChannel();
  closed = 0;
  readonly image: MessagePort;
  constructor() {
    this.image = this.channel.port1;
    const close = this.image.close.bind(this.image);
    this.image.close = () => {
      this.closed++;
      close();
    };
  }
}

type Reply =
  | { kind: 'frame'; frame: { image: MessagePort; sequence: number; capturedAt: number; truth?: unknown } }
  | { kind: 'flow'; flow: FrameFlow }
  | { kind: 'ended'; error: ErrorReport };

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

function connect(handlers?: PumpHandlers<MessagePort>) {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  const pump = new FramePump<MessagePort>(port1, handlers);
  const replies: Reply[] = [];
  port2.onmessage = ({ data }) => replies.push(data);
  const ask = (kind: FrameRequest['kind'] = 'next') => port2.postMessage({ kind });
  return { pump, replies, ask, port: port2 };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 30));

test('the newest frame wins, the ones that nobody asked for are closed', async () => {
  const { pump, replies, ask } = connect();
  const pictures = [new Picture(), new Picture(), new Picture()];
  for (const [i, { image }] of pictures.entries()) pump.offer(image, 100 + i);
  expect(pictures.map(({ closed }) => closed)).toEqual([1, 1, 0]);
  await settle();
  expect(replies).toEqual([]);
  ask();
  await vi.waitFor(() => expect(replies).toHaveLength(1));
  expect(replies[0]).toMatchObject({ kind: 'frame', frame: { sequence: 2, capturedAt: 102 } });
});

test('a request waits for the next frame and is answered once', async () => {
  const onWanted = vi.fn();
  const { pump, replies, ask } = connect({ onWanted });
  ask();
  await vi.waitFor(() => expect(onWanted).toHaveBeenCalledTimes(1));
  expect(pump.wanted).toBe(true);
  const [first, second] = [new Picture(), new Picture()];
  pump.offer(first.image, 1);
  expect(pump.wanted).toBe(false);
  pump.offer(second.image, 2);
  await vi.waitFor(() => expect(replies).toHaveLength(1));
  await settle();
  expect(replies).toHaveLength(1);
  expect(second.closed).toBe(0);
  ask();
  await vi.waitFor(() => expect(replies).toHaveLength(2));
  expect(onWanted).toHaveBeenCalledTimes(1);
});

test('a frame is never sent twice', async () => {
  const { pump, replies, ask } = connect();
  pump.offer(new Picture().image, 1);
  ask();
  ask();
  await vi.waitFor(() => expect(replies).toHaveLength(1));
  await settle();
  expect(replies).toHaveLength(1);
});

test('the end is told once, unasked, and nothing follows', async () => {
  const onClose = vi.fn();
  const { pump, replies, ask } = connect({ onClose });
  const held = new Picture();
  pump.offer(held.image, 1);
  const error: ErrorReport = { code: 'camera-ended', message: 'gone', remedy: 'plug' };
  pump.end(error);
  pump.end(error);
  const late = new Picture();
  pump.offer(late.image, 2);
  ask();
  await vi.waitFor(() => expect(replies).toEqual([{ kind: 'ended', error }]));
  await settle();
  expect(replies).toHaveLength(1);
  expect([held.closed, late.closed]).toEqual([1, 1]);
  expect(onClose).toHaveBeenCalledTimes(1);
});

test('the consumer’s close releases the held frame', async () => {
  const closed = vi.fn();
  const { pump, ask } = connect();
  pump.whenClosed(closed);
  const held = new Picture();
  pump.offer(held.image, 1);
  ask('close');
  await vi.waitFor(() => expect(pump.closed).toBe(true));
  expect(held.closed).toBe(1);
  expect(closed).toHaveBeenCalledTimes(1);
});

test('a consumer that dies without a word closes the pump', async () => {
  const { pump, port } = connect();
  port.close();
  await vi.waitFor(() => expect(pump.closed).toBe(true));
});

test('a frame that cannot be sent is closed', async () => {
  const { pump, ask } = connect();
  const broken = new Picture();
  // Already transferred elsewhere: sending it again throws.
  const { port1 } = new MessageChannel();
  port1.postMessage(null, [broken.image]);
  ask();
  await vi.waitFor(() => expect(pump.wanted).toBe(true));
  expect(() => pump.offer(broken.image, 1)).toThrow();
  expect(broken.closed).toBe(1);
  port1.close();
});

test('what may be expected of a source is told when it changes, and not after its end', async () => {
  const { pump, replies } = connect();
  pump.expect('steady');
  pump.expect('muted');
  pump.expect('muted');
  pump.expect('steady');
  pump.close();
  pump.expect('still');
  await settle();
  expect(replies).toEqual([
    { kind: 'flow', flow: 'muted' },
    { kind: 'flow', flow: 'steady' },
  ]);
});
