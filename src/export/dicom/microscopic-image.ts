import type { RgbPicture } from '../decode-picture';
import { heldSentence } from '../held-picture';
import { lightText } from '../light';
import { commonModules, type DicomContext, dicomDate, SOP_CLASSES, specimenModule } from './common';
import { coded, type Dataset, decimal, line } from './encode';
import { srgbProfile } from './srgb-profile';

/**
 * VL Microscopic Image (PS3.3, A.32.2): the bare frame, with pixel spacing where it is calibrated, and the
 * optical path (brightfield, objective).
 */
export async function microscopicImage(context: DicomContext, picture: RgbPicture): Promise<Dataset> {
  const { snapshot } = context;
  const { calibration } = snapshot;
  const { date, time } = dicomDate(snapshot.capturedAt);
  const comments = [heldSentence(snapshot), snapshot.notes].filter(Boolean).join(' ');
  return {
    ...(await commonModules(context, {
      role: 'image',
      sopClass: SOP_CLASSES.microscopicImage,
      modality: 'GM',
      series: 'Microscope fields',
      seriesNumber: 1,
    })),
    ...specimenModule(context),
    ImageType: ['ORIGINAL', 'PRIMARY'],
    AcquisitionDateTime: `${date}${time}`,
    Laterality: '',
    PatientOrientation: '',
    BurnedInAnnotation: 'NO',
    LossyImageCompression: '00',
    ...(snapshot.flatField && { DerivationDescription: lightText(snapshot) ?? '' }),
    ...(comments && { ImageComments: line(comments, 10_240) }),
    ...pixels(picture),
    ...(calibration && {
      PixelSpacing: [decimal(calibration.umPerPx / 1000), decimal(calibration.umPerPx / 1000)],
    }),
    AcquisitionContextSequence: [],
    NumberOfOpticalPaths: 1,
    OpticalPathSequence: [
      {
        OpticalPathIdentifier: '1',
        IlluminationTypeCodeSequence: [coded(['111744', 'DCM', 'Brightfield illumination'])],
        IlluminationColorCodeSequence: [coded(['414298005', 'SCT', 'Full Spectrum'])],
        ICCProfile: srgbProfile().buffer,
        ColorSpace: 'SRGB',
        ...(calibration?.objective && { ObjectiveLensPower: decimal(calibration.objective) }),
      },
    ],
  };
}

function pixels({ width, height, rgb }: RgbPicture): Dataset {
  const even = new Uint8Array(rgb.length + (rgb.length % 2));
  even.set(rgb);
  return {
    SamplesPerPixel: 3,
    PhotometricInterpretation: 'RGB',
    PlanarConfiguration: 0,
    Rows: height,
    Columns: width,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
    PixelData: even.buffer,
  };
}
