import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fromArrayBuffer } from 'geotiff';
import { expect, test } from 'vitest';
import type { ExportInput } from '../adapter';
import { decodePicture } from '../decode-picture';
import { exampleInput, exampleSnapshot, MAP_COLUMNS, MAP_ROWS, mapValue } from '../testing/example';
import { needs, withFolder } from '../testing/programs';
import { omeTiffAdapter } from './ome-tiff-adapter';
import { omeXml } from './ome-xml';

const WRITTEN = {
  slide: { id: '00000000-0000-4000-8000-000000000099', label: 'Level <2>' },
  software: 'Reticle 0.1.0',
};

/** Rules written for these tests. */
const SUBSET = resolve('src/export/ome-tiff/written-subset.xsd');
/** The model's own schema, where a copy lies beside the test pictures; it is not ours to commit. */
const SCHEMA = resolve('../shared/data/ome/2016-06/ome.xsd');

async function file(input: ExportInput = exampleInput()) {
  for await (const made of omeTiffAdapter.files(input)) return made;
  throw new Error('no file');
}

test('tiffinfo reads it without a warning: sizes, resolution, every image', async (context) => {
  needs(context, 'tiffinfo');
  const made = await file();
  await withFolder([made], (_, run) => {
    const { status, stdout, stderr } = run('tiffinfo', '-D', made.name);
    expect(status).toBe(0);
    expect(stderr).toBe('');
    const [frame = '', map = ''] = stdout.split('TIFF Directory').slice(1);
    expect(frame).toMatch(/Image Width: 160 Image Length: 120/);
    expect(frame).toMatch(/Resolution: 20000, 20000 pixels\/cm/);
    expect(frame).toMatch(/Photometric Interpretation: RGB/);
    expect(frame).toMatch(/DateTime: 2026:11:22 14:03:05/);
    expect(map).toMatch(/Image Width: 8 Image Length: 6/);
    expect(map).toMatch(/Sample Format: IEEE floating point/);
    expect(map).toMatch(/Resolution: 1000, 1000 pixels\/cm/);
  });
});

test('another reader finds every px and every probability, NaN where not assessed', async () => {
  // More rows than a strip, and an odd count of bytes in it.
  const stored = exampleSnapshot(1, 101, 300);
  const tiff = await fromArrayBuffer(await (await file(exampleInput([stored]))).blob.arrayBuffer());
  expect(await tiff.getImageCount()).toBe(2);
  const frame = await (await tiff.getImage(0)).readRasters({ interleave: true });
  expect(frame.width).toBe(101);
  expect(new Uint8Array(frame)).toEqual((await decodePicture(stored.parts.frame)).rgb);
  const [map] = await (await tiff.getImage(1)).readRasters();
  const expected = Array.from({ length: MAP_COLUMNS * MAP_ROWS }, (_, k) => mapValue(k));
  expect(Array.from(map as Float32Array)).toEqual(expected.map((value) => (value < 0 ? Number.NaN : value)));
});

test('the OME-XML is well-formed and has what the 2016-06 schema requires, in its order', async (context) => {
  needs(context, 'xmllint');
  const { snapshot } = exampleSnapshot();
  const xml = omeXml({ ...snapshot, notes: 'a < b & "c" \u0000 µ ]]> 😀' }, snapshot.models, WRITTEN);
  await withFolder([{ name: 'ome.xml', blob: new Blob([xml]) }], (_, run) => {
    expect(run('xmllint', '--noout', 'ome.xml')).toMatchObject({ status: 0, stderr: '' });
    const query = (xpath: string) =>
      run(
        'xmllint',
        '--xpath',
        xpath.replaceAll(/\b([A-Z]\w+)(?=[/[)]|$)/g, '*[local-name()="$1"]'),
        'ome.xml',
      ).stdout.trim();
    expect(query('string(/OME/@Creator)')).toBe('Reticle 0.1.0');
    expect(query('namespace-uri(/*)')).toBe('http://www.openmicroscopy.org/Schemas/OME/2016-06');
    expect(query('string(/OME/Image[1]/Description)')).toBe('a < b & "c"  µ ]]> 😀');
    for (const [n, expected] of [
      [
        1,
        { Type: 'uint8', SizeX: '160', SizeY: '120', SizeC: '3', PhysicalSizeX: '0.5', PhysicalSizeY: '0.5' },
      ],
      [2, { Type: 'float', SizeX: '8', SizeY: '6', SizeC: '1', PhysicalSizeX: '10', PhysicalSizeY: '10' }],
    ] as const) {
      const pixels = `/OME/Image[${n}]/Pixels[1]`;
      for (const [name, value] of Object.entries({
        ...expected,
        SizeZ: '1',
        SizeT: '1',
        DimensionOrder: 'XYCZT',
      }))
        expect(query(`string(${pixels}/@${name})`), `${n} ${name}`).toBe(value);
      for (const size of ['X', 'Y']) expect(query(`string(${pixels}/@PhysicalSize${size}Unit)`)).toBe('µm');
      expect(query(`string(${pixels}/TiffData[1]/@IFD)`)).toBe(String(n - 1));
      expect(query(`string(${pixels}/@ID)`)).toBe(`Pixels:${n - 1}`);
    }
    // The frame's top left corner is at (960, 470) um, where the map begins too.
    for (const n of [1, 2])
      expect(query(`string(/OME/Image[${n}]/Pixels[1]/Plane[1]/@PositionY)`)).toBe('470');
    expect(query('string(/OME/Image[2]/Pixels[1]/Channel[1]/@Name)')).toBe('Metastasis');
    const order = [
      'AcquisitionDate',
      'Description',
      'InstrumentRef',
      'ObjectiveSettings',
      'Pixels',
      'AnnotationRef',
    ];
    order.forEach((name, k) => {
      expect(query(`local-name(/OME/Image[1]/*[${k + 1}])`)).toBe(name);
    });
    expect(query('local-name(/OME/*[1])')).toBe('Instrument');
    expect(query('local-name(/OME/*[last()])')).toBe('StructuredAnnotations');
  });
});

/** Of a whole snapshot, and of one without calibration, place, notes and models. */
function examples() {
  const { snapshot } = exampleSnapshot();
  const [model] = snapshot.models;
  if (!model) throw new Error('the example has no model');
  const [kind] = model.classes;
  const two = {
    ...model,
    classes: [...model.classes, { ...kind, id: 'other', name: 'Other' }],
  } as typeof model;
  return {
    whole: omeXml(snapshot, snapshot.models, WRITTEN),
    several: omeXml(snapshot, [model, two], WRITTEN),
    bare: omeXml({ ...snapshot, calibration: null, stage: null, notes: '' }, [], WRITTEN),
  };
}

async function validate(schema: string, xml: string): Promise<string> {
  let report = '';
  await withFolder([{ name: 'ome.xml', blob: new Blob([xml]) }], (_, run) => {
    const { status, stderr } = run('xmllint', '--noout', '--nonet', '--schema', schema, 'ome.xml');
    report = status === 0 ? '' : stderr || `status ${status}`;
  });
  return report;
}

test('the OME-XML has the order, attributes, types and references of the 2016-06 model', async (context) => {
  needs(context, 'xmllint');
  const { whole, several, bare } = examples();
  for (const xml of [whole, several, bare]) expect(await validate(SUBSET, xml)).toBe('');
  // The rules do refuse.
  for (const [from, to] of [
    ['SizeX="160"', 'SizeX="0"'],
    ['PhysicalSizeX="0.5"', 'PhysicalSizeX="0"'],
    ['&#181;m', 'um'],
    ['<AnnotationRef ID="Annotation:0"/>', '<AnnotationRef ID="Annotation:9"/>'],
    ['IFD="1"', 'IFD="0"'],
    [
      '<InstrumentRef ID="Instrument:0"/><ObjectiveSettings ID="Objective:0"/>',
      '<ObjectiveSettings ID="Objective:0"/><InstrumentRef ID="Instrument:0"/>',
    ],
  ] as const) {
    expect(whole).toContain(from);
    expect(await validate(SUBSET, whole.replace(from, to)), to).toMatch(/fails to validate/);
  }
});

test("the OME-XML is valid by the model's own schema", async (context) => {
  needs(context, 'xmllint');
  context.skip(!existsSync(SCHEMA), `no schema at ${SCHEMA}`);
  const { whole, several, bare } = examples();
  for (const xml of [whole, several, bare]) expect(await validate(SCHEMA, xml)).toBe('');
});

test('without calibration no physical size is claimed', async (context) => {
  needs(context, 'tiffinfo');
  const stored = exampleSnapshot();
  const snapshot = { ...stored.snapshot, calibration: null, stage: null, models: [] };
  const made = await file(exampleInput([{ ...stored, snapshot }]));
  expect(omeXml(snapshot, [], WRITTEN)).not.toMatch(/PhysicalSize|Position/);
  await withFolder([made], (_, run) => {
    expect(run('tiffinfo', made.name).stdout).not.toMatch(/pixels\/cm/);
  });
});

test('the same input gives the same bytes', async () => {
  const bytes = async () => new Uint8Array(await (await file()).blob.arrayBuffer());
  expect(await bytes()).toEqual(await bytes());
});
