import { ReticleError } from '../../domain/errors';
import { fileTypeOf, quote } from '../file-type';
import type { StageSlide } from '../simulated/stage-slide';
import type { StillImage } from '../simulated/worker-calls';
import { imageSlide } from './image-slide';
import type { StillPixels } from './still-pixels';

/** Shown at this scale until the user says; usual for slide scanners at 20x. Nothing is assessed with it. */
const ASSUMED_UM_PER_PX = 0.5;

/** Lays a picture on the stage. `umPerPx` as the user says, else the file's, else an assumption. Runs in a worker. */
export async function openStillImage(
  file: File,
  umPerPx?: number,
): Promise<{ slide: StageSlide; still: StillImage }> {
  const pixels = await decode(file);
  const told = umPerPx ?? pixels.umPerPx;
  const scale = told ?? ASSUMED_UM_PER_PX;
  const { width, height } = pixels;
  return {
    slide: imageSlide(pixels, scale),
    still: {
      size: { width, height },
      umPerPx: scale,
      suggestedUmPerPx: pixels.umPerPx,
      suggestedBy: pixels.scaleSource,
      notes: pixels.notes,
      scaleKnown: told !== null,
    },
  };
}

async function decode(file: File): Promise<StillPixels> {
  const type = await fileTypeOf(file);
  switch (type) {
    case 'png':
    case 'jpeg':
      return (await import('./decode-image')).decodeImage(file, type);
    case 'tiff':
      return (await import('./decode-tiff')).decodeTiff(file);
    default:
      throw new ReticleError('file-unsupported', `${quote(file)} is a video.`, 'Open it as a video.');
  }
}
