import { expect, test } from 'vitest';
import { snapshotFileName } from './file-name';

const capturedAt = new Date(2026, 10, 22, 14, 3, 5).getTime();

test('names a snapshot by local time, objective and label', () => {
  expect(snapshotFileName({ capturedAt, objective: 10, label: 'Lymph node' })).toBe(
    'reticle_2026-11-22_14-03-05_10x_lymph-node.png',
  );
});

test.each([
  [null, 'Lymph node', 'reticle_2026-11-22_14-03-05_lymph-node.png'],
  [2.5, '../../etc/passwd', 'reticle_2026-11-22_14-03-05_2.5x_etc-passwd.png'],
  [40, 'Größe: 3 µm\u0000"', 'reticle_2026-11-22_14-03-05_40x_gro-e-3-m.png'],
  [40, '顕微鏡', 'reticle_2026-11-22_14-03-05_40x.png'],
  [4, 'x'.repeat(300), `reticle_2026-11-22_14-03-05_4x_${'x'.repeat(40)}.png`],
])('is safe and short for objective %s, label %s', (objective, label, name) => {
  expect(snapshotFileName({ capturedAt, objective, label })).toBe(name);
});
