import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import noFtyp from './fixtures/no-ftyp.mov?url';
import threeBytes from './fixtures/trailing-3-bytes.mp4?url';
import junk from './fixtures/trailing-junk.mp4?url';
import { openFile } from './open-file';
import { FramePuller } from './pull';
import { openVideoFile, type VideoSource } from './video-file';

const opened: VideoSource[] = [];
afterEach(() => {
  for (const source of opened.splice(0)) source.close();
});

const size = { width: 320, height: 240 };
let recording: File;
beforeAll(async () => {
  recording = await record(1500);
});

/** A recording of a canvas that goes from dark to bright red. */
async function record(ms: number): Promise<File> {
  const canvas = document.createElement('canvas');
  canvas.width = size.width;
  canvas.height = size.height;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  const stream = canvas.captureStream(30);
  const recorder = new MediaRecorder(stream, { mimeType: 'video/webm;codecs=vp8', videoBitsPerSecond: 1e6 });
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const stopped = new Promise((resolve) => {
    recorder.onstop = resolve;
  });
  recorder.start();
  const start = performance.now();
  await new Promise<void>((resolve) => {
    const draw = () => {
      const share = (performance.now() - start) / ms;
      context.fillStyle = `rgb(${Math.round(60 + 180 * Math.min(1, share))} 40 40)`;
      context.fillRect(0, 0, size.width, size.height);
      if (share < 1) setTimeout(draw, 30);
      else resolve();
    };
    draw();
  });
  recorder.stop();
  await stopped;
  for (const track of stream.getTracks()) track.stop();
  return new File(parts, 'drive.webm', { type: 'video/webm' });
}

const open = async (file: File) => {
  const source = await openVideoFile(file);
  opened.push(source);
  return source;
};
const red = (rgba: Uint8ClampedArray) => rgba[4 * (120 * size.width + 160)] ?? 0;

test('a recording plays round and round', async () => {
  const source = (await openFile(recording)) as VideoSource;
  opened.push(source);
  expect(source).toMatchObject({ kind: 'video', label: 'drive.webm', size });
  const puller = new FramePuller(source.port);
  const seen: number[] = [];
  let rounds = 0;
  while (rounds < 2 && seen.length < 600) {
    const value = red((await puller.pixels()).rgba);
    if (value < (seen.at(-1) ?? 0) - 60) rounds++;
    seen.push(value);
  }
  expect(rounds).toBe(2);
  const surfaces: unknown[] = [];
  source.watchSurface?.((surface) => surfaces.push(surface));
  expect(surfaces).toEqual([{ label: 'drive.webm', size }]);
  expect(Math.max(...seen)).toBeGreaterThan(180);
  expect(Math.min(...seen)).toBeLessThan(110);
});

test('pausing stops the frames, seeking brings one', async () => {
  const source = await open(recording);
  const puller = new FramePuller(source.port);
  await puller.pixels();
  const states: boolean[] = [];
  source.playback.subscribe(({ paused }) => states.push(paused));
  source.playback.pause();
  await vi.waitFor(() => expect(states).toContain(true));
  source.playback.seek(0.05);
  await vi.waitFor(() => expect(Math.abs(source.playback.state().position - 0.05)).toBeLessThan(0.02));
  // What was presented before the seek may still be held.
  let value = 255;
  for (let i = 0; i < 3 && value > 110; i++) value = red((await puller.pixels()).rgba);
  expect(value).toBeLessThan(110);
  source.playback.play();
  await vi.waitFor(() => expect(source.playback.state().paused).toBe(false));
  await puller.pixels();
});

test('closing releases the element and answers nothing more', async () => {
  const source = await open(recording);
  source.close();
  source.close();
  expect(source.playback.state().paused).toBe(true);
});

const ftyp = [
  0,
  0,
  0,
  24,
  ...[...'ftypisom'].map((c) => c.charCodeAt(0)),
  0,
  0,
  2,
  0,
  ...[...'isomiso2'].map((c) => c.charCodeAt(0)),
];

test.each([
  [
    'an mp4 cut before its index',
    () => new File([new Uint8Array([...ftyp, 0, 0, 16, 0, 109, 111, 111, 118, 0, 0])], 'cut.mp4'),
  ],
  ['an mp4 of nothing but its first box', () => new File([new Uint8Array(ftyp)], 'head.mp4')],
  ['a webm cut in its header', () => new File([recording.slice(0, 60)], 'cut.webm')],
])('%s is refused by name', async (_what, file) => {
  const refused = file();
  await expect(openFile(refused)).rejects.toMatchObject({
    code: 'video-corrupt',
    message: expect.stringContaining(refused.name),
    remedy: expect.stringContaining('again'),
  });
});

test.each([
  ['no-ftyp.mov', noFtyp],
  ['trailing-3-bytes.mp4', threeBytes],
  ['trailing-junk.mp4', junk],
])('%s, which the browser plays, is played', async (name, url) => {
  const file = new File([await (await fetch(url)).blob()], name);
  const source = (await openFile(file)) as VideoSource;
  opened.push(source);
  const { width, height } = await new FramePuller(source.port).pixels();
  expect({ width, height }).toEqual(source.size);
});

test('a recording without pictures is refused', async () => {
  const audio = new AudioContext();
  const destination = audio.createMediaStreamDestination();
  const tone = audio.createOscillator();
  tone.connect(destination);
  tone.start();
  const recorder = new MediaRecorder(destination.stream, { mimeType: 'audio/webm;codecs=opus' });
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const stopped = new Promise((resolve) => {
    recorder.onstop = resolve;
  });
  recorder.start();
  await new Promise((resolve) => setTimeout(resolve, 400));
  recorder.stop();
  await stopped;
  await audio.close();
  await expect(openFile(new File(parts, 'voice.webm'))).rejects.toMatchObject({
    code: 'file-unsupported',
    message: expect.stringContaining('no pictures'),
  });
});
