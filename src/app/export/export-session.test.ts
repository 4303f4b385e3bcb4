import 'fake-indexeddb/auto';
import { afterEach, expect, test } from 'vitest';
import type { CaseStore } from '../../capture/case-store';
import { openStore } from '../../capture/open-store';
import { ReticleError } from '../../domain/errors';
import type { ExportedFile } from '../../export/adapter';
import { exportCase } from '../../export/export-case';
import { writeLiveGeojson } from '../../export/geojson/write-geojson';
import {
  EXAMPLE_CASE,
  EXAMPLE_MEASUREMENTS,
  exampleDrawn,
  exampleInput,
  exampleSnapshot,
} from '../../export/testing/example';
import '../i18n/i18n';
import { t } from '../i18n/i18n';
import { DEFAULT_PREFERENCES } from '../state/preferences';
import { AppStore } from '../state/store';
import { ExportSession, isImportable } from './export-session';

const stores: CaseStore[] = [];
let count = 0;
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

const stillLife = { flush: async () => {}, readAgain: async () => {} };

async function session(openOther?: () => Promise<CaseStore>) {
  const store = await openStore(`export ${count++}`);
  stores.push(store);
  const saved: ExportedFile[] = [];
  const exports = new ExportSession(new AppStore(DEFAULT_PREFERENCES).slice('exports'), {
    openStore: openOther ?? (async () => store),
    measure: () => EXAMPLE_MEASUREMENTS,
    live: stillLife,
    save: (file) => void saved.push(file),
    version: '0.1.0',
    now: () => new Date('2026-11-23T00:00:00Z'),
  });
  return { store, exports, saved };
}
const archive = () => exportCase(exampleInput([exampleSnapshot(1), exampleSnapshot(2)]), ['archive']);
const asFile = ({ blob, name }: ExportedFile) => new File([blob], name);

test('an archive is restored with its ids, and exported again as it was', async () => {
  const { store, exports, saved } = await session();
  await exports.import(asFile(await archive()));
  expect(exports.state.work).toMatchObject({ kind: 'restored', case: { added: 2, present: 0 } });
  expect(exports.state).toMatchObject({ open: true, caseId: EXAMPLE_CASE.id, snapshotId: null });
  const { updatedAt: _, ...kept } = EXAMPLE_CASE;
  expect((await store.cases())[0]).toMatchObject(kept);
  const original = exampleSnapshot(2);
  const stored = await store.get(original.snapshot.id);
  expect(stored.snapshot).toEqual(original.snapshot);
  expect(stored.parts.maps).toEqual(original.parts.maps);
  exports.setFormat('png', false);
  await exports.export();
  expect(exports.state.work).toMatchObject({ kind: 'saved', name: saved[0]?.name });
  const again = await session();
  if (!saved[0]) throw new Error('nothing was saved');
  await again.exports.import(asFile(saved[0]));
  expect(await again.store.snapshots(EXAMPLE_CASE.id)).toEqual(await store.snapshots(EXAMPLE_CASE.id));
});

test('annotations of the live slide go along, come back as they were, and overwrite nothing', async () => {
  const { store, exports, saved } = await session();
  const { id: caseId } = await store.createCase({ title: 'Drawn only' });
  const drawn = exampleDrawn();
  await store.keepDrawn(caseId, { put: drawn, remove: [] });
  await exports.open({ caseId });
  expect(exports.state).toMatchObject({ snapshots: [], drawn: drawn.length });
  await exports.export();
  expect(exports.state.work.kind).toBe('saved');
  if (!saved[0]) throw new Error('nothing was saved');

  const other = await session();
  await other.exports.import(asFile(saved[0]));
  expect(other.exports.state.work).toMatchObject({
    kind: 'restored',
    case: { added: 0, drawn: drawn.length },
  });
  expect(await other.store.drawn(caseId)).toEqual(drawn);

  const [first, second] = drawn;
  if (!first || !second) throw new Error('the example is too small');
  const newer = { ...first, annotation: { ...first.annotation, label: 'newer' } };
  await other.store.keepDrawn(caseId, { put: [newer], remove: [second.annotation.id] });
  await other.exports.import(asFile(saved[0]));
  expect(other.exports.state.work).toMatchObject({ case: { drawn: 1 } });
  const back = await other.store.drawn(caseId);
  expect(back[0]).toEqual(newer);
  expect(back.at(-1)?.annotation).toEqual(second.annotation);
  expect(back).toHaveLength(drawn.length);
});

test('importing twice changes nothing; what was deleted comes back', async () => {
  const { store, exports } = await session();
  const file = asFile(await archive());
  await exports.import(file);
  await exports.import(file);
  expect(exports.state.work).toMatchObject({ case: { added: 0, present: 2 } });
  await store.remove(exampleSnapshot(1).snapshot.id);
  await exports.import(file);
  expect(exports.state.work).toMatchObject({ case: { added: 1, present: 1 } });
  await store.removeCase(EXAMPLE_CASE.id);
  await exports.import(file);
  expect((await store.snapshots(EXAMPLE_CASE.id)).map(({ number }) => number)).toEqual([1, 2]);
});

test('newer work on a snapshot is not overwritten by an archive', async () => {
  const { store, exports } = await session();
  const file = asFile(await archive());
  await exports.import(file);
  await store.updateSnapshot(exampleSnapshot(1).snapshot.id, { notes: 'newer' });
  await exports.import(file);
  expect(exports.state.work).toMatchObject({ kind: 'restored', case: { added: 0, present: 2 } });
  expect((await store.snapshots(EXAMPLE_CASE.id))[0]?.notes).toBe('newer');
});

test('GeoJSON finds its own snapshot, replaces by id, adds classes, and is taken back', async () => {
  const { store, exports, saved } = await session();
  await exports.import(asFile(await archive()));
  exports.chooseSnapshot(exampleSnapshot(2).snapshot.id);
  for (const format of ['png', 'archive'] as const) exports.setFormat(format, false);
  exports.setFormat('geojson', true);
  await exports.export();
  const json = JSON.parse((await saved[0]?.blob.text()) ?? '');
  const { id } = exampleSnapshot(2).snapshot;
  const before = (await store.snapshots(EXAMPLE_CASE.id))[1]?.annotations;
  json.features[0].properties.name = 'Renamed';
  json.features[1].id = crypto.randomUUID();
  json.features[1].properties.classification = { name: 'Stroma', color: [1, 2, 3] };
  exports.chooseSnapshot(null);
  await exports.import(new File([JSON.stringify(json)], 'back.geojson'));
  expect(exports.state.work).toMatchObject({
    kind: 'annotated',
    number: 2,
    result: { added: 1, updated: 10, newClasses: 1 },
  });
  const after = (await store.get(id)).snapshot.annotations;
  expect(after).toHaveLength(12);
  expect(after[0]?.label).toBe('Renamed');
  expect((await store.cases())[0]?.classes.at(-1)).toMatchObject({ name: 'Stroma', colour: [1, 2, 3] });
  await exports.undoImport();
  expect((await store.get(id)).snapshot.annotations).toEqual(before);
});

test('a file of the live slide is no file of a snapshot, and says where it belongs', async () => {
  const { exports } = await session();
  await exports.import(asFile(await archive()));
  const live = writeLiveGeojson({
    annotations: exampleSnapshot(1).snapshot.annotations,
    ...{ classes: EXAMPLE_CASE.classes, measurements: [], version: '1.0.0', look: crypto.randomUUID() },
  });
  await exports.import(new File([JSON.stringify(live)], 'live.geojson'));
  expect(exports.state.work).toMatchObject({
    kind: 'failed',
    report: { message: t('export.liveFile'), remedy: t('export.liveFileRemedy') },
  });
});

test('what fails without words of its own is told as an export or import that stopped', async () => {
  const { exports } = await session(() => Promise.reject(new Error('odd')));
  await exports.open();
  expect(exports.state.work).toMatchObject({
    kind: 'failed',
    report: { message: expect.stringContaining(t('export.failed')), remedy: t('export.failedRemedy') },
  });
});

test('foreign GeoJSON needs a chosen snapshot', async () => {
  const { exports, store } = await session();
  await exports.import(asFile(await archive()));
  const foreign = new File(
    [JSON.stringify({ type: 'Feature', geometry: { type: 'Point', coordinates: [1, 2] }, properties: {} })],
    'qupath.geojson',
  );
  await exports.import(foreign);
  expect(exports.state.work).toMatchObject({
    kind: 'failed',
    report: { message: t('export.noTarget'), remedy: t('export.noTargetRemedy') },
  });
  exports.chooseSnapshot(exampleSnapshot(1).snapshot.id);
  await exports.import(foreign);
  expect(exports.state.work).toMatchObject({ kind: 'annotated', number: 1 });
  expect((await store.snapshots(EXAMPLE_CASE.id))[0]?.annotations.at(-1)?.shape).toEqual({
    kind: 'points',
    points: [{ x: 960.5, y: 471 }],
  });
});

test('a file that cannot be read, and a store that does not open, are told and lose nothing', async () => {
  const { exports, store } = await session();
  await exports.import(asFile(await archive()));
  const before = await store.snapshots(EXAMPLE_CASE.id);
  await exports.import(new File(['PK and then nothing'], 'broken.zip'));
  expect(exports.state.work).toMatchObject({
    kind: 'failed',
    report: { message: expect.stringContaining('not a ZIP') },
  });
  await exports.import(new File(['{'], 'broken.geojson'));
  expect(exports.state.work).toMatchObject({
    kind: 'failed',
    report: { message: expect.stringContaining('not JSON') },
  });
  expect(await store.snapshots(EXAMPLE_CASE.id)).toEqual(before);

  let tries = 0;
  const closed = await session(async () => {
    tries++;
    throw new ReticleError('storage-unavailable', 'No storage.', 'Allow it.');
  });
  await closed.exports.open();
  expect(closed.exports.state).toMatchObject({
    cases: [],
    work: { kind: 'failed', report: { message: 'No storage.' } },
  });
  await closed.exports.open();
  expect(tries).toBe(2);
});

test('without snapshots or formats nothing is exported', async () => {
  const { exports, saved } = await session();
  await exports.open();
  await exports.export();
  expect(saved).toEqual([]);
  expect(exports.state.work.kind).toBe('idle');
});

test('only archives and GeoJSON are taken for imports', () => {
  const named = (name: string) => isImportable(new File([], name));
  expect(['a.zip', 'b.GeoJSON', 'c.json', 'd.geojson.gz'].every(named)).toBe(true);
  expect(['slide.png', 'zip', 'video.mp4'].some(named)).toBe(false);
});

test('a ZIP that holds GeoJSON is read as such, told what is lost, and undone', async () => {
  const { exports, store } = await session();
  await exports.import(asFile(await archive()));
  const { id } = exampleSnapshot(1).snapshot;
  const before = (await store.get(id)).snapshot.annotations;
  exports.chooseSnapshot(id);
  const zip = await import('@zip.js/zip.js/lib/zip-core-native.js');
  zip.configure({ useWebWorkers: false });
  const writer = new zip.ZipWriter(new zip.BlobWriter());
  const feature = { type: 'Feature', geometry: { type: 'Point', coordinates: [900, 2] }, properties: {} };
  await writer.add(
    'my slide.geojson',
    new zip.TextReader(JSON.stringify([feature, { ...feature, geometry: null }])),
  );
  await exports.import(new File([await writer.close()], 'qupath.zip'));
  expect(exports.state.work).toMatchObject({
    kind: 'annotated',
    result: {
      added: 1,
      losses: [expect.stringMatching(/^All objects lie outside/), expect.stringMatching(/left out/)],
    },
  });
  await exports.undoImport();
  expect((await store.get(id)).snapshot.annotations).toEqual(before);
});
