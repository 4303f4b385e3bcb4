import { expect, test } from 'vitest';
import type { FormatId } from './adapter';
import { readArchive } from './archive/read-archive';
import { exportCase, FORMAT_IDS, FORMATS } from './export-case';
import { exampleInput, exampleSnapshot } from './testing/example';
import { needs, withFolder } from './testing/programs';

const SAFE = /^[a-z0-9][a-z0-9_.-]*$/;

test('one file comes as it is', async () => {
  const { name, blob } = await exportCase(exampleInput(), ['geojson']);
  expect(name).toMatch(/_001\.geojson$/);
  expect(JSON.parse(await blob.text()).type).toBe('FeatureCollection');
});

test('everything comes in one ZIP, tells how far it is, and is restored by an import', async (context) => {
  needs(context, 'unzip', 'sha256sum');
  const input = exampleInput([exampleSnapshot(1), exampleSnapshot(2)]);
  const told: string[] = [];
  const archive = await exportCase(input, FORMAT_IDS, { onProgress: ({ file }) => told.push(file) });
  expect(told.at(-1)).toBe(archive.name);
  for (const name of told) expect(name).toMatch(SAFE);
  await withFolder([archive], (_, run) => {
    expect(run('unzip', '-q', archive.name).status).toBe(0);
    expect(run('sha256sum', '-c', 'SHA256SUMS').status).toBe(0);
    const listed = run('ls', 'exports').stdout.trim().split('\n');
    expect(listed.sort()).toEqual(told.slice(0, -1).sort());
  });
  const { parsed } = await readArchive(archive.blob);
  expect(parsed?.snapshots.map(({ snapshot }) => snapshot)).toEqual(
    input.snapshots.map(({ snapshot }) => snapshot),
  );
});

test.each(FORMAT_IDS)(
  '%s names its files by its extension and gives them its type',
  async (format: FormatId) => {
    const adapter = await FORMATS[format]();
    expect(adapter.id).toBe(format);
    let files = 0;
    for await (const { name, blob } of adapter.files(exampleInput())) {
      files++;
      expect(name).toMatch(SAFE);
      expect(name.endsWith(`.${adapter.extension}`)).toBe(true);
      expect(blob.type).toBe(adapter.mime);
      expect(blob.size).toBeGreaterThan(100);
    }
    expect(files).toBeGreaterThan(0);
  },
);

test('nothing chosen, a damaged picture, an abort: a clear error', async () => {
  await expect(exportCase(exampleInput(), [])).rejects.toMatchObject({ code: 'export-failed' });
  await expect(exportCase(exampleInput([]), ['csv'])).rejects.toMatchObject({ code: 'export-failed' });
  const stored = exampleSnapshot();
  const damaged = { ...stored, parts: { ...stored.parts, frame: new Blob(['no picture']) } };
  await expect(exportCase(exampleInput([damaged]), ['ome-tiff'])).rejects.toMatchObject({
    code: 'file-corrupt',
  });
  await expect(exportCase(exampleInput(), ['csv'], { signal: AbortSignal.abort() })).rejects.toThrow(
    /abort/i,
  );
});

test('a case of any size: a snapshot is read when its turn comes, and no file waits for the last', async () => {
  const input = exampleInput([1, 2, 3, 4].map((number) => exampleSnapshot(number)));
  const told: string[] = [];
  const snapshots = input.snapshots.map(({ snapshot, read }) => ({
    snapshot,
    read: () => {
      told.push(`read ${snapshot.number}`);
      return read();
    },
  }));
  const onProgress = ({ file }: { file: string }) => told.push(file.replace(/^.*_00/, 'made '));
  await exportCase({ ...input, snapshots }, ['png', 'png-bare'], { onProgress });
  const made = told.filter((entry) => /^made/.test(entry));
  expect(made).toHaveLength(8);
  // Those of one format follow one another, read and made in turn; the summary of the archive reads each once more.
  const ofFormat = (ending: string) => [1, 2, 3, 4].map((number) => told.indexOf(`made ${number}${ending}`));
  for (const ending of ['.png', '_bare.png'])
    for (const at of ofFormat(ending)) expect(told[at - 1]?.startsWith('read')).toBe(true);
});

test('files go into the archive as they are made: those of a snapshot that cannot be read end the export', async () => {
  const input = exampleInput([exampleSnapshot(1), exampleSnapshot(2), exampleSnapshot(3)]);
  const reads: number[] = [];
  const snapshots = input.snapshots.map(({ snapshot, read }) => ({
    snapshot,
    read: () => {
      reads.push(snapshot.number);
      return snapshot.number === 2 ? Promise.reject(new Error('damaged')) : read();
    },
  }));
  await expect(exportCase({ ...input, snapshots }, ['png'])).rejects.toMatchObject({
    code: 'export-failed',
    message: expect.stringContaining('damaged'),
  });
  expect(reads).toEqual([1, 2]);
});
