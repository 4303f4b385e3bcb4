import { type Handlers, serve } from '../../rpc/serve';
import { FieldPainter } from '../field-painter';
import type { RecordCalls } from './record-calls';

/** Little is lost at this, and ten seconds fit into memory. */
const JPEG_QUALITY = 0.92;

const canvas = new OffscreenCanvas(1, 1);
const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
const painter = new FieldPainter();

/** Compresses frames for the replay buffer, beside the engine. One at a time: the recorder waits for it. */
const handlers: Handlers<RecordCalls> = {
  async record({ image, mounting, flatField }) {
    const began = performance.now();
    try {
      if (!context) throw new Error('no canvas');
      const field = await painter.paint(context, image, mounting, flatField);
      if (!field) throw new Error('the frame could not be read');
      image.close();
      painter.giveBack(field);
      const picture = await canvas.convertToBlob({ type: 'image/jpeg', quality: JPEG_QUALITY });
      const { width, height } = field;
      return { picture, width, height, ms: performance.now() - began };
    } finally {
      image.close();
    }
  },
};

serve<RecordCalls>(self, handlers, {
  inTurn: true,
  fallback: () => ({
    code: 'replay-failed',
    message: 'The replay buffer could not take a frame.',
    remedy: 'Close other tabs to free memory, or switch the replay buffer off.',
  }),
});
