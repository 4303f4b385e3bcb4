import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ExportedFile, ExportInput } from '../adapter';
import { decodePicture } from '../decode-picture';
import {
  EXAMPLE_CASE,
  exampleInput,
  EXAMPLE_MEASUREMENTS as exampleMeasures,
  exampleSnapshot,
  mapValue,
} from '../testing/example';
import { needs, withFolder } from '../testing/programs';
import { dicomAdapter } from './dicom-adapter';
import { type Dataset, decimal } from './encode';
import { measurementReport } from './measurement-report';
import { microscopicImage } from './microscopic-image';
import { segmentation } from './segmentation';
import { derivedUid, uidOfUuid } from './uid';

async function files(input: ExportInput = exampleInput()): Promise<ExportedFile[]> {
  const made: ExportedFile[] = [];
  for await (const file of dicomAdapter.files(input)) made.push(file);
  return made;
}
function named(made: readonly ExportedFile[], part: string): ExportedFile {
  const found = made.find(({ name }) => name.endsWith(`_${part}.dcm`));
  if (!found) throw new Error(`no ${part}`);
  return found;
}

/** Snapshots as they come: whole, without calibration, without annotations, of odd size, with much in them. */
function variants(): Record<string, ExportInput> {
  const stored = exampleSnapshot(1, 33, 21);
  const { snapshot } = stored;
  const points = Array.from({ length: 20_001 }, (_, k) => ({ x: 990 + (k % 100) / 10, y: 500 + k / 1000 }));
  const [first] = snapshot.annotations;
  if (!first) throw new Error('no annotation');
  const many = [
    { ...first, shape: { kind: 'points' as const, points } },
    { ...first, id: crypto.randomUUID(), shape: { kind: 'polygon' as const, points } },
  ];
  const untyped = { ...EXAMPLE_CASE, title: '', accession: '', notes: '' };
  return {
    whole: exampleInput(),
    bare: {
      ...exampleInput([{ ...stored, snapshot: { ...snapshot, calibration: null, stage: null, notes: '' } }]),
      case: untyped,
    },
    held: exampleInput([{ ...stored, snapshot: { ...snapshot, held: { reason: 'old', ageSeconds: 12 } } }]),
    'image only': exampleInput([{ ...stored, snapshot: { ...snapshot, annotations: [], models: [] } }]),
    many: exampleInput([{ ...stored, snapshot: { ...snapshot, annotations: many } }]),
  };
}

/** All texts of a data set, by the keyword that they stand at. */
function textsOf(dataset: Dataset, found: [string, string][] = []): [string, string][] {
  for (const [keyword, value] of Object.entries(dataset))
    for (const each of Array.isArray(value) ? value : [value]) {
      if (typeof each === 'string') found.push([keyword, each]);
      else if (typeof each === 'object' && !(each instanceof ArrayBuffer)) textsOf(each, found);
    }
  return found;
}

test('no text that came from outside has a backslash, which would make two values of one', async () => {
  const odd = 'a\\b\n\u0000c'.repeat(9);
  const stored = exampleSnapshot();
  const { snapshot } = stored;
  const models = snapshot.models.map((model) => ({
    ...{ ...model, name: odd, version: odd, hash: odd, operatingPoint: odd },
    classes: model.classes.map((entry) => ({ ...entry, id: `${odd}${entry.id}`.slice(0, 64), name: odd })),
  }));
  const annotations = snapshot.annotations.map((entry) => ({ ...entry, label: odd }));
  const context = {
    case: {
      ...EXAMPLE_CASE,
      title: odd,
      accession: odd,
      classes: EXAMPLE_CASE.classes.map((entry) => ({ ...entry, name: odd })),
    },
    snapshot: { ...snapshot, models, annotations, source: odd, notes: odd },
    slide: { id: snapshot.caseId, label: odd },
    version: '0.1.0',
  };
  const made = [
    await microscopicImage(context, await decodePicture(stored.parts.frame)),
    await segmentation(context, { snapshot: context.snapshot, parts: stored.parts }),
    await measurementReport(context, exampleMeasures),
  ];
  const texts = made.flatMap((dataset) => textsOf(dataset ?? {}));
  expect(texts.length).toBeGreaterThan(300);
  expect(texts.filter(([, value]) => /[\p{Cc}\\]/u.test(value))).toEqual([]);
  expect(
    texts.filter(([keyword, value]) => keyword === 'CodeValue' && !(value.length > 0 && value.length <= 16)),
  ).toEqual([]);
});

test.for(Object.keys(variants()))(
  'dciodvfy finds no error and dcmdump reads it: %s',
  async (variant, context) => {
    needs(context, 'dciodvfy', 'dcmdump');
    const input = variants()[variant];
    if (!input) throw new Error('no input');
    const made = await files(input);
    await withFolder(made, (_, run) => {
      for (const { name } of made) {
        const verdict = run('dciodvfy', name);
        expect(
          `${verdict.stdout}${verdict.stderr}`.split('\n').filter((line) => /^Error/.test(line)),
        ).toEqual([]);
        expect(verdict.status).toBe(0);
        const dump = run('dcmdump', name);
        expect(dump.status).toBe(0);
        expect(dump.stderr).toBe('');
      }
    });
  },
);

test('the image: class, pixel spacing in mm, optical path, the very px', async (context) => {
  needs(context, 'dcmdump');
  const made = named(await files(), 'image');
  const { rgb } = await decodePicture(exampleSnapshot().parts.frame);
  await withFolder([made], (folder, run) => {
    const dump = run('dcmdump', '+W', '.', made.name).stdout;
    expect(dump).toContain('=VLMicroscopicImageStorage');
    expect(dump).toMatch(/\(0028,0030\) DS \[0\.0005\\0\.0005\]/);
    expect(dump).toMatch(/\(0048,0112\) DS \[20\]/);
    expect(dump).toContain('[flat field and white balance corrected]');
    expect(dump).toContain('[Brightfield illumination]');
    const raw = readdirSync(folder).find((name) => name.endsWith('.raw')) ?? '';
    expect(new Uint8Array(readFileSync(join(folder, raw)))).toEqual(rgb);
  });
});

test('the segmentation: a probability a px, and what was not assessed in a segment of its own', async (context) => {
  needs(context, 'dcmdump');
  const made = named(await files(), 'segmentation');
  await withFolder([made], (folder, run) => {
    const dump = run('dcmdump', '+W', '.', made.name).stdout;
    expect(dump).toContain('=SegmentationStorage');
    expect(dump).toMatch(/\(0062,0001\) CS \[FRACTIONAL\]/);
    expect(dump).toMatch(/\(0062,0010\) CS \[PROBABILITY\]/);
    expect(dump).toContain('sha256 abc123; operating point balanced');
    const raw = readFileSync(join(folder, readdirSync(folder).find((name) => name.endsWith('.raw')) ?? ''));
    // Cells are 10 um, 20 px; the map begins at the picture's corner: cell 9 is at column 1, row 1.
    const px = (segment: number, column: number, row: number) =>
      raw[segment * 160 * 120 + (row * 20 + 7) * 160 + column * 20 + 3];
    for (const [column, row] of [
      [0, 0],
      [7, 0],
      [3, 4],
      [7, 5],
    ] as const)
      expect(px(0, column, row)).toBe(Math.round(mapValue(row * 8 + column) * 255));
    expect([px(0, 1, 1), px(1, 1, 1)]).toEqual([0, 255]);
    // No tissue is an answer, not a gap.
    expect([px(0, 5, 0), px(1, 5, 0)]).toEqual([0, 0]);
    expect(px(1, 0, 0)).toBe(0);
  });
});

test('the report: figures, units and intervals by the codes of TID 1500, regions in px', async (context) => {
  needs(context, 'dsrdump', 'dcmdump');
  const made = named(await files(), 'measures');
  await withFolder([made], (_, run) => {
    const report = run('dsrdump', '+Pl', '+Pc', made.name);
    expect(report.status).toBe(0);
    expect(report.stdout).toContain('Comprehensive 3D SR Document');
    expect(report.stdout).toMatch(/NUM:\(42798000,SCT,"Area"\)="321\.5" \(um2,UCUM,"um2"\)/);
    expect(report.stdout).toMatch(/has properties NUM:\(HALF_WIDTH_95,99RETICLE,[^)]*\)="6\.43"/);
    expect(report.stdout).toMatch(/NUM:\(410668003,SCT,"Length"\)="50" \(um,UCUM,"um"\)/);
    expect(report.stdout).toMatch(/NUM:\(POSITIVE_AREA,99RETICLE,"Positive area"\)="0\.0012" \(mm2/);
    expect(report.stdout).toMatch(
      /SCOORD:\(111030,DCM,"Image Region"\)=\(POLYLINE,60\/20,101\/20,101\/40\.5,60\/40\.5,60\/20\)/,
    );
    expect(report.stdout).toMatch(/threshold 0\.41/);
    expect(report.stdout).toMatch(/CODE:\(ASSESSMENT,99RETICLE,[^)]*\)=\(PARTLY_ASSESSED,99RETICLE/);
    expect(report.stdout).toMatch(/SCOORD:\(HOLE,99RETICLE,[^)]*\)=\(POLYLINE,/);
    expect(run('dcmdump', '+P', 'TemplateIdentifier', made.name).stdout).toContain('[1500]');
  });
});

test('a held picture says so in the image, the segmentation and the report; a live one in none', async (context) => {
  needs(context, 'dcmdump', 'dsrdump');
  const words = 'This is the last picture, 12 s old: no new one came';
  const made = await files(variants().held);
  await withFolder(made, (_, run) => {
    for (const { name } of made) expect(run('dcmdump', '+L', name).stdout, name).toContain(words);
    expect(run('dsrdump', '+Pl', named(made, 'measures').name).stdout).toContain(words);
  });
  await withFolder(await files(), (_, run) => {
    for (const { name } of made) expect(run('dcmdump', '+L', name).stdout, name).not.toContain('This is');
  });
});

test('what was not assessed has a code of its own, and no figure of what is positive', async (context) => {
  needs(context, 'dsrdump');
  const made = named(await files(exampleInput(undefined, [])), 'measures');
  await withFolder([made], (_, run) => {
    const { stdout } = run('dsrdump', '+Pl', '+Pc', made.name);
    expect(stdout).toMatch(/CODE:\(ASSESSMENT,99RETICLE,[^)]*\)=\(NOT_ASSESSED,99RETICLE,"Not assessed"\)/);
    expect(stdout).not.toMatch(/POSITIVE_AREA|FOCI/);
  });
});

test('only what the user typed identifies anyone', async (context) => {
  needs(context, 'dcmdump');
  const { bare, whole } = variants();
  if (!bare || !whole) throw new Error('no input');
  const made = [
    ...(await files(bare)),
    ...(await files(whole)).map((file) => ({ ...file, name: `typed-${file.name}` })),
  ];
  await withFolder(made, (_, run) => {
    for (const { name } of made)
      for (const keyword of [
        'PatientName',
        'PatientID',
        'PatientBirthDate',
        'ReferringPhysicianName',
        'AccessionNumber',
        'StudyDescription',
      ]) {
        const typed = name.startsWith('typed-') && ['AccessionNumber', 'StudyDescription'].includes(keyword);
        const { stdout } = run('dcmdump', '+U8', '+P', keyword, name);
        if (typed) expect(stdout).toMatch(/S26-0042|Node 7/);
        else expect(stdout).toMatch(/^$|no value available/);
      }
  });
});

test('the same input gives the same bytes', async () => {
  const bytes = async () =>
    Promise.all(
      (await files()).map(async ({ blob }) => Buffer.from(await blob.arrayBuffer()).toString('base64')),
    );
  expect(await bytes()).toEqual(await bytes());
});

test('UIDs are valid and tell things apart', async () => {
  expect(uidOfUuid('f81d4fae-7dec-11d0-a765-00a0c91e6bf6')).toBe(
    '2.25.329800735698586629295641978511506172918',
  );
  const [a, b] = await Promise.all(['image', 'report'].map((role) => derivedUid(EXAMPLE_CASE.id, role)));
  expect(a).not.toBe(b);
  for (const uid of [a, b]) expect(uid).toMatch(/^2\.25\.[1-9]\d{0,38}$/);
});

test('decimal strings hold 16 characters', () => {
  for (const value of [0.0005, 1 / 3, -1 / 3e-7, 123456789.123456, 1.23456789012345e-12, 0]) {
    expect(decimal(value).length).toBeLessThanOrEqual(16);
    expect(Number(decimal(value))).toBeCloseTo(value, 6);
  }
});

test('a confirmed region says so; one that was rejected is no group of measures', async () => {
  const { snapshot } = exampleSnapshot();
  const [one, ...others] = snapshot.annotations;
  if (one?.origin.kind !== 'model') throw new Error('not of a model');
  const { origin } = one;
  const reportOf = async (decision: 'confirmed' | 'rejected') => {
    const annotations = [{ ...one, origin: { ...origin, decision } }, ...others];
    const context = {
      case: EXAMPLE_CASE,
      snapshot: { ...snapshot, annotations },
      slide: null,
      version: '0.1.0',
    };
    const report = await measurementReport(context, exampleMeasures);
    return report ? textsOf(report).map(([, text]) => text) : [];
  };
  const tracking = uidOfUuid(one.id);
  expect(await reportOf('confirmed')).toEqual(expect.arrayContaining([tracking, 'CONFIRMED']));
  const rejected = await reportOf('rejected');
  expect(rejected).not.toContain(tracking);
  expect(rejected).not.toContain('CONFIRMED');
});
