import { expect, test } from 'vitest';
import type { DrawnAnnotation } from '../../domain/annotation';
import { EXAMPLE_CASE, EXAMPLE_MEASUREMENTS, exampleInput, exampleSnapshot } from '../testing/example';
import { needs, withFolder } from '../testing/programs';
import { pdfAdapter } from './pdf-adapter';

async function pdf(input = exampleInput()) {
  for await (const file of pdfAdapter.files(input)) return file;
  throw new Error('no file');
}

test('pdftotext finds the case, provenance and figures; a page a snapshot', async (context) => {
  needs(context, 'pdftotext', 'pdfinfo');
  const made = await pdf(exampleInput([exampleSnapshot(1), exampleSnapshot(2)]));
  await withFolder([made], (_, run) => {
    const { status, stdout, stderr } = run('pdftotext', '-layout', made.name, '-');
    expect(status).toBe(0);
    expect(stderr).toBe('');
    const pages = stdout.split('\f').filter(Boolean);
    expect(pages).toHaveLength(2);
    expect(pages[0]).toContain('Node 7 <script>alert(1)</script>');
    expect(pages[0]).toContain('Accession S26-0042');
    expect(pages[0]).toContain('20x, 0.5 µm/px ± 0.005 (micrometer)');
    expect(pages[0]).toMatch(/light flat field and\s+white balance corrected/);
    expect(pages[0]).toMatch(/Lymph node metastasis 1\.0\.0 \(abc123\), balanced: Metastasis from 0\.41/);
    expect(pages[0]).toMatch(/Tumour +Area +321\.5 ± 6\.4 µm²/);
    expect(pages[1]).toContain('Snapshot 2');
    for (const page of pages) expect(page).toContain('Research use only. Not for diagnosis.');
    const info = run('pdfinfo', made.name).stdout;
    expect(info).toMatch(/Title: +Node 7 <script>/);
    expect(info).toMatch(/JavaScript: +no/);
    expect(info).toMatch(/CreationDate: +Sun Nov 22 14:30:00 2026/);
  });
});

test('text that the fonts lack can still be searched; a long word is broken', async (context) => {
  needs(context, 'pdftotext');
  const made = await pdf({
    ...exampleInput(),
    case: { ...EXAMPLE_CASE, title: 'リンパ節', notes: `Größe ${'x'.repeat(300)}` },
  });
  await withFolder([made], (_, run) => {
    const { stdout } = run('pdftotext', made.name, '-');
    expect(stdout).toContain('リンパ節');
    expect(stdout).toContain('Größe');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThan(150);
  });
});

test('many measures go over several pages and say what was left out', async (context) => {
  needs(context, 'pdftotext');
  const [entry] = EXAMPLE_MEASUREMENTS;
  if (!entry) throw new Error('no measurement');
  const many = Array.from({ length: 250 }, () => entry);
  const made = await pdf(exampleInput(undefined, many));
  await withFolder([made], (_, run) => {
    const { stdout } = run('pdftotext', '-layout', made.name, '-');
    expect(stdout.split('\f').filter(Boolean).length).toBeGreaterThan(4);
    expect(stdout.match(/321\.5/g)).toHaveLength(200);
    expect(stdout).toContain('50 more measures are in the CSV export');
  });
});

test('the same input gives the same bytes', async () => {
  const bytes = async () => Buffer.from(await (await pdf()).blob.arrayBuffer()).toString('base64');
  expect(await bytes()).toBe(await bytes());
});

test('what a person made of the marked regions is told, with limits, and both pictures are there', async (context) => {
  needs(context, 'pdftotext', 'pdfimages');
  const slide = {
    ...{ schema: 1 as const, id: '00000000-0000-4000-8000-000000000050', caseId: EXAMPLE_CASE.id, number: 1 },
    ...{ label: 'Slide A', createdAt: EXAMPLE_CASE.createdAt, source: null },
  };
  const view = {
    ...{ schema: 1 as const, keptAt: EXAMPLE_CASE.createdAt, seenMm2: 1, examinedMm2: 1 },
    foci: { className: 'Metastasis', total: 6, longestUm: 450 },
  };
  const decided = (order: number, decision: 'confirmed' | 'rejected', label: string): DrawnAnnotation => ({
    ...{ schema: 1, order, look: '00000000-0000-4000-8000-000000000900', slideId: slide.id },
    annotation: {
      ...{
        id: `00000000-0000-4000-8000-00000000030${order}`,
        island: 0,
        classId: null,
        label,
        locked: false,
      },
      shape: { kind: 'rectangle', x: 0, y: 0, width: 300, height: 400 },
      createdAt: EXAMPLE_CASE.createdAt,
      origin: {
        ...{ kind: 'model', modelId: 'm', modelHash: 'h', classId: 'c', threshold: 0.5, corrected: false },
        ...{ decision, cut: true },
      },
    },
  });
  const made = await pdf({
    ...exampleInput(),
    slides: [{ slide, read: async () => ({ map: null, view, picture: null }) }],
    drawn: [decided(1, 'confirmed', 'beside the sinus'), decided(2, 'rejected', 'germinal centre')],
  });
  await withFolder([made], (_, run) => {
    const { stdout } = run('pdftotext', '-layout', made.name, '-');
    expect(stdout).toContain('Slide A: the model marked 6, 1 confirmed, 1 rejected.');
    expect(stdout).toMatch(/1 +at least 500 µm +at least 0\.12 mm² +beside the sinus/);
    expect(stdout).not.toContain('germinal centre');
    expect(stdout).toMatch(/With overlay +Without overlay/);
    expect(stdout).toContain('Reviewed by');
    expect(run('pdfimages', '-list', made.name).stdout.trim().split('\n')).toHaveLength(4);
  });
});
