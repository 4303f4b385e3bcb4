import type { SnapshotModel, StoredSnapshot } from '../../domain/case';
import type { SlideName } from '../../domain/slide';
import type { ExportAdapter } from '../adapter';
import { decodePicture } from '../decode-picture';
import { exportFileName } from '../file-name';
import { slideOf } from '../slide-name';
import { omeXml } from './ome-xml';
import { type TiffImage, writeTiff } from './tiff-file';

/** OME-TIFF (OME model 2016-06): the bare frame, and each model's probabilities as an image beside it. */
export const omeTiffAdapter: ExportAdapter = {
  id: 'ome-tiff',
  extension: 'ome.tiff',
  mime: 'image/tiff',
  async *files(input) {
    for (const { snapshot, read } of input.snapshots) {
      const { parts } = await read();
      yield {
        name: exportFileName(input.case, snapshot, '.ome.tiff'),
        blob: await writeOmeTiff({ snapshot, parts }, slideOf(input, snapshot), `Reticle ${input.version}`),
      };
    }
  },
};

async function writeOmeTiff(
  { snapshot, parts }: StoredSnapshot,
  slide: SlideName | null,
  software: string,
): Promise<Blob> {
  const { width, height, rgb } = await decodePicture(parts.frame);
  const models = snapshot.models.filter(({ id }) => parts.maps.has(id));
  const frame: TiffImage = { width, height, data: rgb, umPerPx: snapshot.calibration?.umPerPx ?? null };
  const maps = models.flatMap((model) => planesOf(model, parts.maps.get(model.id) ?? new Float32Array()));
  return writeTiff([frame, ...maps], {
    description: omeXml(snapshot, models, { slide, software }),
    software,
    dateTime: snapshot.capturedAt,
  });
}

/** One image a class. The negative codes become NaN, which no reader takes for a low probability. */
function planesOf({ map, classes, cellUm }: SnapshotModel, values: Float32Array): TiffImage[] {
  return classes.map((_, c) => ({
    width: map.columns,
    height: map.rows,
    umPerPx: cellUm,
    data: Float32Array.from({ length: map.columns * map.rows }, (_value, k) => {
      const value = values[k * classes.length + c] ?? Number.NaN;
      return value < 0 ? Number.NaN : value;
    }),
  }));
}
