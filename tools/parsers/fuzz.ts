import { readFileSync } from 'node:fs';
import { parseUmPerPx } from '../../src/app/state/calibration.ts';
import { parseProfiles, serialiseProfiles } from '../../src/app/state/calibration-profiles.ts';
import { parseDeepLink } from '../../src/app/state/deep-link.ts';
import {
  DEFAULT_PREFERENCES,
  parsePreferences,
  serialisePreferences,
} from '../../src/app/state/preferences.ts';
import { caseRecord } from '../../src/capture/case-records.ts';
import { pack, unpack } from '../../src/capture/packed.ts';
import { readCase, readSnapshot, snapshotRecord } from '../../src/capture/records.ts';
import type { CalibrationProfile } from '../../src/domain/calibration.ts';
import { MAX_MESSAGE, ReticleError } from '../../src/domain/errors.ts';
import { readArchive } from '../../src/export/archive/read-archive.ts';
import { writeArchive } from '../../src/export/archive/write-archive.ts';
import { readGeojson } from '../../src/export/geojson/read-geojson.ts';
import { writeLiveGeojson } from '../../src/export/geojson/write-geojson.ts';
import {
  EXAMPLE_CASE,
  exampleDrawn,
  exampleInput,
  exampleSnapshot,
} from '../../src/export/testing/example.ts';
import { parseManifest } from '../../src/model/manifest.ts';
import { parseTopology } from '../../src/model/topology.ts';
import { fileTypeOf } from '../../src/source/file-type.ts';
import { mp4Damage } from '../../src/source/mp4-boxes.ts';
import { decodeTiff } from '../../src/source/still-image/decode-tiff.ts';
import { readImageHeader } from '../../src/source/still-image/image-header.ts';
import { omeScale } from '../../src/source/still-image/physical-scale.ts';
import { readDirectories, TAG } from '../../src/source/still-image/tiff/directory.ts';
import { xmlElements } from '../../src/source/still-image/xml-elements.ts';
import { pick, seeded } from '../testing/random.ts';
import { fuzzedModels } from './fuzz-models.ts';
import { mutatedBytes, mutatedText, mutatedValue } from './mutate.ts';

/** One reader and how damaged input for it is made. */
export interface Fuzzed {
  readonly name: string;
  /** Of all inputs. */
  readonly share: number;
  /** Reads one damaged input. Says what is wrong with what was accepted, else null. @throws what the reader throws */
  read(next: () => number): unknown;
}

const file = (bytes: Uint8Array<ArrayBuffer>, name = 'made') => new File([bytes], name);
const fixture = (path: string) => new Uint8Array(readFileSync(path));
const TIFFS = ['cmyk', 'deflate-ome', 'fax', 'grey', 'jpeg', 'packbits', 'palette', 'raw'].map((name) =>
  fixture(`src/source/still-image/fixtures/${name}.tif`),
);
const INTO = {
  snapshot: exampleSnapshot().snapshot,
  classes: EXAMPLE_CASE.classes,
  now: EXAMPLE_CASE.createdAt,
  newId: () => crypto.randomUUID(),
};
const LINK =
  '?source=simulated&slide=prostate&seed=7&objective=10&frameRate=8&frameSize=640x360&models=none&umPerPx=0.5';
const OME =
  '<?xml version="1.0"?><!-- a --><OME xmlns="http://www.openmicroscopy.org"><Image ID="Image:0"><Pixels SizeX="4" PhysicalSizeX="0.5" PhysicalSizeXUnit="&#181;m"><Channel ID="1"/></Pixels></Image></OME>';

/** Throws what a reader returned in place of throwing. */
async function orThrow(outcome: Promise<{ readonly error: unknown }>): Promise<void> {
  const { error } = await outcome;
  if (error) throw error;
}

/** Node 20 ends on a damaged LZW strip, browsers do not: those are left to the browser. */
async function readTiff(bytes: Uint8Array<ArrayBuffer>): Promise<unknown> {
  const made = file(bytes, 'made.tif');
  for (const page of await readDirectories(made))
    if ((await page.whole(TAG.compression, 1)) === 5) return null;
  const { width, height, pixels } = await decodeTiff(made, () =>
    Promise.reject(new ReticleError('file-corrupt', 'no JPEG here', '')),
  );
  return Number.isInteger(width) && Number.isInteger(height) && pixels.length === width * height
    ? null
    : 'its size is wrong';
}

/** @param change what stands in the case and the snapshot */
async function archiveOf(change: <Value>(value: Value) => Value = (value) => value) {
  async function* none() {}
  const input = exampleInput([exampleSnapshot(1, 24, 18)]);
  const snapshots = input.snapshots.map(({ snapshot, read }) => ({ snapshot: change(snapshot), read }));
  const changed = { ...input, case: change(input.case), snapshots, drawn: exampleDrawn() };
  const { blob } = await writeArchive(changed, { restorable: true, files: none() });
  return new Uint8Array(await blob.arrayBuffer());
}

/** A damaged case or snapshot under checksums that are right, as somebody who means it would write it. */
async function readMeantArchive(next: () => number): Promise<void> {
  const made = await archiveOf((value) => mutatedValue(next, value) as typeof value).catch(() => null);
  // What cannot be written cannot be read.
  if (made) await orThrow(readArchive(new Blob([made])));
}

export async function fuzzed(): Promise<readonly Fuzzed[]> {
  const archive = await archiveOf();
  const { annotations } = exampleSnapshot().snapshot;
  const geojson = writeLiveGeojson({
    annotations,
    classes: EXAMPLE_CASE.classes,
    measurements: [],
    version: '1',
    look: crypto.randomUUID(),
  });
  const foreign = ['child-objects', 'nucleus', 'derived-class-names', 'colorRGB-packed'].map((name) =>
    readFileSync(`src/export/geojson/fixtures/${name}.geojson`, 'utf8'),
  );
  const json = (value: unknown) => JSON.stringify(value) ?? 'null';
  const profiles: unknown = JSON.parse(serialiseProfiles({ profiles: [PROFILE], flatFields: [] }));
  const preferences: unknown = JSON.parse(serialisePreferences(DEFAULT_PREFERENCES));
  const manifest: unknown = JSON.parse(readFileSync('models/prostate-cancer/manifest.json', 'utf8'));
  const snapshot = snapshotRecord(exampleSnapshot().snapshot, null);
  const packed = new Uint8Array(await pack({ a: [1, 2], b: new Float32Array(9), c: 'text' }));
  const mp4 = fixture('src/source/fixtures/trailing-junk.mp4').slice(0, 4096);
  const png = new Uint8Array(await exampleSnapshot(1, 24, 18).parts.frame.arrayBuffer());
  const jpeg = Uint8Array.from([
    0xff,
    0xd8,
    0xff,
    0xe0,
    0,
    16,
    ...Array(14).fill(1),
    0xff,
    0xc0,
    0,
    17,
    8,
    0,
    9,
    0,
    9,
    3,
    ...Array(40).fill(0),
  ]);
  return [
    ...fuzzedModels(),
    { name: 'archive, right sums', share: 0.01, read: readMeantArchive },
    {
      name: 'archive, bytes',
      share: 0.02,
      read: (next) => orThrow(readArchive(new Blob([mutatedBytes(next, archive)]))),
    },
    {
      name: 'GeoJSON, structure',
      share: 0.07,
      read: (next) =>
        orThrow(
          readGeojson(
            new Blob([json(mutatedValue(next, next() < 0.5 ? geojson : JSON.parse(pick(next, foreign))))]),
            INTO,
          ),
        ),
    },
    {
      name: 'GeoJSON, text',
      share: 0.05,
      read: (next) => orThrow(readGeojson(new Blob([mutatedText(next, pick(next, foreign))]), INTO)),
    },
    { name: 'TIFF, bytes', share: 0.1, read: (next) => readTiff(mutatedBytes(next, pick(next, TIFFS))) },
    { name: 'TIFF, tags', share: 0.06, read: (next) => readTiff(mutatedEnds(next, pick(next, TIFFS))) },
    {
      name: 'calibration',
      share: 0.08,
      read: (next) => parseProfiles(json(mutatedValue(next, profiles))) && null,
    },
    {
      name: 'preferences',
      share: 0.08,
      read: (next) => parsePreferences(json(mutatedValue(next, preferences))) && null,
    },
    {
      name: 'model manifest',
      share: 0.04,
      read: (next) => parseManifest(json(mutatedValue(next, manifest)), 'here') && null,
    },
    {
      name: 'model topology',
      share: 0.06,
      read: (next) => parseTopology(json(mutatedValue(next, TOPOLOGY)), 'here') && null,
    },
    {
      name: 'stored case',
      share: 0.07,
      read: (next) => readCase(mutatedValue(next, caseRecord(EXAMPLE_CASE))) && null,
    },
    {
      name: 'stored snapshot',
      share: 0.04,
      read: (next) => readSnapshot(mutatedValue(next, snapshot)) && null,
    },
    {
      name: 'stored map',
      share: 0.02,
      read: async (next) => {
        await unpack(mutatedBytes(next, packed).buffer);
      },
    },
    { name: 'address', share: 0.08, read: (next) => parseDeepLink(mutatedText(next, LINK)) && null },
    {
      name: 'MP4',
      share: 0.06,
      read: async (next) => {
        await mp4Damage(file(mutatedBytes(next, mp4)));
      },
    },
    {
      name: 'file type',
      share: 0.05,
      read: async (next) => {
        await fileTypeOf(file(mutatedBytes(next, pick(next, [png, jpeg, mp4, ...TIFFS]).slice(0, 200))));
      },
    },
    {
      name: 'PNG header',
      share: 0.04,
      read: async (next) => {
        await readImageHeader(file(mutatedBytes(next, png)), 'png');
      },
    },
    {
      name: 'JPEG header',
      share: 0.02,
      read: async (next) => {
        await readImageHeader(file(mutatedBytes(next, jpeg)), 'jpeg');
      },
    },
    {
      name: 'OME-XML',
      share: 0.04,
      read: (next) => {
        for (const { name, attributes } of xmlElements(mutatedText(next, OME)))
          if (name === 'Pixels') omeScale(attributes);
      },
    },
    {
      name: 'typed scale',
      share: 0.02,
      read: (next) => parseUmPerPx(mutatedText(next, ' 0.5 um/px ')) && null,
    },
  ];
}

const PROFILE: CalibrationProfile = {
  schema: 1,
  ...{ id: '5f0c0a54-6f0e-4b0f-9a43-0d0f7d0a1c11', name: '10x, USB camera', camera: 'USB camera' },
  ...{ resolution: { width: 1280, height: 720 }, relay: null, objective: 10, umPerPx: 0.972 },
  ...{ uncertaintyUmPerPx: 0.002, basis: 'micrometer', createdAt: '2026-01-02T03:04:05.000Z' },
};
const TOPOLOGY = {
  format: 'graph-model',
  modelTopology: { node: [{ name: 'a', op: 'Const' }] },
  weightsManifest: [
    {
      paths: ['a.bin'],
      weights: [{ name: 'a', shape: [2, 3], dtype: 'float32', quantization: { dtype: 'float16' } }],
    },
  ],
};

/** Damage where the directories of a TIFF lie: at its ends. */
function mutatedEnds(next: () => number, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const made = new Uint8Array(bytes);
  const from = next() < 0.5 ? 0 : Math.max(0, made.length - 400);
  for (let k = 0; k < 1 + next() * 4; k++) made[from + Math.floor(next() * 400)] = Math.floor(next() * 256);
  return made;
}

/** What one damaged input did that no reader may: null where it was read, or refused by name. */
export async function faultOf({ read }: Fuzzed, seed: number): Promise<string | null> {
  try {
    const wrong = await read(seeded(seed));
    if (typeof wrong === 'string') return `accepted, though ${wrong}`;
  } catch (cause) {
    if (!(cause instanceof ReticleError)) return `threw ${String(cause).slice(0, 200)}`;
    if (cause.message.length > MAX_MESSAGE) return `gave a message of ${cause.message.length} characters`;
    if (cause.message === '') return 'gave no message';
  }
  const { polluted } = {} as { polluted?: unknown };
  if (polluted !== undefined || Object.keys(Object.prototype).length > 0) return 'changed all objects';
  return null;
}
