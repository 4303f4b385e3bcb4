import type { ExportAdapter } from '../adapter';
import { decodePicture } from '../decode-picture';
import { exportFileName } from '../file-name';
import { slideOf } from '../slide-name';
import type { DicomContext } from './common';
import { type Dataset, encodeDicom } from './encode';
import { measurementReport } from './measurement-report';
import { microscopicImage } from './microscopic-image';
import { segmentation } from './segmentation';

/** Per snapshot: the image, and where there are any, the probabilities and the measures. One study a case. */
export const dicomAdapter: ExportAdapter = {
  id: 'dicom',
  extension: 'dcm',
  mime: 'application/dicom',
  async *files(input) {
    for (const { snapshot, read } of input.snapshots) {
      const { parts, measurements } = await read();
      const context: DicomContext = {
        case: input.case,
        snapshot,
        slide: slideOf(input, snapshot),
        version: input.version,
      };
      const file = async (ending: string, dataset: Dataset) => ({
        name: exportFileName(input.case, snapshot, `_${ending}.dcm`),
        blob: await encodeDicom(dataset, input.version),
      });
      yield await file('image', await microscopicImage(context, await decodePicture(parts.frame)));
      const probabilities = await segmentation(context, { snapshot, parts });
      if (probabilities) yield await file('segmentation', probabilities);
      const report = await measurementReport(context, measurements);
      if (report) yield await file('measures', report);
    }
  },
};
