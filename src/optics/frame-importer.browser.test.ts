import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeGains, type GainGrid } from '../domain/flat-field';
import { type Mounting, PLAIN_MOUNTING } from '../domain/frame';
import { type Gpu, openGpu } from '../gpu/device';
import { readTexture } from '../gpu/readback';
import { FieldReader } from './field-reader';
import { FlatFieldCorrector } from './flat-field/apply';
import { FrameImporter } from './frame-importer';
import { mountingMap } from './mounting';

let gpu: Gpu;
let importer: FrameImporter;
beforeAll(async () => {
  gpu = await openGpu();
  importer = await FrameImporter.create(gpu);
});
afterAll(() => {
  importer.destroy();
  gpu.destroy();
});

async function importFrame(
  frame: VideoFrame,
  mounting: Mounting = PLAIN_MOUNTING,
  by = importer,
  gains: GainGrid | null = null,
) {
  try {
    const encoder = gpu.device.createCommandEncoder();
    const texture = await by.import(encoder, frame, mounting, gains);
    gpu.device.queue.submit([encoder.finish()]);
    return { texture, rgba: await readTexture(gpu.device, texture) };
  } finally {
    frame.close();
  }
}

const WIDTH = 64;
const HEIGHT = 48;

/** Flat I420 or NV12 frame. */
function yuvFrame(format: 'I420' | 'NV12', [y, u, v]: readonly number[], colorSpace: VideoColorSpaceInit) {
  const luma = WIDTH * HEIGHT;
  const bytes = new Uint8Array(luma * 1.5).fill(y ?? 0, 0, luma);
  for (let i = 0; i < luma / 4; i++) {
    bytes[luma + (format === 'NV12' ? 2 * i : i)] = u ?? 0;
    bytes[luma + (format === 'NV12' ? 2 * i + 1 : luma / 4 + i)] = v ?? 0;
  }
  return new VideoFrame(bytes, { format, codedWidth: WIDTH, codedHeight: HEIGHT, timestamp: 0, colorSpace });
}
const bt601: VideoColorSpaceInit = {
  matrix: 'smpte170m',
  primaries: 'smpte170m',
  transfer: 'smpte170m',
  fullRange: false,
};
const bt709: VideoColorSpaceInit = {
  matrix: 'bt709',
  primaries: 'bt709',
  transfer: 'bt709',
  fullRange: false,
};
const jpeg: VideoColorSpaceInit = {
  matrix: 'smpte170m',
  primaries: 'bt709',
  transfer: 'iec61966-2-1',
  fullRange: true,
};

// Worked out from BT.601 and BT.709 by hand: a pink, a purple, a near-white.
const COLOURS = [
  ['I420', [180, 130, 150], bt601, [226, 171, 195]],
  ['NV12', [180, 130, 150], bt601, [226, 171, 195]],
  ['I420', [100, 160, 140], bt601, [117, 75, 162]],
  ['I420', [180, 130, 150], bt709, [230, 179, 195]],
  ['NV12', [100, 160, 140], bt709, [119, 85, 165]],
  ['I420', [180, 130, 150], jpeg, [211, 164, 184]],
  ['NV12', [243, 128, 129], jpeg, [244, 242, 243]],
] as const;

test.each(COLOURS)(
  '%s %j becomes the colour that the standard says, to 1 level',
  async (format, yuv, space, rgb) => {
    const { rgba } = await importFrame(yuvFrame(format, yuv, space));
    const at = 4 * (20 * WIDTH + 31);
    rgb.forEach((value, i) => {
      expect(Math.abs((rgba[at + i] ?? 999) - value)).toBeLessThanOrEqual(1);
    });
    expect(rgba[at + 3]).toBe(255);
  },
);

test.each(COLOURS)('a graphics processor gives the same bytes: %s %j', async (format, yuv, space, rgb) => {
  const hardware = await FrameImporter.create({ ...gpu, software: false, destroy: gpu.destroy });
  const { rgba } = await importFrame(yuvFrame(format, yuv, space), PLAIN_MOUNTING, hardware);
  rgb.forEach((value, i) => {
    expect(Math.abs((rgba[4 * (20 * WIDTH + 31) + i] ?? 999) - value)).toBeLessThanOrEqual(1);
  });
  expect(rgba).toEqual((await importFrame(yuvFrame(format, yuv, space))).rgba);
  hardware.destroy();
});

test.each(COLOURS)('10 and 12 bits give the same colour, to 1 level: %s %j', async (_, yuv, space, rgb) => {
  const [y, u, v] = yuv;
  for (const bits of [10, 12]) {
    const luma = WIDTH * HEIGHT;
    const samples = new Uint16Array(luma * 1.5).fill(y << (bits - 8), 0, luma);
    samples.fill(u << (bits - 8), luma, luma * 1.25);
    samples.fill(v << (bits - 8), luma * 1.25);
    const format: string = `I420P${bits}`;
    const frame = new VideoFrame(samples, {
      format: format as VideoPixelFormat,
      ...{ codedWidth: WIDTH, codedHeight: HEIGHT, timestamp: 0, colorSpace: space },
    });
    const { rgba } = await importFrame(frame);
    rgb.forEach((value, i) => {
      expect(Math.abs((rgba[4 * (20 * WIDTH + 31) + i] ?? 999) - value)).toBeLessThanOrEqual(1);
    });
  }
});

/** RGB frame whose px tell where they are. */
function rgbFrame(format: 'RGBA' | 'RGBX' | 'BGRA' | 'BGRX', width = WIDTH, height = HEIGHT) {
  const bytes = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const rgb = [x, y, 200];
      bytes.set(format.startsWith('BGR') ? rgb.reverse() : rgb, 4 * (y * width + x));
      bytes[4 * (y * width + x) + 3] = format.endsWith('A') ? 255 : 0;
    }
  return new VideoFrame(bytes, { format, codedWidth: width, codedHeight: height, timestamp: 0 });
}

test.each(['RGBA', 'RGBX', 'BGRA', 'BGRX'] as const)('%s comes in byte for byte, opaque', async (format) => {
  const { rgba } = await importFrame(rgbFrame(format));
  for (const [x, y] of [
    [0, 0],
    [63, 47],
    [17, 30],
  ] as const)
    expect([...rgba.subarray(4 * (y * WIDTH + x), 4 * (y * WIDTH + x) + 4)]).toEqual([x, y, 200, 255]);
});

test('undoes the mounting: crop, rotation, mirror', async () => {
  const crop = { x: 5, y: 7, width: 40, height: 36 };
  const { texture, rgba } = await importFrame(rgbFrame('RGBX'), { crop, rotation: 90, mirrored: true });
  expect([texture.width, texture.height]).toEqual([36, 40]);
  // Turned and mirrored, rows become columns: field (fx, fy) is crop px (fy, fx).
  const at = 4 * (11 * 36 + 4);
  expect([...rgba.subarray(at, at + 2)]).toEqual([5 + 11, 7 + 4]);
});

test('interpolates chroma between its samples and keeps luma sharp', async () => {
  const luma = WIDTH * HEIGHT;
  const bytes = new Uint8Array(luma * 1.5).fill(128);
  for (let i = 0; i < luma; i++) bytes[i] = i % 2 === 0 ? 90 : 170;
  for (let i = 0; i < luma / 4; i++) bytes[luma + luma / 4 + i] = i % (WIDTH / 2) < 16 ? 118 : 138;
  const frame = new VideoFrame(bytes, {
    ...{ format: 'I420', codedWidth: WIDTH, codedHeight: HEIGHT, timestamp: 0, colorSpace: jpeg },
  });
  const { rgba } = await importFrame(frame);
  const red = (x: number) => rgba[4 * (20 * WIDTH + x)] ?? 0;
  // v steps from -10 to 10 between chroma samples 15 (luma px 30, 31) and 16: a quarter, then three quarters.
  const expected = (x: number, v: number) => (x % 2 === 0 ? 90 : 170) + 1.402 * v;
  expect(red(20)).toBeCloseTo(expected(20, -10), -0.5);
  expect(Math.abs(red(31) - expected(31, -5))).toBeLessThanOrEqual(1.5);
  expect(Math.abs(red(32) - expected(32, 5))).toBeLessThanOrEqual(1.5);
});

test('reuses its textures while the size stays, and frees them when it changes', async () => {
  const { texture } = await importFrame(rgbFrame('RGBX'));
  const bytes = gpu.memory.bytes;
  expect((await importFrame(rgbFrame('RGBX'))).texture).toBe(texture);
  expect(gpu.memory.bytes).toBe(bytes);
  const larger = await importFrame(rgbFrame('RGBX', 128, 96));
  expect(larger.texture).not.toBe(texture);
  expect(gpu.memory.bytes - bytes).toBe(2 * 4 * (128 * 96 - WIDTH * HEIGHT));
});

test('refuses a frame too small to be a field', async () => {
  await expect(importFrame(rgbFrame('RGBX', 16, 16))).rejects.toMatchObject({ code: 'file-empty' });
});

/** Gains that differ in every node and colour. */
function unevenGains(): GainGrid {
  const [columns, rows] = [5, 4];
  const gains = Float32Array.from({ length: columns * rows * 3 }, (_, i) => 0.6 + ((i * 37) % 61) / 30);
  return {
    frame: { width: WIDTH, height: HEIGHT },
    region: { x: 3, y: 5, width: 50, height: 40 },
    columns,
    rows,
    gains: encodeGains(gains),
  };
}

test.each([
  PLAIN_MOUNTING,
  { crop: { x: 5, y: 7, width: 40, height: 36 }, rotation: 90, mirrored: true },
  { crop: null, rotation: 180, mirrored: false },
  { crop: null, rotation: 270, mirrored: false },
] as const)('evens the light as the CPU does, to 1 level: %j', async (mounting) => {
  const gains = unevenGains();
  const plain = await importFrame(rgbFrame('RGBX'), mounting);
  const map = mountingMap({ width: WIDTH, height: HEIGHT }, mounting);
  const expected = new Uint8ClampedArray(plain.rgba);
  new FlatFieldCorrector().apply(expected, map, { width: WIDTH, height: HEIGHT }, gains);
  for (const by of [
    importer,
    await FrameImporter.create({ ...gpu, software: false, destroy: gpu.destroy }),
  ]) {
    const { rgba } = await importFrame(rgbFrame('RGBX'), mounting, by, gains);
    let worst = 0;
    for (let i = 0; i < rgba.length; i++)
      worst = Math.max(worst, Math.abs((rgba[i] ?? 0) - (expected[i] ?? 0)));
    expect(worst).toBeLessThanOrEqual(1);
    expect(rgba).not.toEqual(plain.rgba);
    if (by !== importer) by.destroy();
  }
});

test.each(COLOURS)('evens the light of %s %j whichever way it comes in', async (format, yuv, space) => {
  const shared = await FrameImporter.create({ ...gpu, software: false, destroy: gpu.destroy });
  const gains = unevenGains();
  for (const by of [importer, shared]) {
    const plain = await importFrame(yuvFrame(format, yuv, space), PLAIN_MOUNTING, by);
    const expected = new Uint8ClampedArray(plain.rgba);
    const size = { width: WIDTH, height: HEIGHT };
    new FlatFieldCorrector().apply(expected, mountingMap(size, PLAIN_MOUNTING), size, gains);
    const { rgba } = await importFrame(yuvFrame(format, yuv, space), PLAIN_MOUNTING, by, gains);
    let worst = 0;
    for (let i = 0; i < rgba.length; i++)
      worst = Math.max(worst, Math.abs((rgba[i] ?? 0) - (expected[i] ?? 0)));
    // The reference begins at whole levels, the GPU before they are rounded; the gain doubles what that loses.
    expect(worst).toBeLessThanOrEqual(3);
  }
  shared.destroy();
});

test('a flat field makes a known colour of a known colour; clipped stays clipped', async () => {
  const gains: GainGrid = {
    frame: { width: WIDTH, height: HEIGHT },
    region: { x: 0, y: 0, width: WIDTH, height: HEIGHT },
    columns: 2,
    rows: 2,
    gains: encodeGains(Float32Array.from([2, 0.5, 1, 2, 0.5, 1, 2, 0.5, 1, 2, 0.5, 1])),
  };
  const bytes = new Uint8Array(WIDTH * HEIGHT * 4);
  for (let at = 0; at < bytes.length; at += 4)
    bytes.set(at < bytes.length / 2 ? [100, 200, 7] : [255, 254, 0], at);
  const frame = new VideoFrame(bytes, {
    ...{ format: 'RGBX', codedWidth: WIDTH, codedHeight: HEIGHT, timestamp: 0 },
  });
  const { rgba } = await importFrame(frame, PLAIN_MOUNTING, importer, gains);
  // By hand, IEC 61966-2-1: 100 is 0.12744 linear, twice that is 138.18; 200 is 0.57758, half of it is
  // 146.31.
  expect([...rgba.subarray(0, 3)]).toEqual([138, 146, 7]);
  expect([...rgba.subarray(rgba.length - 4)]).toEqual([255, 255, 0, 255]);
});

/** Bytes a px of each layout. */
const LAYOUTS = { I420: 1.5, NV12: 1.5, I420A: 2.5, I422: 2, I444: 3 } as const;

/** Uneven in every plane, so that a px from a wrong place shows. */
function patterned(format: keyof typeof LAYOUTS, colorSpace: VideoColorSpaceInit, shape: object = {}) {
  const bytes = Uint8Array.from(
    { length: WIDTH * HEIGHT * LAYOUTS[format] },
    (_, i) => 40 + ((i * 53 + (i >> 5) * 7) % 170),
  );
  return new VideoFrame(bytes, {
    ...{ format, codedWidth: WIDTH, codedHeight: HEIGHT, timestamp: 0, colorSpace },
    ...shape,
  });
}

/** The same frame, of which the browser does not tell the layout. */
function unknownLayout(frame: VideoFrame): VideoFrame {
  return Object.defineProperty(frame, 'format', { value: null });
}

/** Which cannot be copied either, so that it is drawn. */
function outOfReach(frame: VideoFrame): VideoFrame {
  return Object.defineProperty(unknownLayout(frame), 'copyTo', {
    value: () => Promise.reject(new DOMException('no', 'NotSupportedError')),
  });
}

const visibleRect = { x: 8, y: 6, width: 40, height: 36 };

test.each([
  ['I420', () => patterned('I420', bt601)],
  ['NV12', () => patterned('NV12', jpeg)],
  ['RGBA', () => rgbFrame('RGBA')],
  ['BGRX', () => rgbFrame('BGRX')],
  ['I420 with opacity', () => patterned('I420A', bt601)],
  ['I422', () => patterned('I422', bt709)],
  ['I444', () => patterned('I444', bt601)],
  ['a layout that is not told', () => unknownLayout(patterned('I420', bt601))],
  ['a frame out of reach', () => outOfReach(patterned('I420', bt601))],
  ['a cropped frame', () => patterned('I420', bt601, { visibleRect })],
  ['px that are not square', () => patterned('NV12', bt601, { displayWidth: 96, displayHeight: 48 })],
  [
    'a frame out of reach, px not square',
    () => outOfReach(patterned('I420', bt601, { displayWidth: 96, displayHeight: 48 })),
  ],
  ['a turned frame', () => patterned('I420', bt601, { rotation: 90, flip: true })],
] as const)('the reader without WebGPU gives the same field to 1 level: %s', async (_, make) => {
  const mountings: Mounting[] = [
    PLAIN_MOUNTING,
    { crop: { x: 6, y: 4, width: 34, height: 32 }, rotation: 90, mirrored: true },
    { crop: null, rotation: 180, mirrored: false },
  ];
  const reader = new FieldReader();
  for (const mounting of mountings) {
    const { texture, rgba } = await importFrame(make(), mounting);
    const frame = make();
    const field = await reader.read(frame, mounting);
    frame.close();
    expect([field.width, field.height]).toEqual([texture.width, texture.height]);
    expect(field.geometry.size).toEqual({ width: texture.width, height: texture.height });
    let most = 0;
    for (const [i, value] of rgba.entries()) most = Math.max(most, Math.abs(value - (field.rgba[i] ?? 999)));
    expect(most).toBeLessThanOrEqual(1);
  }
});

test.each(COLOURS)(
  'a layout that is not told, in plain memory, to 3 levels: %s %j',
  async (format, yuv, space, rgb) => {
    const { rgba } = await importFrame(unknownLayout(yuvFrame(format, yuv, space)));
    rgb.forEach((value, i) => {
      expect(Math.abs((rgba[4 * (20 * WIDTH + 31) + i] ?? 999) - value)).toBeLessThanOrEqual(3);
    });
  },
);

test.each([
  ['its layout is told', (frame: VideoFrame) => frame],
  ['its layout is not told', unknownLayout],
  ['it is out of reach', outOfReach],
] as const)('a frame with wide px that was turned is shown upright and square where %s', async (_, seen) => {
  // Stored 64 x 48; turned clockwise, and shown twice as wide.
  const shape = { rotation: 90, displayWidth: 64, displayHeight: 96 };
  const bytes = new Uint8Array(WIDTH * HEIGHT * 4);
  for (let i = 0; i < WIDTH * HEIGHT; i++)
    bytes.set([3 * (i % WIDTH), 5 * Math.floor(i / WIDTH), 200], 4 * i);
  const frame = new VideoFrame(bytes, {
    ...{ format: 'RGBX', codedWidth: WIDTH, codedHeight: HEIGHT, timestamp: 0 },
    ...shape,
  });
  const { texture, rgba } = await importFrame(seen(frame));
  expect([texture.width, texture.height]).toEqual([96, 64]);
  // Field px (fx, fy) shows stored px (fy, 47 - fx / 2), give or take a px where it is interpolated.
  for (const [fx, fy] of [
    [10, 7],
    [81, 50],
  ] as const) {
    const at = 4 * (fy * 96 + fx);
    expect(Math.abs((rgba[at] ?? 0) - 3 * fy)).toBeLessThanOrEqual(3);
    expect(Math.abs((rgba[at + 1] ?? 0) - 5 * (47 - fx / 2))).toBeLessThanOrEqual(5);
  }
});
