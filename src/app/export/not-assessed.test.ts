import { expect, test } from 'vitest';
import type { StoredSnapshot } from '../../domain/case';
import { CELL_NO_TISSUE, CELL_NOT_ASSESSED, CELL_UNKNOWN } from '../../domain/overlay';
import type { ExportedFile, FormatId } from '../../export/adapter';
import { exportCase, FORMATS } from '../../export/export-case';
import { exampleInput, exampleSnapshot } from '../../export/testing/example';
import { needs, withFolder } from '../../export/testing/programs';
import { measureSnapshot } from '../../measure/measure-snapshot';

const MODEL = 'lymph-node-metastasis';

/** A field captured from a camera that gave no picture any more; of it the model says what `value` gives. */
function captured(value: (cell: number) => number): StoredSnapshot {
  const { snapshot, parts } = exampleSnapshot();
  const map = parts.maps.get(MODEL)?.map((_, cell) => value(cell)) ?? new Float32Array();
  const held = { reason: 'old', ageSeconds: 12 } as const;
  return {
    snapshot: { ...snapshot, annotations: [], held },
    parts: { ...parts, maps: new Map([[MODEL, map]]) },
  };
}

async function filesOf(format: FormatId, stored: StoredSnapshot): Promise<readonly ExportedFile[]> {
  const input = exampleInput([stored], measureSnapshot(stored));
  if (format === 'archive') return [await exportCase(input, ['archive'])];
  const files: ExportedFile[] = [];
  for await (const file of (await FORMATS[format]()).files(input)) files.push(file);
  return files;
}

/** All text in files whose text is not compressed. */
async function plainText(files: readonly ExportedFile[], encoding = 'utf-8'): Promise<string> {
  const texts = files.map(async ({ blob }) => new TextDecoder(encoding).decode(await blob.arrayBuffer()));
  return (await Promise.all(texts)).join('\n');
}

const byProgram =
  (program: string, ...args: string[]) =>
  (files: readonly ExportedFile[]) =>
    withFolder(files, (_, run) =>
      files.map(({ name }) => run(program, ...args, name, '-').stdout).join('\n'),
    );

/** How a format is read, and how it says that nothing was assessed and that the picture was old. */
const FORMAT_TABLE = [
  { format: 'csv', read: plainText, notAssessed: /,"Not assessed",/, old: /the last picture, 12 s old/ },
  { format: 'geojson', read: plainText, notAssessed: /"not-assessed"/, old: /"ageSeconds":12/ },
  {
    format: 'pdf',
    read: byProgram('pdftotext', '-layout'),
    program: 'pdftotext',
    notAssessed: /Status +Not assessed/,
    old: /the last picture, 12 s old/,
  },
  {
    format: 'dicom',
    read: (files: readonly ExportedFile[]) => plainText(files, 'latin1'),
    notAssessed: /ASSESSMENT[\s\S]{0,200}NOT_ASSESSED/,
    old: /the last picture, 12 s old/,
  },
  {
    format: 'archive',
    read: (files: readonly ExportedFile[]) =>
      withFolder(files, (_, run) => run('unzip', '-p', files[0]?.name ?? '', 'manifest.json').stdout),
    program: 'unzip',
    notAssessed: /"metastasis": ?"not-assessed"/,
    old: /"ageSeconds": ?12/,
  },
] as const;

const POSITIVE = /Positive area|POSITIVE_AREA|positive-area|Foci|FOCI|"foci"/;

test.for(FORMAT_TABLE)(
  '$format: with nothing assessed there is no positive area and no count of foci, and it is said',
  async ({ format, read, notAssessed, old, ...needed }, context) => {
    if ('program' in needed) needs(context, needed.program);
    const text = await read(
      await filesOf(
        format,
        captured(() => CELL_NOT_ASSESSED),
      ),
    );
    expect(text).toMatch(notAssessed);
    expect(text).toMatch(old);
    expect(text).not.toMatch(POSITIVE);
    // Nor where some of it is glass, and some was never run.
    const mixed = [CELL_NOT_ASSESSED, CELL_NO_TISSUE, CELL_UNKNOWN];
    const other = await read(
      await filesOf(
        format,
        captured((cell) => mixed[cell % 3] ?? CELL_UNKNOWN),
      ),
    );
    expect(other).toMatch(notAssessed);
    expect(other).not.toMatch(POSITIVE);
  },
);

test.for(FORMAT_TABLE)(
  '$format: one cell that was assessed, and negative, is not called not assessed',
  async ({ format, read, notAssessed, ...needed }, context) => {
    if ('program' in needed) needs(context, needed.program);
    const one = captured((cell) => (cell === 0 ? 0.01 : CELL_NOT_ASSESSED));
    const text = await read(await filesOf(format, one));
    expect(text).not.toMatch(notAssessed);
    expect(text).toMatch(/Partly assessed|partly-assessed|PARTLY_ASSESSED/);
  },
);

test('probabilities in OME-TIFF are no numbers where nothing was assessed', async () => {
  const files = await filesOf(
    'ome-tiff',
    captured(() => CELL_NOT_ASSESSED),
  );
  const { fromArrayBuffer } = await import('geotiff');
  const [file] = files;
  if (!file) throw new Error('no file');
  const image = await (await fromArrayBuffer(await file.blob.arrayBuffer())).getImage(1);
  const [values] = await image.readRasters();
  expect([...(values as Float32Array)].every(Number.isNaN)).toBe(true);
  expect(await plainText(files, 'latin1')).toContain('the last picture, 12 s old');
});
