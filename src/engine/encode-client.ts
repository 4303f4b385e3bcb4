import { type ErrorReport, ReticleError } from '../domain/errors';
import type { PictureProvenance } from '../export/png';
import type { RawPicture } from '../gpu/readback';

export interface EncodeJob {
  readonly bare: RawPicture;
  readonly overlay: RawPicture;
  readonly umPerPx: number | null;
  /** Below the picture with overlay. */
  readonly caption: readonly string[];
  readonly provenance: PictureProvenance;
}
export interface EncodedPictures {
  /** PNG, without overlay. */
  readonly frame: Blob;
  /** PNG with overlay, scale bar, caption. */
  readonly overlay: Blob;
  /** Small JPEG. */
  readonly thumbnail: Blob;
}
export interface EncodeRequest {
  readonly id: number;
  readonly job: EncodeJob;
}
export type EncodeAnswer =
  | { readonly id: number; readonly pictures: EncodedPictures }
  | { readonly id: number; readonly error: ErrorReport };

/** Worker that encodes pictures; started with the first one, started anew after a crash. */
export class PictureEncoder {
  #worker: Worker | null = null;
  #next = 1;
  readonly #waiting = new Map<
    number,
    { resolve: (pictures: EncodedPictures) => void; reject: (cause: unknown) => void }
  >();

  /** Takes the job's bytes over. @throws ReticleError 'snapshot-failed' */
  encode(job: EncodeJob): Promise<EncodedPictures> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      const request: EncodeRequest = { id, job };
      worker.postMessage(request, [job.bare.data, job.overlay.data]);
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL('./encode-worker.ts', import.meta.url), {
      type: 'module',
      name: 'picture encoder',
    });
    worker.onmessage = ({ data }: MessageEvent<EncodeAnswer>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ('pictures' in data) waiting?.resolve(data.pictures);
      else waiting?.reject(new ReticleError(data.error.code, data.error.message, data.error.remedy));
    };
    worker.onerror = (event) => {
      worker.terminate();
      this.#worker = null;
      for (const { reject } of this.#waiting.values())
        reject(
          new ReticleError(
            'snapshot-failed',
            `The picture encoder stopped (${event.message || 'no reason given'}).`,
            'Take the snapshot again.',
          ),
        );
      this.#waiting.clear();
    };
    return worker;
  }
}
