import { ReticleError } from '../domain/errors';
import { encodePicture } from '../export/png';
import { type RawPicture, unpackPicture } from '../gpu/readback';
import { serve } from '../rpc/serve';
import type { EncodeCalls, EncodedPictures, EncodeJob } from './encode-calls';

/** Long side of a thumbnail, px. */
const THUMBNAIL_PX = 240;

/** Encodes pictures beside the engine, which must not wait for it. One at a time, so that memory holds one PNG. */
serve<EncodeCalls>(
  self,
  { encode },
  {
    inTurn: true,
    fallback: () => ({
      code: 'snapshot-failed',
      message: 'The picture could not be encoded.',
      remedy: 'Free memory by closing other tabs, then take the snapshot again.',
    }),
  },
);

async function encode({ bare, overlay, umPerPx, caption, provenance }: EncodeJob): Promise<EncodedPictures> {
  const size = { width: bare.width, height: bare.height };
  const drawn = unpackPicture(overlay);
  const thumbnail = await thumbnailOf(drawn, overlay);
  const frame = await encodePicture({ ...size, rgba: unpackPicture(bare), umPerPx, provenance });
  const picture = await encodePicture({ ...size, rgba: drawn, umPerPx, caption, provenance });
  return { frame, overlay: picture, thumbnail };
}

async function thumbnailOf(
  rgba: Uint8ClampedArray<ArrayBuffer>,
  { width, height }: RawPicture,
): Promise<Blob> {
  const scale = Math.min(1, THUMBNAIL_PX / Math.max(width, height));
  const small = {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
  const bitmap = await createImageBitmap(new ImageData(rgba, width, height), {
    resizeWidth: small.width,
    resizeHeight: small.height,
    resizeQuality: 'medium',
  });
  const canvas = new OffscreenCanvas(small.width, small.height);
  const context = canvas.getContext('2d', { alpha: false });
  if (!context)
    throw new ReticleError('snapshot-failed', 'There is no canvas for the thumbnail.', 'Close other tabs.');
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 });
}
