import { expect, test } from 'vitest';
import { omeTiffAdapter } from '../../export/ome-tiff/ome-tiff-adapter';
import { physicalSizeChunk } from '../../export/png-chunks';
import { exampleInput } from '../../export/testing/example';
import { decodeTiff } from '../../source/still-image/decode-tiff';
import { pngPhysical } from '../../source/still-image/physical-scale';

const input = exampleInput();
const umPerPx = input.snapshots[0]?.snapshot.calibration?.umPerPx ?? Number.NaN;

test('an OME-TIFF that Reticle writes is opened by Reticle, with its scale', async () => {
  for await (const { name, blob } of omeTiffAdapter.files(input)) {
    const read = await decodeTiff(new File([blob], name));
    expect(read).toMatchObject({ width: 160, height: 120, umPerPx, scaleSource: 'ome' });
  }
});

test('the scale of a PNG that Reticle writes is read by Reticle', () => {
  const written = Uint8Array.from([...new Uint8Array(8), ...physicalSizeChunk(umPerPx)]);
  expect(pngPhysical(written).scale?.x).toBeCloseTo(umPerPx, 5);
});
