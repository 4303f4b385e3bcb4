import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { fromArrayBuffer } from 'geotiff';
import type { FieldBytes } from '../../src/optics/resample-reference';
import { decodeJpegs } from '../focus/jpeg';
import { simulatedKinds } from '../focus/places';

/** Limits are chosen on one half, and shown on patients, patches and places of the other. */
export type Half = 'limits' | 'shown';

export interface RealField {
  readonly laboratory: string;
  readonly name: string;
  readonly umPerPx: number;
  readonly field: FieldBytes;
}

export interface RealFields {
  readonly he: readonly RealField[];
  /** For the half that shows: H&E of laboratories of which there is one slide, which helped to set the limits. */
  readonly ofLimits: readonly RealField[];
  readonly dab: readonly RealField[];
  readonly ink: readonly RealField[];
  /** Folders that are not there. */
  readonly missing: readonly string[];
}

const DATA = '../shared/data';
/** Largest field that is cut out of a picture, px. */
const SIZE = { width: 384, height: 320 };

/** Real fields and simulated ones of a half; what is not on this machine is left out and named. */
export async function realFields(half: Half, patches: number): Promise<RealFields> {
  const missing: string[] = [];
  const list = (folder: string): string[] => {
    const path = join(DATA, folder);
    if (existsSync(path)) return readdirSync(path).map((name) => join(path, name));
    missing.push(folder);
    return [];
  };
  const shown = half === 'shown';
  const he: RealField[] = [];
  for (const path of list('lymph/regions').filter((each) => /_g\d+\.png$/.test(each)))
    if (path.includes('validation') === shown) {
      const field = known(path);
      if (field) he.push({ laboratory: 'lymph node regions', name: path, umPerPx: 0.972, field });
    }
  for (const path of list('prostate/rings').filter((each) => !each.includes('mask')))
    if (!path.includes('_P3_') === shown)
      he.push({ laboratory: 'RINGS', name: path, umPerPx: 1.35, field: cut(png(path), 64, 64) });
  const zurich = list('prostate/zurich').filter((path) => {
    const number = Number(/im(\d+)/.exec(path)?.[1]);
    // Runs of numbers are from one core; none reaches across 100.
    return number > 100 === shown && number % 2 === 0;
  });
  const sicap = shown ? list('prostate/sicapv2') : [];
  const tar = `lymph/${shown ? 'train' : 'validation'}`;
  const tars = list('lymph').filter((path) => path.includes(`/${tar.split('/')[1]}-`));
  const patchFiles = tars.flatMap((path) => fromTar(path, Math.ceil(patches / tars.length)));
  const slides: readonly (readonly [string, string, number, Half | null])[] = [
    ['third-party/slides/cmu-1-small-region.svs', 'CMU-1 (SVS)', 0.499, 'limits'],
    ['third-party/cells/OS-1-detail.ome.tif', 'OS-1', 0.227, 'limits'],
    ['third-party/cells/OS-2-ndpi.ome.tif', 'OS-2, Hamamatsu', 0.227, null],
    ['third-party/cells/OS-2-vsi.ome.tif', 'OS-2, Olympus', 0.346, null],
  ];
  const wanted = slides.filter(([path]) => {
    if (existsSync(join(DATA, path))) return true;
    missing.push(path);
    return false;
  });
  const tiles = await Promise.all(
    wanted.map(async ([path]) =>
      path.endsWith('.svs') ? plain(join(DATA, path)) : tilesOf(join(DATA, path)),
    ),
  );
  const picture = await decodeJpegs(
    new Map<string, () => Uint8Array>([
      ...[...zurich, ...sicap].map((path) => [path, () => readFileSync(path)] as const),
      ...patchFiles.map(({ name, bytes }) => [name, () => bytes] as const),
      ...tiles.flatMap((each) =>
        ('rgba' in each ? [] : each.jpegs).map(({ name, bytes }) => [name, () => bytes] as const),
      ),
    ]),
  );
  const take = (name: string, add: (field: FieldBytes) => void) => {
    const field = picture(name);
    if (field) add(field);
  };
  zurich.forEach((name, i) => {
    take(name, (field) => {
      he.push({ laboratory: 'Zurich, 20x', name, umPerPx: 0.46, field: cut(halved(field), 0, 0) });
      if (i % 4 === 0) he.push({ laboratory: 'Zurich, 40x', name, umPerPx: 0.23, field: cut(field, 64, 64) });
      if (i % 4 === 2)
        he.push({ laboratory: 'Zurich, 10x', name, umPerPx: 0.92, field: halved(halved(field)) });
    });
  });
  for (const name of sicap)
    take(name, (field) => he.push({ laboratory: 'SICAPv2', name, umPerPx: 1, field: cut(field, 64, 64) }));
  for (const { name } of patchFiles)
    take(name, (field) => he.push({ laboratory: 'PatchCamelyon patches', name, umPerPx: 0.972, field }));
  const dab: RealField[] = [];
  const ofLimits: RealField[] = [];
  wanted.forEach(([, laboratory, umPerPx, of], i) => {
    const read = tiles[i];
    if (!read) return;
    const stitched = 'rgba' in read ? read : stitch(read, picture);
    const looks = umPerPx < 0.3 ? [stitched, halved(stitched)] : [stitched];
    looks.forEach((whole, halvings) => {
      for (let y = 0; y + SIZE.height <= whole.height; y += SIZE.height)
        for (let x = 0; x + SIZE.width <= whole.width; x += SIZE.width) {
          const field = cut(whole, x, y);
          const seen = { laboratory, name: `${x}, ${y}`, umPerPx: umPerPx * 2 ** halvings, field };
          if (tissueShare(field) > 0.3) (of === null ? dab : of === half ? he : ofLimits).push(seen);
        }
    });
  });
  const simulated = simulatedKinds([10, 20], 24).flatMap(({ name, places }) =>
    [...places]
      .filter((_, i) => (i % 2 === 1) === shown)
      .map((place, i) => ({
        laboratory: name,
        name: `${i}`,
        umPerPx: place.umPerPx,
        field: place.look(0, 0, 1),
      })),
  );
  he.push(...simulated.filter(({ field }) => tissueShare(field) > 0.3));
  const ink = list('third-party/ink').map((name) => ({
    laboratory: 'TCGA',
    name,
    umPerPx: 0.5,
    field: png(name),
  }));
  return { he, ofLimits, dab, ink, missing };
}

export function png(path: string): FieldBytes {
  const { width, height, data, channels } = decode(readFileSync(path));
  const rgba = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let i = 0; i < width * height; i++)
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = Number(data[channels * i + c] ?? 0);
  return { width, height, rgba };
}

export function cut({ width, height, rgba }: FieldBytes, left: number, top: number, size = SIZE): FieldBytes {
  const [across, down] = [Math.min(size.width, width - left), Math.min(size.height, height - top)];
  const out = new Uint8ClampedArray(4 * across * down);
  for (let y = 0; y < down; y++) {
    const from = 4 * ((top + y) * width + left);
    out.set(rgba.subarray(from, from + 4 * across), 4 * y * across);
  }
  return { width: across, height: down, rgba: out };
}

/** Means of 2 x 2 px, of code values. */
export function halved({ width, height, rgba }: FieldBytes): FieldBytes {
  const [across, down] = [width >> 1, height >> 1];
  const out = new Uint8ClampedArray(4 * across * down).fill(255);
  for (let y = 0; y < down; y++)
    for (let x = 0; x < across; x++)
      for (let c = 0; c < 3; c++) {
        const value = (dx: number, dy: number) => rgba[4 * ((2 * y + dy) * width + 2 * x + dx) + c] ?? 0;
        out[4 * (y * across + x) + c] = (value(0, 0) + value(1, 0) + value(0, 1) + value(1, 1)) / 4;
      }
  return { width: across, height: down, rgba: out };
}

/** The largest part of a region put together from patches that is known altogether; null: none of 128 px. */
export function known(path: string): FieldBytes | null {
  const whole = png(path);
  const coverage = png(path.replace('.png', '_coverage.png'));
  const isKnown = (x: number, y: number) => (coverage.rgba[4 * (y * whole.width + x)] ?? 0) > 0;
  for (const size of [
    SIZE,
    { width: 256, height: 192 },
    { width: 192, height: 128 },
    { width: 128, height: 192 },
    { width: 128, height: 128 },
  ])
    for (let top = 0; top + size.height <= whole.height; top += 16)
      for (let left = 0; left + size.width <= whole.width; left += 16) {
        let all = true;
        for (let y = 0; all && y < size.height; y += 8)
          for (let x = 0; all && x < size.width; x += 8) all = isKnown(left + x, top + y);
        if (all) return cut(whole, left, top, size);
      }
  return null;
}

function tissueShare({ rgba }: FieldBytes): number {
  let tissue = 0;
  for (let at = 1; at < rgba.length; at += 4) if ((rgba[at] ?? 255) < 215) tissue++;
  return tissue / (rgba.length / 4);
}

/** Every so many files of a tar archive, `count` in all. */
export function fromTar(path: string, count: number): { name: string; bytes: Uint8Array }[] {
  const archive = readFileSync(path);
  const files: { name: string; bytes: Uint8Array }[] = [];
  for (let at = 0; at + 512 <= archive.length; ) {
    const name = archive.toString('utf8', at, at + 100).replace(/\0.*$/, '');
    const size = Number.parseInt(archive.toString('utf8', at + 124, at + 136), 8) || 0;
    if (name.endsWith('.jpg')) files.push({ name, bytes: archive.subarray(at + 512, at + 512 + size) });
    at += 512 + 512 * Math.ceil(size / 512);
  }
  const step = Math.max(1, Math.floor(files.length / count));
  return files.filter((_, i) => i % step === 0).slice(0, count);
}

/** The first page of a TIFF that Node can decode. */
async function plain(path: string): Promise<FieldBytes> {
  const tiff = await fromArrayBuffer(new Uint8Array(readFileSync(path)).buffer);
  const image = await tiff.getImage(0);
  const rgb = (await image.readRGB({ interleave: true })) as ArrayLike<number>;
  const [width, height] = [Number(image.getWidth()), Number(image.getHeight())];
  const rgba = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let i = 0; i < width * height; i++) for (let c = 0; c < 3; c++) rgba[4 * i + c] = rgb[3 * i + c] ?? 0;
  return { width, height, rgba };
}

interface Tiles {
  readonly width: number;
  readonly height: number;
  readonly tile: { readonly width: number; readonly height: number };
  readonly jpegs: readonly { readonly name: string; readonly bytes: Uint8Array }[];
}

/** The JPEG tiles of the first page of a TIFF, each made whole with the tables that they share. */
async function tilesOf(path: string): Promise<Tiles> {
  const file = readFileSync(path);
  const tiff = await fromArrayBuffer(new Uint8Array(file).buffer);
  const image = await tiff.getImage(0);
  const directory = image.getFileDirectory();
  const numbers = async (tag: 'TileOffsets' | 'TileByteCounts') =>
    Array.from((await directory.loadValue(tag)) as ArrayLike<number>, Number);
  const [offsets, counts] = [await numbers('TileOffsets'), await numbers('TileByteCounts')];
  const tables = directory.hasTag('JPEGTables')
    ? Buffer.from((await directory.loadValue('JPEGTables')) as ArrayLike<number> as Uint8Array)
    : null;
  const jpegs = offsets.map((offset, i) => {
    const own = file.subarray(offset, offset + (counts[i] ?? 0));
    // Tables without their end marker, then the tile without its start marker.
    const bytes = tables ? Buffer.concat([tables.subarray(0, -2), own.subarray(2)]) : own;
    return { name: `${path} ${i}`, bytes };
  });
  const tile = { width: Number(image.getTileWidth()), height: Number(image.getTileHeight()) };
  return { width: Number(image.getWidth()), height: Number(image.getHeight()), tile, jpegs };
}

function stitch(
  { width, height, tile, jpegs }: Tiles,
  picture: (name: string) => FieldBytes | null,
): FieldBytes {
  const rgba = new Uint8ClampedArray(4 * width * height).fill(255);
  const across = Math.ceil(width / tile.width);
  jpegs.forEach(({ name }, i) => {
    const part = picture(name);
    const [left, top] = [(i % across) * tile.width, Math.floor(i / across) * tile.height];
    if (!part || top >= height) return;
    for (let y = 0; y < Math.min(part.height, height - top); y++)
      rgba.set(
        part.rgba.subarray(4 * y * part.width, 4 * (y * part.width + Math.min(part.width, width - left))),
        4 * ((top + y) * width + left),
      );
  });
  return { width, height, rgba };
}
