import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ExportedFile, ExportInput } from '../adapter';
import { EXAMPLE_CASE, exampleDrawn, exampleInput, exampleSnapshot } from '../testing/example';
import { needs, withFolder } from '../testing/programs';
import { ARCHIVE_LIMITS } from './bounded-zip';
import { readArchive } from './read-archive';
import { sha256 } from './sha256';
import { writeArchive } from './write-archive';
import { commonFolder, isLitter, leadsOut } from './zip-names';

async function* extras(...files: ExportedFile[]) {
  yield* files;
}
const note: ExportedFile = { name: 'note.csv', blob: new Blob(['a,b\r\n']) };
const full = () => ({ ...exampleInput([exampleSnapshot(1), exampleSnapshot(2)]), drawn: exampleDrawn() });
const write = (restorable = true, input: ExportInput = full()) =>
  writeArchive(input, { restorable, files: extras(note) });
const bytes = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());

test('gives back the case, its snapshots, pictures, maps, annotations and ids', async () => {
  const input = full();
  const { parsed, error } = await readArchive((await write(true, input)).blob);
  expect(error).toBeNull();
  expect(parsed?.case).toEqual(EXAMPLE_CASE);
  // To the last bit of each coordinate, um.
  expect(parsed?.drawn).toEqual(input.drawn);
  expect(parsed?.snapshots.map(({ snapshot }) => snapshot)).toEqual(
    input.snapshots.map(({ snapshot }) => snapshot),
  );
  for (const [k, { read }] of input.snapshots.entries()) {
    const { parts } = await read();
    const back = parsed?.snapshots[k]?.parts;
    if (!back) throw new Error('a snapshot is missing');
    expect(await bytes(back.frame)).toEqual(await bytes(parts.frame));
    expect(await bytes(back.overlay)).toEqual(await bytes(parts.overlay));
    expect(back.maps).toEqual(parts.maps);
  }
});

test('slides come back with their maps to the last byte, and one without a map has none', async () => {
  const slide = (n: number, id: string) => ({
    ...{ schema: 1 as const, id, caseId: EXAMPLE_CASE.id, number: n, label: `Slide ${n}`, source: null },
    createdAt: EXAMPLE_CASE.createdAt,
  });
  const view = { schema: 1 as const, keptAt: EXAMPLE_CASE.updatedAt, seenMm2: 2, examinedMm2: 1, foci: null };
  const map = Uint8Array.from({ length: 5000 }, (_, k) => (k * 31) % 256).buffer;
  const { parts } = exampleSnapshot();
  const input: ExportInput = {
    ...full(),
    slides: [
      {
        slide: slide(1, EXAMPLE_CASE.id),
        read: async () => ({ map, view, picture: parts.frame }),
      },
      {
        slide: slide(2, '00000000-0000-4000-8000-000000000099'),
        read: async () => ({ map: null, view: null, picture: null }),
      },
    ],
  };
  const { parsed, error } = await readArchive((await write(true, input)).blob);
  expect(error).toBeNull();
  const [first, second] = parsed?.slides ?? [];
  expect(first).toMatchObject({ slide: slide(1, EXAMPLE_CASE.id), view });
  expect(new Uint8Array(first?.map ?? new ArrayBuffer())).toEqual(new Uint8Array(map));
  if (!first?.picture) throw new Error('no picture');
  expect(await bytes(first.picture)).toEqual(await bytes(parts.frame));
  expect(second).toMatchObject({ map: null, view: null, picture: null });
});

test('unzip and sha256sum agree with the manifest', async (context) => {
  needs(context, 'unzip', 'sha256sum');
  const archive = await write();
  await withFolder([archive], (_, run) => {
    expect(run('unzip', '-t', archive.name)).toMatchObject({ status: 0 });
    expect(run('unzip', '-q', archive.name).status).toBe(0);
    const check = run('sha256sum', '--strict', '-c', 'SHA256SUMS');
    expect(check.status).toBe(0);
    expect(check.stdout).toContain('exports/note.csv: OK');
    const manifest = JSON.parse(run('cat', 'manifest.json').stdout);
    expect(manifest.snapshots[0]).toMatchObject({
      calibration: { umPerPx: 0.5, basis: 'micrometer' },
      models: [{ id: 'lymph-node-metastasis', hash: 'abc123', thresholds: { metastasis: 0.41 } }],
    });
    for (const { path, bytes: size, sha256: sum } of manifest.files) {
      expect(run('stat', '-c', '%s', path).stdout.trim()).toBe(String(size));
      expect(run('sha256sum', path).stdout.split(' ')[0]).toBe(sum);
    }
  });
});

test('the same input gives the same bytes', async () => {
  const [one, two] = [await write(), await write()];
  expect(one.name).toBe('reticle_node-7-script-alert-1-script.zip');
  expect(await sha256(one.blob)).toBe(await sha256(two.blob));
});

test('holds no identifier that was not typed', async () => {
  const input = { ...exampleInput(), case: { ...EXAMPLE_CASE, title: '', accession: '', notes: '' } };
  const archive = await write(true, input);
  expect(archive.name).toBe('reticle_2026-11-22.zip');
  const { parsed } = await readArchive(archive.blob);
  expect(parsed?.case).toMatchObject({ title: '', accession: '', notes: '' });
});

test('an archive of exported files only says so', async () => {
  const { error } = await readArchive((await write(false)).blob);
  expect(error).toMatchObject({
    code: 'file-unsupported',
    message: expect.stringContaining('exported files only'),
  });
});

/** Unpacks an archive, changes it, and packs it again with another program's care. */
async function changed(change: (files: Map<string, Uint8Array<ArrayBuffer>>) => void): Promise<Blob> {
  const zip = await import('@zip.js/zip.js/lib/zip-core-native.js');
  zip.configure({ useWebWorkers: false });
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const reader = new zip.ZipReader(new zip.BlobReader((await write()).blob));
  for (const entry of await reader.getEntries())
    if (!entry.directory) files.set(entry.filename, await bytes(await entry.getData(new zip.BlobWriter())));
  change(files);
  const writer = new zip.ZipWriter(new zip.BlobWriter());
  for (const [name, data] of files) await writer.add(name, new zip.BlobReader(new Blob([data])));
  return writer.close();
}
const text = (value: string) => new TextEncoder().encode(value);
function edit(files: Map<string, Uint8Array<ArrayBuffer>>, path: string, from: string, to: string): void {
  const before = new TextDecoder().decode(files.get(path));
  expect(before).toContain(from);
  files.set(path, text(before.replace(from, to)));
}
const ofSnapshot = (files: Map<string, unknown>, ending: string) =>
  [...files.keys()].find((path) => path.startsWith('snapshots/') && path.endsWith(ending)) ?? '';

test.each<[string, (files: Map<string, Uint8Array<ArrayBuffer>>) => void, string, RegExp]>([
  [
    'a changed case',
    (files) => edit(files, 'case.json', 'Two foci', 'No foci'),
    'file-corrupt',
    /case\.json.*SHA-256/,
  ],
  [
    'a newer version',
    (files) => edit(files, 'manifest.json', '"version": 2', '"version": 3'),
    'file-version',
    /version 3/,
  ],
  [
    'a foreign manifest',
    (files) => files.set('manifest.json', text('{"name":"x"}')),
    'file-unsupported',
    /not Reticle/,
  ],
  ['no manifest', (files) => files.delete('manifest.json'), 'file-unsupported', /no manifest/],
  [
    'a manifest that is no JSON',
    (files) => files.set('manifest.json', text('{')),
    'file-corrupt',
    /not JSON/,
  ],
  [
    'a missing picture',
    (files) => files.delete(ofSnapshot(files, 'frame.png')),
    'file-corrupt',
    /lacks .*frame\.png/,
  ],
  [
    'a changed map',
    (files) => files.set(ofSnapshot(files, '.f32'), new Uint8Array(192)),
    'file-corrupt',
    /SHA-256/,
  ],
  ['a path upwards', (files) => files.set('../../evil.sh', text('x')), 'file-corrupt', /unsafe name/],
  ['an absolute path', (files) => files.set('/etc/passwd', text('x')), 'file-corrupt', /unsafe name/],
  [
    'a manifest that points upwards',
    (files) => edit(files, 'manifest.json', '"case": "case.json"', '"case": "../case.json"'),
    'file-corrupt',
    /manifest\.json is wrong at case/,
  ],
])('refuses %s by name', async (_, change, code, message) => {
  const { parsed, error } = await readArchive(await changed(change));
  expect(parsed).toBeNull();
  expect(error?.message).toMatch(message);
  expect(error?.code).toBe(code);
});

/** Packs a part anew with a manifest that agrees, as somebody who means it would. */
async function withPart(
  pathOf: (files: Map<string, unknown>) => string,
  content: (before: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>,
): Promise<Blob> {
  const archive = new Map<string, Uint8Array<ArrayBuffer>>();
  await changed((files) => {
    for (const [path, data] of files) archive.set(path, data);
  });
  const path = pathOf(archive);
  const data = content(archive.get(path) ?? new Uint8Array());
  const sum = await sha256(new Blob([data]));
  return changed((files) => {
    const manifest = JSON.parse(new TextDecoder().decode(files.get('manifest.json')));
    const entry = manifest.files.find((file: { path: string }) => file.path === path);
    Object.assign(entry, { bytes: data.length, sha256: sum });
    files.set(path, data);
    files.set('manifest.json', text(JSON.stringify(manifest)));
  });
}
const withDrawn = (content: unknown) =>
  withPart(
    () => 'drawn.json',
    () => text(JSON.stringify(content)),
  );
const withJson = (pathOf: (files: Map<string, unknown>) => string, change: (content: unknown) => unknown) =>
  withPart(pathOf, (before) => text(JSON.stringify(change(JSON.parse(new TextDecoder().decode(before))))));

/** A PNG that says it is of another size. */
const pngOfSize = (before: Uint8Array<ArrayBuffer>, width: number, height: number) => {
  const data = before.slice();
  const view = new DataView(data.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return data;
};

test.each([
  ['a bomb of an overlay', 'overlay.png', 30_000, 30_000, 'file-too-large'],
  ['a bomb as wide as the picture', 'overlay.png', 160, 60_000, 'file-too-large'],
  ['an overlay of another width', 'overlay.png', 161, 120, 'file-corrupt'],
  ['an overlay that is too low', 'overlay.png', 160, 119, 'file-corrupt'],
  ['an overlay with text without end', 'overlay.png', 160, 9000, 'file-corrupt'],
  ['a picture of another size', 'frame.png', 160, 121, 'file-corrupt'],
  ['a picture without px', 'frame.png', 0, 120, 'file-too-large'],
])('refuses %s', async (_, ending, width, height, code) => {
  const archive = await withPart(
    (files) => ofSnapshot(files, ending),
    (before) => pngOfSize(before, width, height),
  );
  const { parsed, error } = await readArchive(archive);
  expect(parsed).toBeNull();
  expect(error).toMatchObject({ code, message: expect.stringContaining(`${width} x ${height} px`) });
});

test('an overlay with a caption below it is taken', async () => {
  const archive = await withPart(
    (files) => ofSnapshot(files, 'overlay.png'),
    (before) => pngOfSize(before, 160, 200),
  );
  expect((await readArchive(archive)).error).toBeNull();
});

const twice = (list: unknown[]) => [...list, list[0]];
test.each<[string, string, (content: never) => unknown, RegExp]>([
  [
    'two classes of one id',
    'case.json',
    (kase: { classes: unknown[] }) => ({ ...kase, classes: twice(kase.classes) }),
    /case\.json has two of one id \(class "tumour"\)/,
  ],
  [
    'two annotations of one id',
    'snapshot.json',
    (of: { annotations: unknown[] }) => ({ ...of, annotations: twice(of.annotations) }),
    /snapshot\.json has two of one id \(annotation /,
  ],
  [
    'two models of one id',
    'snapshot.json',
    (of: { models: unknown[] }) => ({ ...of, models: twice(of.models) }),
    /two of one id \(model /,
  ],
  [
    'a model without its map',
    'snapshot.json',
    (of: { models: object[] }) => ({ ...of, models: [...of.models, { ...of.models[0], id: 'other' }] }),
    /names the model other, whose probability map is missing/,
  ],
  [
    'more classes than a case holds',
    'case.json',
    (kase: { classes: unknown[] }) => ({ ...kase, classes: new Array(20_000).fill(null) }),
    /case\.json is wrong at classes/,
  ],
])('refuses %s by name', async (_, path, change, message) => {
  const archive = await withJson(
    (files) => (path === 'case.json' ? path : ofSnapshot(files, path)),
    (content) => change(content as never),
  );
  const { parsed, error } = await readArchive(archive);
  expect(parsed).toBeNull();
  expect(error).toMatchObject({ code: 'file-corrupt', message: expect.stringMatching(message) });
});

const [drawnOne] = exampleDrawn();
if (!drawnOne) throw new Error('the example is empty');
const drawnAs = (change: object) => ({
  schema: 1,
  drawn: [{ ...drawnOne, annotation: { ...drawnOne.annotation, ...change } }],
});

test.each<[string, unknown, RegExp]>([
  ['a shape of no kind', drawnAs({ shape: { kind: 'spiral' } }), /shape\.kind/],
  ['a place beyond any slide', drawnAs({ shape: { kind: 'text', at: { x: 1e300, y: 0 } } }), /shape\.at\.x/],
  ['an id that is none', drawnAs({ id: '../../evil' }), /annotation\.id/],
  ['a label without end', drawnAs({ label: 'x'.repeat(10_000) }), /label/],
  ['an id twice', { schema: 1, drawn: [drawnOne, drawnOne] }, /drawn\.1\.annotation\.id.*another/],
  ['a later layout', { schema: 2, drawn: [] }, /drawn\.json is wrong at schema/],
  ['no list', [], /drawn\.json is wrong at the top/],
])('refuses live annotations with %s, all of the archive', async (_, content, message) => {
  const { parsed, error } = await readArchive(await withDrawn(content));
  expect(parsed).toBeNull();
  expect(error).toMatchObject({ code: 'file-corrupt', message: expect.stringMatching(message) });
});

test('an archive of before live annotations were kept in it has none', async () => {
  const { parsed, error } = await readArchive((await write(true, exampleInput())).blob);
  expect(error).toBeNull();
  expect(parsed?.drawn).toEqual([]);
});

test('refuses what is no ZIP, or is cut short', async () => {
  const whole = await bytes((await write()).blob);
  for (const part of [new Uint8Array(), text('hello'), whole.slice(0, whole.length / 2)])
    expect((await readArchive(new Blob([part]))).error).toMatchObject({ code: 'file-corrupt' });
});

test('a bomb stops at the declared sizes, and at the real ones where they lie', async () => {
  const bomb = await changed((files) => files.set('exports/zeros.bin', new Uint8Array(8 * 2 ** 20)));
  expect(bomb.size).toBeLessThan(2 ** 18);
  const limits = { ...ARCHIVE_LIMITS, unpacked: 4 * 2 ** 20 };
  expect((await readArchive(bomb, limits)).error).toMatchObject({
    code: 'file-too-large',
    message: 'The archive would unpack to more than 4 MB.',
  });
  // The same, with a manifest of 8 MB that claims 100 bytes in the central directory.
  const liar = await bytes(
    await changed((files) => files.set('manifest.json', new Uint8Array(8 * 2 ** 20).fill(32))),
  );
  const view = new DataView(liar.buffer);
  let lies = 0;
  for (let at = 0; at + 46 < liar.length; at++) {
    const central = view.getUint32(at, true) === 0x02014b50;
    if (!central || view.getUint32(at + 24, true) !== 8 * 2 ** 20) continue;
    view.setUint32(at + 24, 100, true);
    lies++;
  }
  expect(lies).toBe(1);
  const { error } = await readArchive(new Blob([liar]), limits);
  expect(['file-too-large', 'file-corrupt']).toContain(error?.code);
  expect(error?.message).toMatch(/manifest\.json/);
});

test('too many entries and too large a file are refused', async () => {
  const { blob } = await write();
  expect((await readArchive(blob, { ...ARCHIVE_LIMITS, entries: 3 })).error?.message).toMatch(
    /more than 3 entries/,
  );
  expect((await readArchive(blob, { ...ARCHIVE_LIMITS, file: 10 })).error?.code).toBe('file-too-large');
});

test.each(['folder-only', 'macos-contents', 'macos-folder'])(
  'an archive that a file manager unpacked and packed again is imported: %s',
  async (name) => {
    const file = new Blob([readFileSync(`src/export/archive/fixtures/${name}.zip`)]);
    const { parsed, error } = await readArchive(file);
    expect(error).toBeNull();
    expect(parsed?.snapshots.length).toBe(2);
  },
);

test('names that file managers add are passed over, those that lead out are not', () => {
  for (const litter of [
    '.DS_Store',
    'a/.DS_Store',
    '__MACOSX/a/._b.png',
    'a/._b',
    'a/Thumbs.db',
    'desktop.ini',
  ])
    expect(isLitter(litter), litter).toBe(true);
  for (const kept of ['case.json', 'a/_b.png', 'a/b._c', 'MACOSX/a'])
    expect(isLitter(kept), kept).toBe(false);
  for (const out of ['../a', 'a/../../b', '/etc/passwd', 'a\\b', 'C:/a', 'a//b', 'a\u0000b'])
    expect(leadsOut(out), out).toBe(true);
  for (const own of ['case.json', 'Fälle 2026/Notizen (1).txt', 'a/..b'])
    expect(leadsOut(own), own).toBe(false);
  expect(commonFolder(['a/b', 'a/c/d'])).toBe('a/');
  expect(commonFolder(['a/b', 'c'])).toBe('');
  expect(commonFolder(['a/b', 'ab/c'])).toBe('');
  expect(commonFolder([])).toBe('');
});
