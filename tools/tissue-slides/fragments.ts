import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { decodeJpegs } from '../focus/jpeg';
import { fromTar } from '../gates/real-fields';
import { type Field, resampled } from './field';
import { quilt } from './quilt';

/** A place of which the source says whether there is tumour, px of the fragment. */
export interface KnownPlace {
  readonly x: number;
  readonly y: number;
  readonly tumour: boolean;
}

/** A piece of tissue at 1 um/px. */
export interface Fragment {
  readonly field: Field;
  readonly places: readonly KnownPlace[];
}

const PCAM_UM_PER_PX = 0.972;
/** Step of the grid on which labels are read, px. */
const LABEL_STEP = 48;
const TUMOUR = 240;
const RED = 0;
const GREEN = 1;

function rgbOf(path: string): Field {
  const { width, height, data, channels } = decode(readFileSync(path));
  const rgb = new Float32Array(3 * width * height);
  for (let at = 0; at < width * height; at++)
    for (let c = 0; c < 3; c++) rgb[3 * at + c] = data[channels * at + Math.min(c, channels - 1)] ?? 0;
  return { width, height, rgb, known: new Uint8Array(width * height).fill(1) };
}

/** A region that was put together from patches of PatchCamelyon. */
export function lymphRegion(data: string, name: string): Fragment {
  const path = (kind: string) => join(data, 'lymph/regions', `validation_${name}${kind}.png`);
  const picture = rgbOf(path(''));
  const coverage = rgbOf(path('_coverage'));
  const labels = rgbOf(path('_labelmap'));
  const known = picture.known.map((_, at) => ((coverage.rgb[3 * at] ?? 0) > 0 ? 1 : 0));
  const places: KnownPlace[] = [];
  for (let y = LABEL_STEP / 2; y < labels.height; y += LABEL_STEP)
    for (let x = LABEL_STEP / 2; x < labels.width; x += LABEL_STEP) {
      const label = labels.rgb[3 * (y * labels.width + x)] ?? 0;
      if (label > 0) places.push({ x: x * PCAM_UM_PER_PX, y: y * PCAM_UM_PER_PX, tumour: label >= TUMOUR });
    }
  return { field: resampled({ ...picture, known }, PCAM_UM_PER_PX), places };
}

/**
 * A tile of prostate. `umPerPx` as the source has it. Its mask names tumour in red; glands, drawn only where there is no
 * tumour, in green.
 */
export function prostateTile(data: string, name: string, umPerPx: number): Fragment {
  const path = (kind: string) => join(data, 'prostate/rings', `${name}${kind}.png`);
  const mask = rgbOf(path('_mask'));
  const marked = (x: number, y: number, channel: number) =>
    (mask.rgb[3 * (y * mask.width + x) + channel] ?? 0) > 127;
  const places: KnownPlace[] = [];
  for (let y = LABEL_STEP / 2; y < mask.height; y += LABEL_STEP)
    for (let x = LABEL_STEP / 2; x < mask.width; x += LABEL_STEP) {
      const tumour = marked(x, y, RED);
      if (tumour || marked(x, y, GREEN)) places.push({ x: x * umPerPx, y: y * umPerPx, tumour });
    }
  return { field: resampled(rgbOf(path('')), umPerPx), places };
}

/**
 * Lymphoid tissue without tumour. The public set has it only as single patches 93 um wide; those of one laboratory's
 * stain that show lymphocytes from edge to edge are joined, each used once. They are chosen by colour alone.
 */
export async function normalLymphoid(data: string, columns: number, rows: number): Promise<Fragment> {
  const tar = readdirSync(join(data, 'lymph')).find((each) => each === 'validation-normal.tar');
  if (!tar) throw new Error(`${data}/lymph/validation-normal.tar is missing.`);
  const files = fromTar(join(data, 'lymph', tar), Number.POSITIVE_INFINITY);
  const picture = await decodeJpegs(new Map(files.map(({ name, bytes }) => [name, () => bytes])));
  const patches = files.flatMap(({ name }) => {
    const read = picture(name);
    if (!read) return [];
    const { width, height, rgba } = read;
    const rgb = new Float32Array(3 * width * height);
    for (let at = 0; at < width * height; at++)
      for (let c = 0; c < 3; c++) rgb[3 * at + c] = rgba[4 * at + c] ?? 0;
    return [{ width, height, rgb, known: new Uint8Array(width * height).fill(1) }];
  });
  const lymphoid = patches.filter(isLymphoid);
  const usual = [0, 1, 2].map((c) => median(lymphoid.map((patch) => meanOf(patch, c))));
  const unusual = (patch: Field) => Math.hypot(...[0, 1, 2].map((c) => meanOf(patch, c) - (usual[c] ?? 0)));
  const count = columns * rows;
  const chosen = lymphoid
    .map((patch) => ({ patch, by: unusual(patch) }))
    .sort((a, b) => a.by - b.by)
    .slice(0, Math.ceil(1.25 * count))
    .map(({ patch }) => evened(patch, usual));
  const joined = resampled(quilt(chosen, columns, rows), PCAM_UM_PER_PX);
  const places: KnownPlace[] = [];
  for (let y = 60; y < joined.height - 60; y += LABEL_STEP)
    for (let x = 60; x < joined.width - 60; x += LABEL_STEP) places.push({ x, y, tumour: false });
  return { field: joined, places };
}

/** Crowded nuclei, hardly any gap, and the redder of the two stains. */
function isLymphoid(patch: Field): boolean {
  const count = patch.width * patch.height;
  let dark = 0;
  let pale = 0;
  for (let at = 0; at < count; at++) {
    const green = patch.rgb[3 * at + GREEN] ?? 0;
    if (green < 110) dark++;
    if (green > 210) pale++;
  }
  return dark > 0.4 * count && pale < 0.04 * count && meanOf(patch, 0) - meanOf(patch, 2) > 5;
}

function meanOf({ rgb, width, height }: Field, channel: number): number {
  let sum = 0;
  for (let at = channel; at < rgb.length; at += 3) sum += rgb[at] ?? 0;
  return sum / (width * height);
}

/** The patch with the mean colour of all: other brightness would show as a chessboard. */
function evened(patch: Field, usual: readonly number[]): Field {
  const gain = [0, 1, 2].map((c) => (255 - (usual[c] ?? 0)) / (255 - meanOf(patch, c)));
  const rgb = patch.rgb.map((value, at) => 255 - (255 - value) * (gain[at % 3] ?? 1));
  return { ...patch, rgb };
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
