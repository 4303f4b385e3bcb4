import { toErrorReport } from '../../domain/errors';
import { FieldPainter } from '../field-painter';
import type { RecordAnswer, RecordRequest } from './record-messages';

/** Little is lost at this, and ten seconds fit into memory. */
const JPEG_QUALITY = 0.92;

const canvas = new OffscreenCanvas(1, 1);
const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
const painter = new FieldPainter();

/** Compresses frames for the replay buffer, beside the engine. One at a time: the recorder waits for it. */
self.onmessage = async ({ data }: MessageEvent<RecordRequest>) => {
  const { id, image, mounting, flatField } = data;
  const began = performance.now();
  try {
    if (!context) throw new Error('no canvas');
    const size = await painter.paint(context, image, mounting, flatField);
    image.close();
    if (!size) throw new Error('the frame was not painted');
    const picture = await canvas.convertToBlob({ type: 'image/jpeg', quality: JPEG_QUALITY });
    answer({ id, picture, ...size, ms: performance.now() - began });
  } catch (cause) {
    answer({
      id,
      error: toErrorReport(cause, {
        code: 'replay-failed',
        message: 'The replay buffer could not take a frame.',
        remedy: 'Close other tabs to free memory, or switch the replay buffer off.',
      }),
    });
  } finally {
    image.close();
  }
};

function answer(message: RecordAnswer): void {
  self.postMessage(message);
}
