import { expect, test } from 'vitest';
import { createSlide, type Slide, type SlideKind } from './slide';
import { insideFocus } from './tissue';

const kinds: SlideKind[] = ['lymph-node', 'prostate'];

function picture(slide: Slide, x: number, y: number, umPerPx: number, width: number, height: number) {
  const out = new Uint8ClampedArray(width * height * 4);
  slide.render({ x, y }, umPerPx, width, height, out);
  return out;
}

function maskOf(slide: Slide, x: number, y: number, umPerPx: number, width: number, height: number) {
  const out = new Uint8Array(width * height);
  slide.tumourMask({ x, y }, umPerPx, width, height, out);
  return out;
}

const share = (mask: Uint8Array) => mask.reduce((sum, value) => sum + value / 255, 0) / mask.length;

test.each(kinds)('%s: the same seed gives the same slide, another seed another', (kind) => {
  const [a, b, c] = [createSlide(kind, 5), createSlide(kind, 5), createSlide(kind, 6)];
  const look = (slide: Slide) => picture(slide, 5000, 4000, 1, 64, 64);
  expect(look(a)).toEqual(look(b));
  expect(look(a)).not.toEqual(look(c));
});

test.each(kinds)('%s: rectangles agree to the last bit where they overlap', (kind) => {
  const slide = createSlide(kind, 7);
  for (const umPerPx of [0.25, 1, 2.5]) {
    const { x, y } = slide.startUm;
    const whole = picture(slide, x, y, umPerPx, 96, 80);
    const part = picture(slide, x + 31 * umPerPx, y + 17 * umPerPx, umPerPx, 40, 40);
    for (let row = 0; row < 40; row++) {
      const at = ((row + 17) * 96 + 31) * 4;
      expect(part.subarray(row * 160, row * 160 + 160)).toEqual(whole.subarray(at, at + 160));
    }
  }
});

test.each(kinds)(
  '%s: at least 10 x 10 mm, starts at a tumour border, the tour stays on the slide',
  (kind) => {
    const slide = createSlide(kind, 7);
    expect(slide.widthUm).toBeGreaterThanOrEqual(10_000);
    expect(slide.heightUm).toBeGreaterThanOrEqual(10_000);
    const { x, y } = slide.startUm;
    const tumour = share(maskOf(slide, x - 640, y - 360, 4, 320, 180));
    expect(tumour).toBeGreaterThan(0.1);
    expect(tumour).toBeLessThan(0.9);
    expect(slide.tour.length).toBeGreaterThan(2);
    for (const point of slide.tour) {
      expect(point.x).toBeGreaterThan(0);
      expect(point.x).toBeLessThan(slide.widthUm);
      expect(point.y).toBeGreaterThan(0);
      expect(point.y).toBeLessThan(slide.heightUm);
    }
  },
);

test.each(kinds)('%s: the mask is the same tissue at every scale', (kind) => {
  const slide = createSlide(kind, 7);
  const { x, y } = slide.startUm;
  const fine = share(maskOf(slide, x - 300, y - 300, 2, 300, 300));
  const coarse = share(maskOf(slide, x - 300, y - 300, 10, 60, 60));
  expect(Math.abs(fine - coarse)).toBeLessThan(0.02);
});

test.each(kinds)('%s: turning the objective does not change how bright the field is', (kind) => {
  const slide = createSlide(kind, 7);
  const { x, y } = slide.startUm;
  const mean = (umPerPx: number) => {
    const side = Math.round(400 / umPerPx);
    const rgba = picture(slide, x - 200, y - 200, umPerPx, side, side);
    let sum = 0;
    for (let i = 1; i < rgba.length; i += 4) sum += rgba[i] ?? 0;
    return sum / (rgba.length / 4);
  };
  const reference = mean(0.5);
  for (const umPerPx of [1, 2.5]) expect(Math.abs(mean(umPerPx) - reference)).toBeLessThan(14);
});

test.each(kinds)('%s: corners are blank glass', (kind) => {
  const rgba = picture(createSlide(kind, 7), 50, 50, 1, 32, 32);
  for (let i = 0; i < rgba.length; i += 4) expect([...rgba.subarray(i, i + 3)]).toEqual([243, 241, 243]);
});

test('a lymph node holds a macrometastasis, micrometastases and isolated tumour cells (AJCC)', () => {
  const sizes = new Set<string>();
  const slide = createSlide('lymph-node', 7);
  const umPerPx = 8;
  const [width, height] = [slide.widthUm / umPerPx, slide.heightUm / umPerPx];
  const mask = maskOf(slide, 0, 0, umPerPx, width, height);
  for (const diameter of longestSides(mask, width, height).map((px) => px * umPerPx))
    sizes.add(diameter > 2000 ? 'macro' : diameter > 200 ? 'micro' : 'isolated');
  expect([...sizes].sort()).toEqual(['isolated', 'macro', 'micro']);
});

test('the colour of tissue is that of real H&E', () => {
  // Mean RGB of 20,000 real lymph node patches is (179, 138, 176), of single patches within 60 levels of it.
  const slide = createSlide('lymph-node', 7);
  const rgba = picture(slide, slide.startUm.x - 500, slide.startUm.y - 300, 1, 500, 300);
  const mean = [0, 1, 2].map((c) => {
    let sum = 0;
    for (let i = c; i < rgba.length; i += 4) sum += rgba[i] ?? 0;
    return sum / (rgba.length / 4);
  });
  [179, 138, 176].forEach((real, c) => {
    expect(Math.abs((mean[c] ?? 0) - real)).toBeLessThan(60);
  });
});

test('a focus is as large as its radius says, along its axes', () => {
  const focus = { x: 100, y: 100, radius: 50, stretch: 1.2, angle: 0 };
  expect(insideFocus(focus, 100, 100, 0)).toBe(50);
  expect(insideFocus(focus, 100 + 59, 100, 0)).toBeGreaterThan(0);
  expect(insideFocus(focus, 100 + 61, 100, 0)).toBeLessThan(0);
  expect(insideFocus(focus, 100, 100 + 42, 0)).toBeLessThan(0);
});

/** Longer side of the bounding box of each 4-connected region, px. */
function longestSides(mask: Uint8Array, width: number, height: number): number[] {
  const seen = new Uint8Array(mask.length);
  const sides: number[] = [];
  for (let start = 0; start < mask.length; start++) {
    if (!mask[start] || seen[start]) continue;
    const stack = [start];
    seen[start] = 1;
    let [left, right, top, bottom] = [width, 0, height, 0];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const x = at % width;
      const y = Math.floor(at / width);
      [left, right, top, bottom] = [
        Math.min(left, x),
        Math.max(right, x),
        Math.min(top, y),
        Math.max(bottom, y),
      ];
      for (const next of [x > 0 ? at - 1 : at, x < width - 1 ? at + 1 : at, at - width, at + width])
        if (mask[next] && !seen[next]) {
          seen[next] = 1;
          stack.push(next);
        }
    }
    sides.push(Math.max(right - left, bottom - top) + 1);
  }
  return sides;
}
