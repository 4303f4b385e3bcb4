import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Mounting, PLAIN_MOUNTING } from '../domain/frame';
import { FlatFieldDesk } from './flat-field-desk';
import type { EngineSettings } from './port';

const SIZE = { width: 96, height: 64 };
const gains = { frame: SIZE, region: { x: 0, y: 0, ...SIZE }, columns: 2, rows: 2, gains: 'some' };

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const settings = (change: Partial<EngineSettings> = {}) =>
  ({ mounting: PLAIN_MOUNTING, flatField: gains, ...change }) as EngineSettings;

/** A field of one colour, with a bit of texture so that no two px are sure to be alike. */
function picture(rgb: readonly [number, number, number], size = SIZE) {
  const data = new Uint8ClampedArray(4 * size.width * size.height);
  for (let px = 0; px < size.width * size.height; px++)
    rgb.forEach((value, channel) => {
      data[4 * px + channel] = value + ((px * 7 + channel) % 3) - 1;
    });
  return {
    picture: async () => ({
      size,
      bare: { ...size, stride: 4 * size.width, order: 'rgba' as const, data: data.buffer },
    }),
  };
}

function desk() {
  let now = 0;
  const progress: number[] = [];
  const drifts: (readonly string[])[] = [];
  const made = new FlatFieldDesk(
    { progress: (fraction) => progress.push(fraction), drifted: (drift) => drifts.push(drift) },
    () => now,
  );
  const frame = async (
    pipeline: ReturnType<typeof picture>,
    how = settings(),
    size: { width: number; height: number } = SIZE,
  ) => {
    const used = made.gainsOf(how);
    await made.onFrame(pipeline, size, how);
    // A look at the light is not waited for.
    for (let i = 0; i < 5; i++) await Promise.resolve();
    now += 1000;
    return used;
  };
  return { made, frame, progress, drifts };
}

const glass = picture([200, 180, 120]);

test('averages uncorrected frames, tells how far it is, then corrects again', async () => {
  const { made, frame, progress } = desk();
  expect(await frame(glass)).toBe(gains);
  const taking = made.take(PLAIN_MOUNTING);
  for (let i = 0; i < 16; i++) expect(await frame(glass)).toBeNull();
  const flat = await taking;
  expect(progress).toHaveLength(16);
  expect(progress.at(-1)).toBe(1);
  expect(flat.before.cast).toBeGreaterThan(0.4);
  expect(flat.after.cast).toBeLessThan(0.01);
  expect(await frame(glass)).toBe(gains);
});

test('a frame that was corrected before it began does not count', async () => {
  const { made, progress } = desk();
  made.gainsOf(settings());
  const taking = made.take(PLAIN_MOUNTING);
  await made.onFrame(glass, SIZE, settings());
  expect(progress).toEqual([]);
  made.stop();
  await expect(taking).rejects.toMatchObject({ code: 'blank-no-frames' });
});

test('a camera that stands still ends it with a reason', async () => {
  const { made, frame } = desk();
  const taking = made.take(PLAIN_MOUNTING);
  await frame(glass);
  vi.advanceTimersByTime(10_000);
  await expect(taking).rejects.toMatchObject({ code: 'blank-no-frames', message: /no frames/ });
  expect(await frame(glass)).toBe(gains);
});

test.each<[string, Mounting, typeof SIZE]>([
  ['turned', { ...PLAIN_MOUNTING, rotation: 180 }, SIZE],
  ['of another size', PLAIN_MOUNTING, { width: 64, height: 96 }],
])('a picture that is %s meanwhile ends it', async (_, mounting, size) => {
  const { made, frame } = desk();
  const taking = made.take(PLAIN_MOUNTING);
  await frame(glass);
  await frame(glass, settings({ mounting }), size);
  await expect(taking).rejects.toMatchObject({ code: 'blank-no-frames' });
});

test('says that the light drifted after three looks, not for one, and takes it back', async () => {
  const { frame, drifts } = desk();
  const right = picture([242, 242, 242]);
  const warm = picture([242, 230, 205]);
  for (let i = 0; i < 12; i++) await frame(right);
  for (let i = 0; i < 3; i++) await frame(warm);
  for (let i = 0; i < 9; i++) await frame(right);
  expect(drifts).toEqual([]);
  for (let i = 0; i < 12; i++) await frame(warm);
  expect(drifts).toEqual([['colour']]);
  for (let i = 0; i < 12; i++) await frame(right);
  expect(drifts).toEqual([['colour'], []]);
});

test('without a flat field the light is not judged', async () => {
  const { frame, drifts } = desk();
  for (let i = 0; i < 30; i++) await frame(picture([242, 200, 150]), settings({ flatField: null }));
  expect(drifts).toEqual([]);
});
