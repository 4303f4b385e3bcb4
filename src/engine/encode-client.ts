import { ReticleError } from '../domain/errors';
import type { SizePx } from '../domain/geometry';
import { connect, type Remote } from '../rpc/connect';
import type { Endpoint } from '../rpc/messages';
import type { EncodeCalls, EncodedPictures, EncodeJob } from './encode-calls';

/** Most bytes of pictures that are read back or wait to be encoded. Six captures of a 4K camera. */
const MAX_BYTES = 400 * 2 ** 20;
/** Bytes that a capture holds for each px: RGBA with and without overlay. */
const BYTES_PER_PX = 8;

/** What a capture needs of it. */
export type CaptureEncoder = Pick<PictureEncoder, 'encode' | 'withRoom'>;

/**
 * Encodes pictures in a worker that starts with the first one, and again after a crash. Captures that come faster
 * than they can be encoded are refused before anything is read, so that memory never runs out under them.
 */
export class PictureEncoder {
  #remote: Remote<EncodeCalls, object> | null = null;
  #bytes = 0;

  constructor(
    private readonly startWorker: () => Endpoint = startEncodeWorker,
    private readonly maxBytes: number = MAX_BYTES,
  ) {}

  /**
   * Carries `capture` out while there is room for its pictures; one alone always has room.
   * @throws ReticleError 'snapshot-failed' where too many are under way; whatever `capture` throws
   */
  async withRoom<Result>({ width, height }: SizePx, capture: () => Promise<Result>): Promise<Result> {
    const bytes = width * height * BYTES_PER_PX;
    if (this.#bytes > 0 && this.#bytes + bytes > this.maxBytes)
      throw new ReticleError(
        'snapshot-failed',
        'Pictures are being captured faster than they can be encoded; this one was not captured.',
        'Wait a moment, then take the snapshot again.',
      );
    this.#bytes += bytes;
    try {
      return await capture();
    } finally {
      this.#bytes -= bytes;
    }
  }

  /** Takes the job's bytes over. @throws ReticleError 'snapshot-failed' */
  async encode(job: EncodeJob): Promise<EncodedPictures> {
    if (!this.#remote || this.#remote.dead)
      this.#remote = connect<EncodeCalls>(this.startWorker(), {
        name: 'picture encoder',
        // A picture of a large camera is compressed in one go.
        silentAfterMs: 10_000,
      });
    try {
      return await this.#remote.call('encode', job, { transfer: [job.bare.data, job.overlay.data] });
    } catch (cause) {
      if (!(cause instanceof ReticleError) || cause.code !== 'worker-crashed') throw cause;
      throw new ReticleError('snapshot-failed', cause.message, 'Take the snapshot again.', { cause });
    }
  }
}

function startEncodeWorker(): Worker {
  return new Worker(new URL('./encode-worker.ts', import.meta.url), {
    type: 'module',
    name: 'picture encoder',
  });
}
