import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { encode } from 'fast-png';
import { createSlide } from '../src/source/slide/slide.ts';

/** `npm run slide:png -- [--kind prostate] [--seed 7] [--um-per-px 1] [--x um --y um] [--out FILE]`: a look at a slide. */
const { values } = parseArgs({
  options: {
    kind: { type: 'string', default: 'lymph-node' },
    seed: { type: 'string', default: '7' },
    'um-per-px': { type: 'string', default: '1' },
    x: { type: 'string' },
    y: { type: 'string' },
    out: { type: 'string', default: 'slide.png' },
  },
});
const slide = createSlide(values.kind === 'prostate' ? 'prostate' : 'lymph-node', Number(values.seed));
const umPerPx = Number(values['um-per-px']);
const width = 1280;
const height = 720;
const rgba = new Uint8ClampedArray(width * height * 4);
const x = values.x === undefined ? slide.startUm.x : Number(values.x);
const y = values.y === undefined ? slide.startUm.y : Number(values.y);
const began = performance.now();
slide.render({ x: x - (width / 2) * umPerPx, y: y - (height / 2) * umPerPx }, umPerPx, width, height, rgba);
const tiles = (width * height) / 65_536;
console.log(`${((performance.now() - began) / tiles).toFixed(1)} ms a tile of 256 x 256 px`);
writeFileSync(values.out, encode({ width, height, data: new Uint8Array(rgba.buffer), channels: 4 }));
console.log(values.out);
