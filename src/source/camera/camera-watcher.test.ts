import { expect, test, vi } from 'vitest';
import { CameraWatcher } from './camera-watcher';

/** Cameras that come and go; opening one is refused, as no browser is here. */
function plugs(...connected: [deviceId: string, label: string][]) {
  const asked: unknown[] = [];
  const listeners = new Set<() => void>();
  const media = {
    enumerateDevices: async () =>
      connected.map(([deviceId, label]) => ({ kind: 'videoinput', deviceId, label })),
    getUserMedia: async ({ video }: { video: { deviceId: { exact: string } } }) => {
      asked.push(video.deviceId.exact);
      throw new DOMException('told by the browser', 'NotAllowedError');
    },
    addEventListener: (_: string, listener: () => void) => listeners.add(listener),
    removeEventListener: (_: string, listener: () => void) => listeners.delete(listener),
  } as unknown as MediaDevices;
  return {
    media,
    asked,
    listeners,
    plug: (...now: [string, string][]) => {
      connected = now;
      for (const listener of listeners) listener();
    },
  };
}
const lost = { deviceId: 'a', label: 'USB Camera' };
const watch = (media: MediaDevices, onFailed: () => void) =>
  new CameraWatcher(lost, {}, { onReopened: () => {}, onFailed }, media, [0]);
const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

test('the camera that is plugged in again is opened, by its id', async () => {
  const { media, asked, plug } = plugs(['w', 'Webcam']);
  const failed = vi.fn();
  const watcher = watch(media, failed);
  await turn();
  expect(asked).toEqual([]);
  plug(['w', 'Webcam'], ['a', 'USB Camera']);
  await vi.waitFor(() => expect(asked).toEqual(['a']));
  await vi.waitFor(() => expect(failed).toHaveBeenCalledOnce());
  watcher.stop();
});

test('another camera of the same make, which stayed, is not taken for it', async () => {
  const { media, asked, plug } = plugs(['b', 'USB Camera']);
  const watcher = watch(media, () => {});
  await turn();
  plug(['b', 'USB Camera']);
  await turn();
  expect(asked).toEqual([]);
  plug(['b', 'USB Camera'], ['a', 'USB Camera']);
  await vi.waitFor(() => expect(asked).toEqual(['a']));
  watcher.stop();
});

test('the same camera under a new id is known by its label', async () => {
  const { media, asked, plug } = plugs(['b', 'USB Camera']);
  const watcher = watch(media, () => {});
  await turn();
  plug(['b', 'USB Camera'], ['new', 'USB Camera']);
  await vi.waitFor(() => expect(asked).toEqual(['new']));
  watcher.stop();
});

test('who stops watching listens no more', () => {
  const { media, listeners } = plugs();
  watch(media, () => {}).stop();
  expect(listeners.size).toBe(0);
});
