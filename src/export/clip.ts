import { ReticleError } from '../domain/errors';

export interface ClipFrame {
  /** ms since any moment; rising. */
  readonly capturedAt: number;
  /** Any picture that the browser decodes; all of one clip have the same size. */
  readonly picture: Blob;
}

export interface Clip {
  readonly blob: Blob;
  /** '.mp4' or '.webm'. */
  readonly ending: string;
}

/** H.264 in MP4 opens in most programs; where the browser cannot encode it, WebM. */
const CODECS = ['avc', 'vp9', 'vp8'] as const;
const KEY_FRAME_S = 1;
/** Frames do not stand longer than this in the clip, s: the picture was frozen or hidden. */
const LONGEST_S = 1;

/** Time of each frame in the clip and how long it stands, s. Pauses longer than a second are shortened to one. */
export function clipTimes(capturedAt: readonly number[]): { readonly at: number; readonly for: number }[] {
  let at = 0;
  let last = 0.1;
  return capturedAt.map((time, i) => {
    const next = capturedAt[i + 1];
    // The last frame stands as long as the one before.
    last = next === undefined ? last : Math.min(LONGEST_S, Math.max(0.001, (next - time) / 1000));
    const entry = { at, for: last };
    at += last;
    return entry;
  });
}

/**
 * A video of frames at the pace at which they were taken. Cut down by a px where a side is odd, as H.264 wants.
 * @param onProgress share done, 0..1
 * @throws ReticleError 'clip-failed'
 */
export async function writeClip(
  frames: readonly ClipFrame[],
  onProgress: (share: number) => void,
  signal?: AbortSignal,
): Promise<Clip> {
  const [first] = frames;
  if (!first) throw new ReticleError('clip-failed', 'There is no frame for a clip.', 'Wait for some frames.');
  const bunny = await import('mediabunny');
  const opening = await createImageBitmap(first.picture);
  const width = opening.width - (opening.width % 2);
  const height = opening.height - (opening.height % 2);
  opening.close();
  const quality = new bunny.Quality('high');
  const codec = await bunny.getFirstEncodableVideoCodec([...CODECS], { width, height, quality });
  if (!codec)
    throw new ReticleError(
      'clip-failed',
      `This browser cannot write a video of ${width} x ${height} px.`,
      'Take single frames instead, or use a current Chrome or Edge.',
    );
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false });
  if (!context)
    throw new ReticleError('clip-failed', 'There is no canvas for the clip.', 'Close other tabs.');
  const format = codec === 'avc' ? new bunny.Mp4OutputFormat() : new bunny.WebMOutputFormat();
  const target = new bunny.BufferTarget();
  const output = new bunny.Output({ format, target });
  const source = new bunny.CanvasSource(canvas, { codec, quality, keyFrameInterval: KEY_FRAME_S });
  output.addVideoTrack(source);
  try {
    await output.start();
    const times = clipTimes(frames.map(({ capturedAt }) => capturedAt));
    for (const [i, { picture }] of frames.entries()) {
      signal?.throwIfAborted();
      const bitmap = await createImageBitmap(picture);
      context.drawImage(bitmap, 0, 0);
      bitmap.close();
      const time = times[i];
      if (time) await source.add(time.at, time.for);
      onProgress((i + 1) / frames.length);
    }
    await output.finalize();
  } catch (cause) {
    if (output.state !== 'finalized') await output.cancel().catch(() => undefined);
    throw cause;
  }
  if (!target.buffer)
    throw new ReticleError('clip-failed', 'The clip could not be written.', 'Free memory and try again.');
  return { blob: new Blob([target.buffer], { type: format.mimeType }), ending: format.fileExtension };
}
