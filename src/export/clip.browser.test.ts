import { ALL_FORMATS, BlobSource, Input, VideoSampleSink } from 'mediabunny';
import { expect, test } from 'vitest';
import { writeClip } from './clip';

async function picture(level: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(65, 48);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.fillStyle = `rgb(${level} ${level} ${level})`;
  context.fillRect(0, 0, 65, 48);
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 });
}

test('a clip holds each frame at its time, with the picture that was recorded', async () => {
  const levels = [40, 90, 140, 190, 230];
  const frames = await Promise.all(
    levels.map(async (level, i) => ({ capturedAt: 1000 + i * 200, picture: await picture(level) })),
  );
  const shares: number[] = [];
  const clip = await writeClip(frames, (share) => shares.push(share));
  expect(shares).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
  expect(['.mp4', '.webm']).toContain(clip.ending);
  const track = await new Input({
    source: new BlobSource(clip.blob),
    formats: ALL_FORMATS,
  }).getPrimaryVideoTrack();
  if (!track) throw new Error('no video in the clip');
  const seen: { at: number; level: number }[] = [];
  for await (const sample of new VideoSampleSink(track).samples()) {
    const context = new OffscreenCanvas(64, 48).getContext('2d');
    if (!context) throw new Error('no canvas');
    sample.draw(context, 0, 0);
    seen.push({ at: sample.timestamp, level: context.getImageData(32, 24, 1, 1).data[1] ?? 0 });
    sample.close();
  }
  expect(seen.map(({ at }) => Number(at.toFixed(2)))).toEqual([0, 0.2, 0.4, 0.6, 0.8]);
  for (const [i, { level }] of seen.entries()) expect(Math.abs(level - (levels[i] ?? 0))).toBeLessThan(12);
});

test('a clip can be given up', async () => {
  const frames = [{ capturedAt: 0, picture: await picture(9) }];
  const given = AbortSignal.abort();
  await expect(writeClip(frames, () => undefined, given)).rejects.toThrow();
});
