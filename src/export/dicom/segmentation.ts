import type { SnapshotModel, StoredSnapshot } from '../../domain/case';
import type { RectUm } from '../../domain/geometry';
import { CELL_NO_TISSUE } from '../../domain/overlay';
import { heldSentence } from '../held-picture';
import { imageFrame } from '../image-frame';
import {
  commonModules,
  type DicomContext,
  instanceUid,
  ownCode,
  ownScheme,
  reference,
  SOP_CLASSES,
  seriesUid,
} from './common';
import { coded, type Dataset, decimal, line } from './encode';
import { derivedUid } from './uid';

const MAX = 255;

interface Segment {
  readonly model: SnapshotModel;
  readonly label: string;
  /** Recommended display colour, sRGB. */
  readonly colour: readonly [number, number, number];
  readonly code: string;
  /** Value of a cell of the map, 0..255. */
  readonly value: (cell: (classIndex: number) => number) => number;
  readonly threshold: number | null;
}

/**
 * Segmentation (PS3.3, A.51), FRACTIONAL of type PROBABILITY, on the pixel grid of the image it belongs to
 * (each px takes its cell's value). Per model one segment a class, and one more that is 255 wherever the
 * model did not assess: a 0 elsewhere is then a true 0. Null where no model has a map.
 */
export async function segmentation(context: DicomContext, stored: StoredSnapshot): Promise<Dataset | null> {
  const { snapshot } = context;
  const models = snapshot.models.filter(({ id }) => stored.parts.maps.has(id));
  if (models.length === 0) return null;
  const segments = models.flatMap(segmentsOf);
  const { width, height, calibration } = snapshot;
  const frames = new Uint8Array(segments.length * width * height + ((segments.length * width * height) % 2));
  segments.forEach((segment, k) => {
    const map = stored.parts.maps.get(segment.model.id) ?? new Float32Array();
    drawSegment(frames.subarray(k * width * height, (k + 1) * width * height), stored, segment, map);
  });
  const image = reference(SOP_CLASSES.microscopicImage, await instanceUid(snapshot, 'image'));
  const dimensionUid = await derivedUid(snapshot.id, 'segmentation dimensions');
  const held = heldSentence(snapshot);
  const spacing = calibration ? decimal(calibration.umPerPx / 1000) : null;
  return {
    ...(await commonModules(context, {
      role: 'segmentation',
      sopClass: SOP_CLASSES.segmentation,
      modality: 'SEG',
      series: 'Model probabilities',
      seriesNumber: 2,
    })),
    ImageType: ['DERIVED', 'PRIMARY'],
    PatientOrientation: '',
    ...(held !== null && { ImageComments: held }),
    ...ownScheme,
    ContentLabel: 'PROBABILITY',
    ContentDescription: 'Research use only. Not for diagnosis.',
    ContentCreatorName: '',
    BurnedInAnnotation: 'NO',
    LossyImageCompression: '00',
    SegmentationType: 'FRACTIONAL',
    SegmentationFractionalType: 'PROBABILITY',
    MaximumFractionalValue: MAX,
    SegmentsOverlap: 'YES',
    SegmentSequence: segments.map(segmentItem),
    ReferencedSeriesSequence: [
      { SeriesInstanceUID: await seriesUid(context.case, 'image'), ReferencedInstanceSequence: [image] },
    ],
    DimensionOrganizationSequence: [{ DimensionOrganizationUID: dimensionUid }],
    DimensionIndexSequence: [
      {
        DimensionOrganizationUID: dimensionUid,
        DimensionIndexPointer: 0x0062000b,
        FunctionalGroupPointer: 0x0062000a,
        DimensionDescriptionLabel: 'Segment',
      },
    ],
    SharedFunctionalGroupsSequence: [
      {
        ...(spacing && {
          PixelMeasuresSequence: [{ PixelSpacing: [spacing, spacing], SliceThickness: '0.001' }],
        }),
      },
    ],
    PerFrameFunctionalGroupsSequence: segments.map((_, k) => ({
      FrameContentSequence: [{ DimensionIndexValues: [k + 1] }],
      SegmentIdentificationSequence: [{ ReferencedSegmentNumber: k + 1 }],
      DerivationImageSequence: [
        {
          DerivationCodeSequence: [coded(['113076', 'DCM', 'Segmentation'])],
          SourceImageSequence: [
            {
              ...image,
              SpatialLocationsPreserved: 'YES',
              PurposeOfReferenceCodeSequence: [
                coded(['121322', 'DCM', 'Source image for image processing operation']),
              ],
            },
          ],
        },
      ],
    })),
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    NumberOfFrames: segments.length,
    Rows: height,
    Columns: width,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
    PixelData: frames.buffer,
  };
}

function segmentsOf(model: SnapshotModel): Segment[] {
  const classes = model.classes.map(
    (entry, c): Segment => ({
      model,
      label: `${model.name}: ${entry.name}`,
      colour: entry.colour,
      code: entry.id,
      threshold: entry.threshold,
      value: (cell) => Math.round(Math.max(0, cell(c)) * MAX),
    }),
  );
  return [
    ...classes,
    {
      model,
      label: `${model.name}: not assessed`,
      colour: [128, 128, 128],
      code: 'NOT_ASSESSED',
      threshold: null,
      // No tissue was seen and judged to be none; all other codes were not judged.
      value: (cell) => (cell(0) < 0 && cell(0) !== CELL_NO_TISSUE ? MAX : 0),
    },
  ];
}

function segmentItem({ model, label, colour, code, threshold }: Segment, k: number): Dataset {
  return {
    SegmentNumber: k + 1,
    SegmentLabel: line(label),
    ...(threshold !== null && {
      SegmentDescription: line(`Positive from ${threshold} (${model.operatingPoint})`),
    }),
    SegmentedPropertyCategoryCodeSequence: [coded(['85756007', 'SCT', 'Tissue'])],
    SegmentedPropertyTypeCodeSequence: [coded(ownCode(code.toUpperCase(), label))],
    SegmentAlgorithmType: 'AUTOMATIC',
    SegmentAlgorithmName: line(`${model.name} ${model.version}`),
    SegmentationAlgorithmIdentificationSequence: [
      {
        AlgorithmFamilyCodeSequence: [coded(['123109', 'DCM', 'Artificial Intelligence'])],
        AlgorithmName: line(model.name),
        AlgorithmVersion: line(model.version),
        AlgorithmParameters: line(`sha256 ${model.hash}; operating point ${model.operatingPoint}`, 10_240),
      },
    ],
    RecommendedDisplayCIELabValue: cieLab(colour),
  };
}

/** Fills a frame; px beside the map count as not examined. */
function drawSegment(
  frame: Uint8Array,
  { snapshot }: StoredSnapshot,
  { model, value }: Segment,
  map: Float32Array,
) {
  const { width, height } = snapshot;
  const { columns, rows, origin } = model.map;
  const count = model.classes.length;
  const { toSlide } = imageFrame(snapshot);
  const bounds: RectUm = { ...origin, width: columns * model.cellUm, height: rows * model.cellUm };
  // One value a cell, and one for what lies outside.
  const values = Uint8Array.from({ length: columns * rows }, (_, k) =>
    value((c) => map[k * count + c] ?? -1),
  );
  const outside = value(() => -1);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((toSlide({ x: 0, y: y + 0.5 }).y - bounds.y) / model.cellUm);
    for (let x = 0; x < width; x++) {
      const column = Math.floor((toSlide({ x: x + 0.5, y: 0 }).x - bounds.x) / model.cellUm);
      const inside = column >= 0 && row >= 0 && column < columns && row < rows;
      frame[y * width + x] = inside ? (values[row * columns + column] ?? outside) : outside;
    }
  }
}

/** sRGB to CIELab (D50) in DICOM's 16-bit scale (PS3.3, C.10.7.1.1), by way of the ICC's adapted primaries. */
function cieLab(colour: readonly [number, number, number]): number[] {
  const [r = 0, g = 0, b = 0] = colour.map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const f = (value: number) =>
    value > 216 / 24389 ? Math.cbrt(value) : ((24389 / 27) * value) / 116 + 16 / 116;
  const x = f((0.4360747 * r + 0.3850649 * g + 0.1430804 * b) / 0.96422);
  const y = f(0.2225045 * r + 0.7168786 * g + 0.0606169 * b);
  const z = f((0.0139322 * r + 0.0971045 * g + 0.7141733 * b) / 0.82521);
  const scaled = [(116 * y - 16) * (65535 / 100), (500 * (x - y) + 128) * 257, (200 * (y - z) + 128) * 257];
  return scaled.map((value) => Math.min(Math.max(Math.round(value), 0), 65535));
}
