import { afterEach, expect, test, vi } from 'vitest';
import type { ErrorReport } from '../../domain/errors';
import { FramePuller } from '../pull';
import { type CameraSource, listCameras, openCamera } from './camera';
import { CameraWatcher } from './camera-watcher';

const opened: CameraSource[] = [];
afterEach(() => {
  for (const source of opened.splice(0)) source.close();
  vi.unstubAllGlobals();
});
const keep = (source: CameraSource) => {
  opened.push(source);
  return source;
};

/** navigator.mediaDevices whose devices and tracks the test can unplug and plug. */
class Bench extends EventTarget {
  present = true;
  tracks: MediaStreamTrack[] = [];
  opens = 0;
  failures = 0;
  async getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream> {
    this.opens++;
    if (this.failures-- > 0) throw new DOMException('not ready', 'NotReadableError');
    const stream = await navigator.mediaDevices.getUserMedia(constraints);
    this.tracks.push(...stream.getVideoTracks());
    return stream;
  }
  async enumerateDevices(): Promise<MediaDeviceInfo[]> {
    return this.present ? navigator.mediaDevices.enumerateDevices() : [];
  }
  unplug(): void {
    this.present = false;
    for (const track of this.tracks.splice(0)) {
      track.stop();
      // stop() by a script fires no event; a device that goes does.
      track.dispatchEvent(new Event('ended'));
    }
    this.dispatchEvent(new Event('devicechange'));
  }
  plug(): void {
    this.present = true;
    this.dispatchEvent(new Event('devicechange'));
  }
  get media(): MediaDevices {
    return this as unknown as MediaDevices;
  }
}

test('a camera opens at its highest resolution and its frames come newest first', async () => {
  const source = keep(await openCamera());
  expect(source.kind).toBe('camera');
  expect(source.label).not.toBe('');
  const resolutions = source.controls?.resolutions ?? [];
  expect(resolutions.at(-1)).toEqual(source.size);
  const puller = new FramePuller(source.port);
  const numbers: number[] = [];
  for (let i = 0; i < 5; i++) {
    const frame = await puller.frame();
    expect({ width: frame.image.displayWidth, height: frame.image.displayHeight }).toEqual(source.size);
    expect(Math.abs(performance.timeOrigin + performance.now() - frame.capturedAt)).toBeLessThan(5000);
    expect(frame.truth).toBeUndefined();
    numbers.push(frame.sequence);
    frame.image.close();
  }
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  const [camera] = await listCameras();
  expect(camera?.label).not.toBe('');
  expect(source.device.deviceId).not.toBe('');
});

test('a resolution can be chosen and the device remembered', async () => {
  const first = await openCamera();
  const { deviceId } = first.device;
  first.close();
  const source = keep(await openCamera({ deviceId, resolution: { width: 640, height: 480 } }));
  expect(source.device.deviceId).toBe(deviceId);
  expect(source.size).toEqual({ width: 640, height: 480 });
});

test('a device that is not there is named as missing where others are; the only one is taken', async () => {
  const bench = new Bench();
  const other = { kind: 'videoinput', deviceId: 'other', label: 'Another camera' } as MediaDeviceInfo;
  bench.enumerateDevices = async () => [other, { ...other, deviceId: 'third', label: 'A third one' }];
  await expect(openCamera({ deviceId: 'unplugged long ago' }, bench.media)).rejects.toMatchObject({
    code: 'camera-missing',
  });
  const only = keep(await openCamera({ deviceId: 'unplugged long ago' }));
  expect(only.device.deviceId).not.toBe('unplugged long ago');
});

test('unplugged: the end is told on the port; plugged in again: opened without a reload', async () => {
  const bench = new Bench();
  const source = await openCamera({}, bench.media);
  const puller = new FramePuller(source.port);
  (await puller.frame()).image.close();
  const ends: ErrorReport[] = [];
  source.onEnded((error) => ends.push(error));

  bench.unplug();
  // At most one frame was already on its way.
  let reply = await puller.reply();
  if (reply.kind === 'frame') {
    reply.frame.image.close();
    reply = await puller.reply();
  }
  expect(reply).toMatchObject({ kind: 'ended', error: { code: 'camera-ended' } });
  expect(ends).toHaveLength(1);

  const onReopened = vi.fn((again: CameraSource) => void keep(again));
  new CameraWatcher(source.device, {}, { onReopened }, bench.media, [0, 20, 20, 20]);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(onReopened).not.toHaveBeenCalled();
  // The driver is not ready at the first tries.
  bench.failures = 2;
  bench.plug();
  await vi.waitFor(() => expect(onReopened).toHaveBeenCalledTimes(1), { timeout: 10_000 });
  expect(bench.opens).toBe(4);
  const again = opened.at(-1);
  if (!again) throw new Error('not opened');
  expect(again.device).toEqual(source.device);
  (await new FramePuller(again.port).frame()).image.close();
  bench.plug();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(onReopened).toHaveBeenCalledTimes(1);
});

test('a camera that stays busy is reported and waited for', async () => {
  const bench = new Bench();
  const { device } = keep(await openCamera());
  bench.failures = 2;
  const onReopened = vi.fn((again: CameraSource) => void keep(again));
  const onFailed = vi.fn();
  new CameraWatcher(device, {}, { onReopened, onFailed }, bench.media, [0, 20]);
  await vi.waitFor(() => expect(onFailed).toHaveBeenCalledTimes(1), { timeout: 10_000 });
  expect(onFailed.mock.lastCall?.[0]).toMatchObject({ code: 'camera-busy' });
  bench.plug();
  await vi.waitFor(() => expect(onReopened).toHaveBeenCalledTimes(1), { timeout: 10_000 });
});

test('closing the port stops the camera', async () => {
  const bench = new Bench();
  const source = await openCamera({}, bench.media);
  const [track] = bench.tracks;
  source.port.postMessage({ kind: 'close' });
  await vi.waitFor(() => expect(track?.readyState).toBe('ended'));
  source.close();
});

test('without MediaStreamTrackProcessor the frames come through a video element', async () => {
  vi.stubGlobal('MediaStreamTrackProcessor', undefined);
  Reflect.deleteProperty(globalThis, 'MediaStreamTrackProcessor');
  const source = keep(await openCamera({ resolution: { width: 640, height: 480 } }));
  const puller = new FramePuller(source.port);
  for (let i = 0; i < 3; i++) {
    const { width, height, rgba } = await puller.pixels();
    expect([width, height]).toEqual([640, 480]);
    expect(rgba.some((value, at) => at % 4 < 3 && value > 50)).toBe(true);
  }
});
