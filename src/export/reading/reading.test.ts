import { expect, test } from 'vitest';
import { writeArchive } from '../archive/write-archive';
import { exampleInput, exampleSnapshot } from '../testing/example';
import { reading } from './reading';

async function* none() {}

test('what is read comes whole, and what is wrong with a file is thrown by name', async () => {
  const { snapshot } = exampleSnapshot();
  const { blob } = await writeArchive(exampleInput(), { restorable: true, files: none() });
  expect((await reading().archive(blob)).snapshots.map((stored) => stored.snapshot)).toEqual([snapshot]);
  const point = { type: 'Feature', geometry: { type: 'Point', coordinates: [1, 2] }, properties: {} };
  const into = { snapshot, classes: [], now: snapshot.capturedAt };
  const file = new Blob([JSON.stringify([point])]);
  expect((await reading().geojson(file, into)).annotations).toHaveLength(1);
  expect(await reading().originOf(file)).toEqual({ snapshotId: null, look: null });
  const broken = new Blob(['{']);
  for (const read of [reading().archive(broken), reading().geojson(broken, into), reading().originOf(broken)])
    await expect(read).rejects.toMatchObject({ name: 'ReticleError', code: 'file-corrupt' });
});
