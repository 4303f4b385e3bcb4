import type { Snapshot, StoredSnapshot } from '../domain/case';

/** A small complete snapshot for tests; its parts are told apart by its id. */
export function sampleSnapshot(caseId: string, change: Partial<Snapshot> = {}): StoredSnapshot {
  const id = crypto.randomUUID();
  const snapshot: Snapshot = {
    schema: 1,
    id,
    caseId,
    number: 1,
    capturedAt: '2026-03-01T10:00:00.000Z',
    source: 'Simulated microscope',
    width: 1280,
    height: 720,
    calibration: {
      umPerPx: 1,
      uncertaintyUmPerPx: null,
      basis: 'known',
      objective: 10,
      profile: null,
    },
    stage: { x: 120.5, y: -40, island: 0, confidence: 0.97 },
    quality: { assessable: 0.9, 'out-of-focus': 0.1 },
    models: [
      {
        id: 'model',
        version: '1',
        name: 'Model',
        hash: 'a'.repeat(64),
        operatingPoint: 'balanced',
        classes: [{ id: 'tumour', name: 'Tumour', threshold: 0.5, colour: [255, 80, 40] }],
        cellUm: 16,
        map: { columns: 3, rows: 2, origin: { x: 0, y: 0 } },
      },
    ],
    annotations: [],
    notes: '',
    appVersion: '0.1.0',
    ...change,
  };
  return {
    snapshot,
    parts: {
      frame: new Blob([`frame ${id}`], { type: 'image/png' }),
      overlay: new Blob([`overlay ${id}`], { type: 'image/png' }),
      maps: new Map([['model', new Float32Array([0, 0.25, 0.5, 0.75, 1, -1])]]),
    },
  };
}
