import { xmlElements } from '../xml-elements';
import { TAG, type TiffDirectory } from './directory';

/** What is shown of a TIFF. */
export interface ChosenPages {
  /** One page; or three of one sample each, the red, green and blue of a picture. */
  readonly shown: readonly TiffDirectory[];
  /** Pages that are pictures of their own, not smaller copies of the one that is shown. */
  readonly others: number;
  readonly description: string;
  /** Attributes of the first Pixels of OME-XML. */
  readonly omePixels: Readonly<Record<string, string>> | null;
}

interface Page {
  readonly directory: TiffDirectory;
  readonly width: number;
  readonly height: number;
  readonly samples: number;
}

const REDUCED = 1;
const MASK = 4;

/** Passes over smaller copies and masks, and joins the three grey pages that are one colour picture. */
export async function choosePages(directories: readonly TiffDirectory[]): Promise<ChosenPages> {
  const description = (await directories[0]?.text(TAG.description)) ?? '';
  const ome = omeOf(description);
  const whole: Page[] = [];
  const reduced: Page[] = [];
  for (const directory of directories) {
    const page = {
      directory,
      width: await directory.whole(TAG.width, 0).catch(() => 0),
      height: await directory.whole(TAG.height, 0).catch(() => 0),
      samples: await directory.whole(TAG.samplesPerPixel, 1).catch(() => 1),
    };
    const flags = await directory.whole(TAG.newSubfileType, 0).catch(() => 0);
    const old = await directory.whole(TAG.subfileType, 1).catch(() => 1);
    if ((flags & MASK) === 0) ((flags & REDUCED) !== 0 || old === 2 ? reduced : whole).push(page);
  }
  const [first] = whole.length > 0 ? whole : reduced.sort((a, b) => b.width - a.width);
  if (!first) return { shown: directories.slice(0, 1), others: 0, description, omePixels: ome.pixels };
  const picture = largestCopy(first, whole);
  const pages = whole.filter((page) => page === picture || !isCopy(page, picture));
  const channels = joinedChannels(pages, description, ome);
  // The description of the shown page takes precedence over that of the first page.
  const own = await picture.directory.text(TAG.description);
  return {
    shown: (channels ?? [picture]).map(({ directory }) => directory),
    others: Math.max(0, pages.length - (channels?.length ?? 1)),
    description: own || description,
    omePixels: ome.pixels ?? omeOf(own).pixels,
  };
}

/** The same picture, smaller: the shape is the same within the rounding of a small copy. */
function isCopy(page: Page, of: Page): boolean {
  if (page.width >= of.width || page.samples !== of.samples) return false;
  const shape = (page.width / page.height) * (of.height / of.width);
  return Math.abs(shape - 1) <= 0.01 + 2 / Math.min(page.width, page.height);
}

const largestCopy = (first: Page, pages: readonly Page[]): Page =>
  pages.reduce((largest, page) => (isCopy(largest, page) ? page : largest), first);

interface Ome {
  readonly pixels: Readonly<Record<string, string>> | null;
  readonly channels: readonly Readonly<Record<string, string>>[];
  readonly data: readonly Readonly<Record<string, string>>[];
}

/** Of the first image of OME-XML. */
function omeOf(description: string): Ome {
  let pixels: Readonly<Record<string, string>> | null = null;
  const channels: Readonly<Record<string, string>>[] = [];
  const data: Readonly<Record<string, string>>[] = [];
  if (description.trimStart().startsWith('<'))
    for (const { name, attributes } of xmlElements(description)) {
      if (name === 'Pixels') {
        if (pixels) break;
        pixels = attributes;
      } else if (pixels && name === 'Channel') channels.push(attributes);
      else if (pixels && name === 'TiffData') data.push(attributes);
    }
  return { pixels, channels, data };
}

/** Red, green and blue pages of one sample, in that order; null where the pages are no such three. */
function joinedChannels(pages: readonly Page[], description: string, ome: Ome): readonly Page[] | null {
  const [first] = pages;
  const equal = pages.every(
    ({ width, height, samples }) => samples === 1 && width === first?.width && height === first.height,
  );
  if (pages.length !== 3 || !equal) return null;
  if (ome.pixels) {
    const { SizeC, SizeZ = '1', SizeT = '1' } = ome.pixels;
    if (SizeC !== '3' || SizeZ !== '1' || SizeT !== '1') return null;
    const order = ome.channels.length === 3 ? ome.channels.map(primaryOf) : [0, 1, 2];
    const page = (channel: number): Page | undefined => {
      const placed = ome.data.find(
        ({ FirstC, IFD }) => Number(FirstC ?? -1) === channel && IFD !== undefined,
      );
      return pages[placed ? Number(placed.IFD) : channel];
    };
    const joined = [0, 1, 2]
      .map((primary) => page(order.indexOf(primary)))
      .filter((each) => each !== undefined);
    return new Set(joined).size === 3 ? joined : null;
  }
  const composite = /^channels=3$/m.test(description) && /^mode=(composite|color)$/m.test(description);
  return description.startsWith('ImageJ=') && composite ? pages : null;
}

/** 0 red, 1 green, 2 blue, by a channel's colour (RGBA in a signed 32-bit integer), else its name; -1: none of them. */
function primaryOf({ Color, Name }: Readonly<Record<string, string>>): number {
  const rgba = Color === undefined ? 0 : Number(Color) >>> 0;
  const byColour = [0xff000000, 0x00ff0000, 0x0000ff00].indexOf((rgba & 0xffffff00) >>> 0);
  return byColour >= 0 ? byColour : ['red', 'green', 'blue'].indexOf(Name?.trim().toLowerCase() ?? '');
}
