import { expect, test } from 'vitest';
import { csvAdapter } from './csv';
import { EXAMPLE_MEASUREMENTS, exampleInput, exampleSnapshot } from './testing/example';

/** RFC 4180, read on its own terms. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, raw = '', end] of text.matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n)/g)) {
    rows.at(-1)?.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

async function rows(input = exampleInput()) {
  for await (const { blob } of csvAdapter.files(input)) {
    const bytes = new Uint8Array(await blob.arrayBuffer());
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const [head = [], ...body] = parseCsv(new TextDecoder().decode(bytes));
    return body.map((cells) => {
      expect(cells).toHaveLength(head.length);
      return Object.fromEntries(head.map((name, k) => [name, cells[k] ?? '']));
    });
  }
  return [];
}

test('one row a figure, with calibration and uncertainty', async () => {
  const all = await rows();
  expect(all.find(({ quantity }) => quantity === 'Area')).toMatchObject({
    accession: 'S26-0042',
    snapshot: '1',
    um_per_px: '0.5',
    um_per_px_95: '0.005',
    light: 'flat field and white balance corrected',
    class: 'Tumour',
    value: '321.5',
    unit: 'µm^2',
    half_width_95: '6.43',
    threshold: '0.41',
  });
  expect(all.find((row) => row.of === 'model')).toMatchObject({
    model_version: '1.0.0',
    model_hash: 'abc123',
    quantity: 'Positive area',
    value: '0.0012',
  });
  // Nine annotations, one of which has two figures, and one model class.
  expect(all).toHaveLength(13);
});

test('a label that looks like a formula is text to a spreadsheet', async () => {
  const [row] = await rows();
  expect(row?.label).toBe('\'=HYPERLINK("x") <b>größer</b>, "quoted"');
});

test.each([
  ...['=1', '+1', '-1', '@x', '\t=1', '\r=1', '\n1'],
  ...['\uff1d1', '\uff0b1', '\uff0d1', '\uff201'],
  ...[' =1', '\u00a0=1', '\u200b=1', '\ufeff=1', '\u2060\u00ad+1', '\u202e=1', '\u3000@1', '\u0000=1'],
])('%j as a label, a class, a title and a source is no formula', async (label) => {
  const stored = exampleSnapshot();
  const annotations = stored.snapshot.annotations.map((entry) => ({ ...entry, label }));
  const input = exampleInput([{ ...stored, snapshot: { ...stored.snapshot, annotations, source: label } }]);
  const classes = input.case.classes.map((entry) => ({ ...entry, name: label }));
  const [row] = await rows({ ...input, case: { ...input.case, title: label, classes } });
  expect(row).toMatchObject({
    case: `'${label}`,
    class: `'${label}`,
    label: `'${label}`,
    source: `'${label}`,
  });
});

test('every text stands in quotes, so that no other separator parts it', async () => {
  const { case: kase, ...input } = exampleInput();
  for await (const { blob } of csvAdapter.files({ ...input, case: { ...kase, title: 'a;b\tc' } })) {
    const lines = (await blob.text()).replace('\ufeff', '').split('\r\n').slice(0, -1);
    expect(lines[1]).toMatch(/^"a;b\tc","S26-0042"/);
    for (const line of lines)
      for (const part of line.replaceAll(/"(?:[^"]|"")*"/g, '').split(','))
        expect(part).toMatch(/^(-?[\d.e+-]+)?$/);
  }
});

test('a snapshot without anything still has its row', async () => {
  const bare = exampleSnapshot();
  const all = await rows(
    exampleInput([
      { ...bare, snapshot: { ...bare.snapshot, annotations: [], models: [], calibration: null } },
    ]),
  );
  expect(all).toHaveLength(1);
  expect(all[0]).toMatchObject({ of: 'snapshot', calibration: 'none', um_per_px: '', quantity: '' });
});

test('a model that could not assess a field is told so, and has no positive area', async () => {
  const stored = exampleSnapshot();
  const subject = {
    modelId: 'lymph-node-metastasis',
    classId: 'metastasis',
    assessment: 'not-assessed',
  } as const;
  const nothing = [
    {
      subject: { kind: 'model', ...subject },
      quantity: 'tissue-area',
      value: 0,
      unit: 'mm2',
      uncertainty: 0,
    },
  ] as const;
  for (const measurements of [nothing, []]) {
    const all = await rows(exampleInput([stored], measurements));
    const ofModel = all.filter((row) => row.of === 'model');
    expect(ofModel.map((row) => row.assessment)).toEqual(['Not assessed']);
    expect(ofModel[0]?.quantity).not.toMatch(/Positive|Foci/);
  }
});

test('a count is exact: it has no interval', async () => {
  expect((await rows()).find(({ quantity }) => quantity === 'Count')?.half_width_95).toBe('');
});

test('numbers carry no noise of binary fractions', async () => {
  const [first] = EXAMPLE_MEASUREMENTS;
  if (!first) throw new Error('no measurement');
  const noisy = { ...first, value: 0.1 + 0.2, uncertainty: 1 / 3 };
  const all = await rows(exampleInput(undefined, [noisy]));
  expect(all.find(({ quantity }) => quantity === 'Area')).toMatchObject({
    value: '0.3',
    half_width_95: '0.333333333333',
  });
});

test('what a person made of a marked region stands with it', async () => {
  const stored = exampleSnapshot();
  const [one, ...others] = stored.snapshot.annotations;
  if (one?.origin.kind !== 'model') throw new Error('not of a model');
  const rejected = { ...one, origin: { ...one.origin, decision: 'rejected' as const } };
  const snapshot = { ...stored.snapshot, annotations: [rejected, ...others] };
  const all = await rows(exampleInput([{ ...stored, snapshot }], []));
  expect(all.filter(({ decision }) => decision !== '').map(({ id, decision }) => [id, decision])).toEqual([
    [one.id, 'rejected'],
  ]);
});
