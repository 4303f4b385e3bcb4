import type { Snapshot } from '../domain/case';
import type { ExportAdapter, FormatId } from './adapter';
import { exportFileName } from './file-name';
import { physicalSizeChunk, withChunks } from './png-chunks';

/** The frame as the camera gave it. */
export const barePngAdapter = pngAdapter('png-bare', '_bare.png', ({ frame }) => frame);
/** With overlay, scale bar and caption. */
export const pngAdapterWithOverlay = pngAdapter('png', '.png', ({ overlay }) => overlay);

function pngAdapter(
  id: FormatId,
  ending: string,
  part: (parts: { readonly frame: Blob; readonly overlay: Blob }) => Blob,
): ExportAdapter {
  return {
    id,
    extension: 'png',
    mime: 'image/png',
    async *files(input) {
      for (const { snapshot, read } of input.snapshots)
        yield {
          name: exportFileName(input.case, snapshot, ending),
          blob: await withPhysicalSize(part((await read()).parts), snapshot.calibration),
        };
    },
  };
}

/** Adds pHYs where a calibrated picture came without. */
async function withPhysicalSize(png: Blob, calibration: Snapshot['calibration']): Promise<Blob> {
  if (!calibration) return png;
  const bytes = new Uint8Array(await png.arrayBuffer());
  if (chunkTypes(bytes).includes('pHYs')) return png;
  return new Blob([withChunks(bytes, [physicalSizeChunk(calibration.umPerPx)])], { type: 'image/png' });
}

function chunkTypes(png: Uint8Array): string[] {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const types: string[] = [];
  for (let at = 8; at + 12 <= png.length; at += 12 + view.getUint32(at))
    types.push(String.fromCharCode(...png.subarray(at + 4, at + 8)));
  return types;
}
