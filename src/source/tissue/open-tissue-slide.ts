import { ReticleError } from '../../domain/errors';
import { TISSUE_OBJECTIVES, type TissueSlide } from '../simulated/slide-names';
import type { StageSlide } from '../simulated/stage-slide';
import { decodeImage } from '../still-image/decode-image';
import { readImageHeader } from '../still-image/image-header';
import { imageSlide } from '../still-image/image-slide';
import { tissueSlideSchema } from './tissue-file';

/** Largest picture of a slide, px: 64 MB decoded. */
const MAX_PX = 1 << 24;
/** It is on this machine or close to it; after a longer wait another slide is shown. */
const TIMEOUT_MS = 20_000;

export type FetchFile = (url: URL, options: { readonly signal: AbortSignal }) => Promise<Response>;

/**
 * A slide of real tissue from this page's own server, as tools/tissue-slides.ts made it. Runs in a worker.
 * @throws ReticleError 'file-corrupt' where a file is missing, damaged or too slow
 */
export async function openTissueSlide(slide: TissueSlide, fetchFile: FetchFile = fetch): Promise<StageSlide> {
  const folder = new URL(`/slides/${slide}/`, self.location.origin);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const [table, picture] = await Promise.all(
      ['slide.json', 'tissue.jpg'].map(async (name) => {
        const response = await fetchFile(new URL(name, folder), { signal });
        if (!response.ok) throw new Error(`${name} is missing`);
        return response.blob();
      }),
    );
    if (!table || !picture) throw new Error('a file is missing');
    const { umPerPx, startUm, tour } = tissueSlideSchema.parse(JSON.parse(await table.text()));
    const file = new File([picture], 'tissue.jpg');
    const { size } = await readImageHeader(file, 'jpeg');
    if (size.width * size.height > MAX_PX) throw new Error('tissue.jpg is too large');
    const flat = imageSlide(await decodeImage(file, 'jpeg'), umPerPx);
    const within = ({ x, y }: { x: number; y: number }) => ({
      x: Math.min(x, flat.widthUm),
      y: Math.min(y, flat.heightUm),
    });
    return {
      ...flat,
      objectives: TISSUE_OBJECTIVES,
      startUm: within(startUm),
      tour: tour.map((stop) => ({ ...stop, ...within(stop) })),
    };
  } catch (cause) {
    throw new ReticleError(
      'file-corrupt',
      'The slide of real tissue could not be read.',
      'Reload the page, or choose a simulated slide.',
      { cause },
    );
  }
}
