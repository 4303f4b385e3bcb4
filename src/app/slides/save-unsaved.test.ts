import { expect, test, vi } from 'vitest';
import { readArchive } from '../../export/archive/read-archive';
import { EXAMPLE_CASE, exampleSnapshot } from '../../export/testing/example';
import type { UnsavedCapture } from '../session/unsaved-captures';
import { saveUnsaved } from './save-unsaved';

const OTHER = '00000000-0000-4000-8000-000000000077';

function capture(number: number, caseId: string = EXAMPLE_CASE.id): UnsavedCapture {
  const { snapshot, parts } = exampleSnapshot(number);
  const slide = { id: caseId, label: 'Slide 1', caseId, source: null };
  return {
    stored: { snapshot: { ...snapshot, caseId, slideId: caseId }, parts },
    ...{ thumbnail: new Blob([]), slide },
  };
}

test('one archive a case, from which an import restores all of each capture', async () => {
  const saved: [Blob, string][] = [];
  await saveUnsaved([capture(1), capture(2), capture(3, OTHER)], {
    cases: [EXAMPLE_CASE],
    version: '1.0.0',
    saveFile: (blob, name) => void saved.push([blob, name]),
  });
  expect(saved).toHaveLength(2);
  for (const [, name] of saved) expect(name).toMatch(/_not-stored\.zip$/);
  const [first, second] = await Promise.all(saved.map(([blob]) => readArchive(blob)));
  expect(first?.error).toBeNull();
  expect(first?.parsed?.case).toEqual(EXAMPLE_CASE);
  expect(first?.parsed?.snapshots.map(({ snapshot }) => snapshot.number)).toEqual([1, 2]);
  const { parts, snapshot } = exampleSnapshot(1);
  const back = first?.parsed?.snapshots[0];
  expect(back?.snapshot.annotations).toEqual(snapshot.annotations);
  expect(back?.parts.maps).toEqual(parts.maps);
  expect(await back?.parts.frame.bytes()).toEqual(await parts.frame.bytes());
  expect(first?.parsed?.slides.map(({ slide }) => slide.label)).toEqual(['Slide 1']);
  // A case that could not be made either has the id that its captures have.
  expect(second?.parsed?.case).toMatchObject({ id: OTHER, title: '' });
});

test('nothing is saved before all archives are written', async () => {
  const saveFile = vi.fn();
  const { stored, ...rest } = capture(2, OTHER);
  const unreadable = { arrayBuffer: () => Promise.reject(new Error('gone')), size: 1, type: 'image/png' };
  const damaged = {
    ...rest,
    stored: { ...stored, parts: { ...stored.parts, frame: unreadable as unknown as Blob } },
  };
  const ports = { cases: [EXAMPLE_CASE], version: '1.0.0', saveFile };
  await expect(saveUnsaved([capture(1), damaged], ports)).rejects.toThrow();
  expect(saveFile).not.toHaveBeenCalled();
});
