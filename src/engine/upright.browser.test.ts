import { expect, test } from 'vitest';
import { type Mounting, PLAIN_MOUNTING } from '../domain/frame';
import type { SizePx } from '../domain/geometry';
import { turnedMap, turnOfOrientation } from '../domain/pixel-map';
import { FieldReader } from '../optics/field-reader';
import rotatedPhone from '../source/fixtures/rotated-phone.mp4?url';
import { FramePuller } from '../source/pull';
import { decodeImage } from '../source/still-image/decode-image';
import { decodeTiff } from '../source/still-image/decode-tiff';
import { madeTiff } from '../source/still-image/tiff/testing';
import { openVideoFile } from '../source/video-file';

interface Rgba extends SizePx {
  readonly rgba: Uint8Array | Uint8ClampedArray;
}

const UPRIGHT: SizePx = { width: 96, height: 64 };
/** Of the corners' quarters, row by row: no two alike, so that every turn and mirror shows. */
const QUARTERS = [
  [200, 60, 110],
  [90, 60, 200],
  [235, 225, 235],
  [60, 150, 90],
] as const;
const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8] as const;

/** The picture as it is stored where a tag asks for this turn. */
function stored(orientation: number): Rgba {
  const turn = turnOfOrientation(orientation);
  const { width, height } = UPRIGHT;
  const size = turn.rotation % 180 === 0 ? UPRIGHT : { width: height, height: width };
  const map = turnedMap({ x: 0, y: 0, ...size }, turn);
  const rgba = new Uint8Array(4 * width * height).fill(255);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const column = Math.floor(map.a * (x + 0.5) + map.b * (y + 0.5) + map.tx);
      const row = Math.floor(map.c * (x + 0.5) + map.d * (y + 0.5) + map.ty);
      const quarter = 2 * Number(y >= height / 2) + Number(x >= width / 2);
      rgba.set(QUARTERS[quarter] ?? [], 4 * (row * size.width + column));
    }
  return { ...size, rgba };
}

async function jpeg({ width, height, rgba }: Rgba, orientation: number): Promise<File> {
  const canvas = new OffscreenCanvas(width, height);
  const pixels = new ImageData(new Uint8ClampedArray(rgba), width, height);
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
  const plain = await canvas.convertToBlob({ type: 'image/jpeg', quality: 1 });
  const entry = [1, 18, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0];
  const exif = [...'Exif\0\0MM\0*\0\0\0\b\0\x01'].map((c) => c.charCodeAt(0)).concat(entry, [0, 0, 0, 0]);
  const marker = Uint8Array.of(0xff, 0xe1, 0, exif.length + 2, ...exif);
  return new File([plain.slice(0, 2), marker, plain.slice(2)], 'field.jpg');
}

function tiff({ width, height, rgba }: Rgba, orientation: number): File {
  const rgb = rgba.filter((_, i) => i % 4 !== 3);
  const tags = { 256: width, 257: height, 258: [8, 8, 8], 259: 1, 262: 2, 274: orientation, 277: 3 };
  return madeTiff([{ tags, strips: [Uint8Array.from(rgb)] }]);
}

const still = ({ width, height, pixels }: SizePx & { readonly pixels: Uint32Array }): Rgba => ({
  ...{ width, height },
  rgba: new Uint8Array(pixels.buffer),
});

/** As the engine reads a frame, before any of the user's own mounting. */
async function field(frame: VideoFrame, mounting: Mounting = PLAIN_MOUNTING): Promise<Rgba> {
  try {
    const { width, height, rgba } = await new FieldReader().read(frame, mounting);
    return { width, height, rgba: rgba.slice() };
  } finally {
    frame.close();
  }
}

const frameOf = ({ width, height, rgba }: Rgba, more: Partial<VideoFrameBufferInit> = {}) =>
  new VideoFrame(new Uint8Array(rgba), {
    ...{ format: 'RGBA', timestamp: 0, codedWidth: width, codedHeight: height, ...more },
  } as VideoFrameBufferInit);

function expectUpright({ width, height, rgba }: Rgba): void {
  expect({ width, height }).toEqual(UPRIGHT);
  QUARTERS.forEach((colour, quarter) => {
    const [x, y] = [(0.25 + 0.5 * (quarter % 2)) * width, (quarter < 2 ? 0.25 : 0.75) * height];
    for (const c of [0, 1, 2] as const)
      expect(Math.abs((rgba[4 * (Math.floor(y) * width + Math.floor(x)) + c] ?? 0) - colour[c])).toBeLessThan(
        4,
      );
  });
}

test.each(ORIENTATIONS)('stored with orientation %i, the same picture is the same picture', async (tag) => {
  const picture = stored(tag);
  expectUpright(still(await decodeTiff(tiff(picture, tag))));
  expectUpright(still(await decodeImage(await jpeg(picture, tag), 'jpeg')));
  const { rotation, mirrored } = turnOfOrientation(tag);
  const turned = frameOf(picture, { rotation, flip: mirrored } as Partial<VideoFrameBufferInit>);
  expectUpright(await field(turned));
  // A camera that lies in the same way is put right by the mounting that the user sets.
  expectUpright(await field(frameOf(picture), { crop: null, rotation, mirrored }));
});

test('px that are twice as wide as high become square', async () => {
  const picture = stored(1);
  const narrow = new Uint8Array(2 * UPRIGHT.width * UPRIGHT.height);
  for (let i = 0; i < narrow.length / 4; i++) narrow.set(picture.rgba.subarray(8 * i, 8 * i + 4), 4 * i);
  const half = { width: UPRIGHT.width / 2, height: UPRIGHT.height, rgba: narrow };
  expectUpright(await field(frameOf(half, { displayWidth: UPRIGHT.width, displayHeight: UPRIGHT.height })));
});

test('a recording of a phone that was held upright is shown as a video element shows it', async () => {
  const file = new File([await (await fetch(rotatedPhone)).blob()], 'rotated-phone.mp4');
  const source = await openVideoFile(file);
  try {
    const { width, height, rgba } = await field((await new FramePuller(source.port).frame()).image);
    expect({ width, height }).toEqual({ width: 320, height: 240 });
    expect(source.size).toEqual({ width: 320, height: 240 });
    // Pink, purple, near white and brown, as in the picture that was recorded.
    const corners = [
      [0.1, 0.1, [230, 161, 201]],
      [0.9, 0.1, [109, 70, 149]],
      [0.1, 0.9, [240, 238, 241]],
      [0.9, 0.9, [149, 90, 40]],
    ] as const;
    for (const [x, y, colour] of corners)
      for (const c of [0, 1, 2] as const) {
        const at = 4 * (Math.floor(y * height) * width + Math.floor(x * width)) + c;
        expect(Math.abs((rgba[at] ?? 0) - colour[c])).toBeLessThan(12);
      }
  } finally {
    source.close();
  }
});
