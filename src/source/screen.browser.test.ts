import { expect, test, vi } from 'vitest';
import { FramePuller } from './pull';
import { openScreen } from './screen';

/** navigator.mediaDevices that shares a canvas, or fails as the browser does. */
function media(outcome: MediaStream | string): MediaDevices {
  const getDisplayMedia = async () => {
    if (typeof outcome === 'string') throw new DOMException('told by the browser', outcome);
    return outcome;
  };
  return { getDisplayMedia } as unknown as MediaDevices;
}

test('a shared window is a source; the end of sharing is told', async () => {
  const canvas = document.createElement('canvas');
  canvas.width = 200;
  canvas.height = 150;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  const stream = canvas.captureStream(30);
  const source = await openScreen(media(stream));
  expect(source).toMatchObject({ kind: 'screen', size: { width: 200, height: 150 } });
  const painting = setInterval(() => {
    context.fillStyle = `rgb(${Math.round(200 + 10 * Math.random())} 60 90)`;
    context.fillRect(0, 0, 200, 150);
  }, 20);
  const puller = new FramePuller(source.port);
  try {
    let red = 0;
    for (let i = 0; i < 10 && red < 150; i++) red = (await puller.pixels()).rgba[0] ?? 0;
    expect(red).toBeGreaterThan(150);
  } finally {
    clearInterval(painting);
  }
  const onEnded = vi.fn();
  source.onEnded(onEnded);
  const [track] = stream.getVideoTracks();
  track?.stop();
  // stop() by a script fires no event; the browser's own button does.
  track?.dispatchEvent(new Event('ended'));
  let reply = await puller.reply();
  if (reply.kind === 'frame') {
    reply.frame.image.close();
    reply = await puller.reply();
  }
  expect(reply).toMatchObject({ kind: 'ended', error: { code: 'capture-ended' } });
  expect(onEnded).toHaveBeenCalledTimes(1);
});

test('a shared window that is resized tells the new size of its frames', async () => {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [200, 150];
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  const source = await openScreen(media(canvas.captureStream(30)));
  const sizes: string[] = [];
  source.watchSurface(({ size }) => sizes.push(`${size.width}x${size.height}`));
  const painting = setInterval(() => {
    context.fillStyle = `rgb(${Math.round(200 + 50 * Math.random())} 60 90)`;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }, 20);
  try {
    await expect.poll(() => sizes).toEqual(['200x150']);
    [canvas.width, canvas.height] = [320, 240];
    await expect.poll(() => sizes).toEqual(['200x150', '320x240']);
  } finally {
    clearInterval(painting);
    source.close();
  }
});

test.each([
  ['NotAllowedError', /pick what to share/],
  ['NotReadableError', /another window/],
  ['SomethingNewError', /Chrome, Edge or Firefox/],
])('%s: nothing shared, and what to do', async (name, remedy) => {
  await expect(openScreen(media(name))).rejects.toMatchObject({
    code: 'capture-denied',
    remedy: expect.stringMatching(remedy),
  });
});

test('a browser without screen sharing says so', async () => {
  await expect(openScreen({} as MediaDevices)).rejects.toMatchObject({
    code: 'capture-denied',
    message: expect.stringContaining('cannot share'),
  });
});
