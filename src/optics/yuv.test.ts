import { expect, test } from 'vitest';
import { yuvToRgb } from './yuv';

function convert(encoding: Parameters<typeof yuvToRgb>[0], yuv: readonly [number, number, number]) {
  return yuvToRgb(encoding).map(([y, u, v, constant]) =>
    Math.abs(Math.round(y * yuv[0] + u * yuv[1] + v * yuv[2] + 255 * constant)),
  );
}

// The colour bars of BT.601 and BT.709, 100 %, limited range.
test.each([
  ['smpte170m', [81, 90, 240], [255, 0, 0]],
  ['smpte170m', [145, 54, 34], [0, 255, 0]],
  ['smpte170m', [41, 240, 110], [0, 0, 255]],
  ['bt709', [63, 102, 240], [255, 0, 0]],
  ['bt709', [173, 42, 26], [0, 255, 0]],
  ['bt709', [32, 240, 118], [0, 0, 255]],
] as const)('%s %j is %j to 2 levels', (matrix, yuv, rgb) => {
  const got = convert({ matrix, fullRange: false }, yuv);
  rgb.forEach((value, i) => {
    expect(Math.abs((got[i] ?? 999) - value)).toBeLessThanOrEqual(2);
  });
});

test('limited range runs from 16 to 235, full range from 0 to 255', () => {
  expect(convert({ matrix: 'bt709', fullRange: false }, [16, 128, 128])).toEqual([0, 0, 0]);
  expect(convert({ matrix: 'bt709', fullRange: false }, [235, 128, 128])).toEqual([255, 255, 255]);
  expect(convert({ matrix: 'smpte170m', fullRange: true }, [16, 128, 128])).toEqual([16, 16, 16]);
  expect(convert({ matrix: 'smpte170m', fullRange: true }, [76, 85, 255])[0]).toBeGreaterThan(252);
});

test('unlabelled video is BT.709 of limited range', () => {
  expect(yuvToRgb({ matrix: null, fullRange: null })).toEqual(
    yuvToRgb({ matrix: 'bt709', fullRange: false }),
  );
});
