import type { Snapshot, SnapshotModel } from '../../domain/case';
import type { SlideName } from '../../domain/slide';
import { heldText } from '../held-picture';
import { imageFrame } from '../image-frame';
import { lightText } from '../light';

const NAMESPACE = 'http://www.openmicroscopy.org/Schemas/OME/2016-06';
const LOCATION = `${NAMESPACE} ${NAMESPACE}/ome.xsd`;

/**
 * OME-XML of the 2016-06 schema. Image 0 is the frame (one channel of three samples); each model with a map
 * is an image of its own, of float probabilities, one channel a class, at the size of its cells. `PositionX`
 * and `PositionY` are the slide um of an image's top left corner, so that all lie in one system.
 * @param models those whose maps are in the file, in the order of their images; IFD 0 is the frame.
 */
export function omeXml(
  snapshot: Snapshot,
  models: readonly SnapshotModel[],
  { slide, software }: { readonly slide: SlideName | null; readonly software: string },
): string {
  const { calibration, stage, id, width, height } = snapshot;
  const corner = stage ? imageFrame(snapshot).toSlide({ x: 0, y: 0 }) : null;
  const objective = calibration?.objective ?? null;
  let ifd = 1;
  const modelImages = models.map((model, k) => {
    const first = ifd;
    ifd += model.classes.length;
    return image({
      index: k + 1,
      snapshot,
      name: `${model.name}: probability`,
      description:
        'Probability of each class, 0 to 1. NaN: not assessed or without tissue; never to be read as negative.',
      pixels: {
        type: 'float',
        sizeX: model.map.columns,
        sizeY: model.map.rows,
        um: model.cellUm,
        corner: model.map.origin,
        channels: model.classes.map((entry) => ({ name: entry.name, samples: 1, colour: entry.colour })),
        firstIfd: first,
      },
      objective: false,
      annotation: k + 1,
    });
  });
  const light = lightText(snapshot);
  const held = heldText(snapshot);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<OME xmlns="${NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`,
    ` xsi:schemaLocation="${LOCATION}" Creator="${escaped(software)}" UUID="urn:uuid:${id}">`,
    ...(objective === null
      ? []
      : [
          `<Instrument ID="Instrument:0"><Objective ID="Objective:0" NominalMagnification="${objective}"/></Instrument>`,
        ]),
    image({
      index: 0,
      snapshot,
      name: `Snapshot ${snapshot.number}`,
      description: [...(held === null ? [] : [`This is ${held}.`]), snapshot.notes].filter(Boolean).join(' '),
      pixels: {
        type: 'uint8',
        sizeX: width,
        sizeY: height,
        um: calibration?.umPerPx ?? null,
        corner,
        channels: [{ name: 'RGB', samples: 3, colour: null }],
        firstIfd: 0,
      },
      objective: objective !== null,
      annotation: 0,
    }),
    ...modelImages,
    '<StructuredAnnotations>',
    mapAnnotation(0, {
      source: snapshot.source,
      ...(slide && { slide: slide.label, 'slide id': slide.id }),
      calibration: calibration?.basis ?? 'none',
      ...(calibration?.uncertaintyUmPerPx && {
        'um/px, half-width of the 95% interval': String(calibration.uncertaintyUmPerPx),
      }),
      ...(light && { light }),
      disclaimer: 'Research use only. Not for diagnosis.',
    }),
    ...models.map((model, k) =>
      mapAnnotation(k + 1, {
        model: model.id,
        version: model.version,
        hash: model.hash,
        'operating point': model.operatingPoint,
        ...Object.fromEntries(
          model.classes.map((entry) => [`threshold: ${entry.name}`, String(entry.threshold)]),
        ),
      }),
    ),
    '</StructuredAnnotations>',
    '</OME>',
  ].join('');
}

interface ImageXml {
  readonly index: number;
  readonly snapshot: Snapshot;
  readonly name: string;
  readonly description: string;
  readonly pixels: {
    readonly type: 'uint8' | 'float';
    readonly sizeX: number;
    readonly sizeY: number;
    readonly um: number | null;
    readonly corner: { readonly x: number; readonly y: number } | null;
    readonly channels: readonly {
      readonly name: string;
      readonly samples: number;
      readonly colour: readonly [number, number, number] | null;
    }[];
    readonly firstIfd: number;
  };
  readonly objective: boolean;
  readonly annotation: number;
}

/** Elements in the schema's order. */
function image({ index, snapshot, name, description, pixels, objective, annotation }: ImageXml): string {
  const { type, sizeX, sizeY, um, corner, channels, firstIfd } = pixels;
  const sizeC = channels.reduce((sum, { samples }) => sum + samples, 0);
  const physical =
    um === null
      ? ''
      : ` PhysicalSizeX="${um}" PhysicalSizeXUnit="&#181;m" PhysicalSizeY="${um}" PhysicalSizeYUnit="&#181;m"`;
  const position = corner
    ? ` PositionX="${corner.x}" PositionXUnit="&#181;m" PositionY="${corner.y}" PositionYUnit="&#181;m"`
    : '';
  return [
    `<Image ID="Image:${index}" Name="${escaped(name)}">`,
    `<AcquisitionDate>${snapshot.capturedAt.slice(0, 19)}</AcquisitionDate>`,
    ...(description ? [`<Description>${escaped(description)}</Description>`] : []),
    ...(objective ? ['<InstrumentRef ID="Instrument:0"/><ObjectiveSettings ID="Objective:0"/>'] : []),
    `<Pixels ID="Pixels:${index}" DimensionOrder="XYCZT" Type="${type}" BigEndian="false"`,
    ` Interleaved="${type === 'uint8'}" SizeX="${sizeX}" SizeY="${sizeY}" SizeC="${sizeC}" SizeZ="1" SizeT="1"${physical}>`,
    ...channels.map(
      ({ name: channel, samples, colour }, c) =>
        `<Channel ID="Channel:${index}:${c}" Name="${escaped(channel)}" SamplesPerPixel="${samples}"${
          colour ? ` Color="${packed(colour)}"` : ''
        }/>`,
    ),
    ...channels.map(
      (_, c) => `<TiffData FirstC="${c}" FirstZ="0" FirstT="0" IFD="${firstIfd + c}" PlaneCount="1"/>`,
    ),
    ...channels.map((_, c) => `<Plane TheC="${c}" TheZ="0" TheT="0"${position}/>`),
    '</Pixels>',
    `<AnnotationRef ID="Annotation:${annotation}"/>`,
    '</Image>',
  ].join('');
}

function mapAnnotation(index: number, values: Readonly<Record<string, string>>): string {
  const entries = Object.entries(values).map(
    ([key, value]) => `<M K="${escaped(key)}">${escaped(value)}</M>`,
  );
  return `<MapAnnotation ID="Annotation:${index}" Namespace="reticle/provenance"><Value>${entries.join('')}</Value></MapAnnotation>`;
}

/** RGBA in a signed 32-bit integer, as the schema's type Color has it. */
function packed([r, g, b]: readonly [number, number, number]): number {
  return (r << 24) | (g << 16) | (b << 8) | 255;
}

/** Markup and all that is not ASCII become references; what XML 1.0 cannot hold is left out. */
function escaped(text: string): string {
  let out = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (
      (code < 32 && code !== 10 && code !== 9) ||
      (code >= 0xd800 && code <= 0xdfff) ||
      (code & 0xfffe) === 0xfffe
    )
      continue;
    out += code > 126 || code < 32 || '<>&"\''.includes(character) ? `&#${code};` : character;
  }
  return out;
}
