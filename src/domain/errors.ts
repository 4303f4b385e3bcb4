/** Every failure a user can meet, by name. The app shows `message` and, below it, `remedy`. */
export type ErrorCode =
  | 'camera-denied'
  | 'camera-missing'
  | 'camera-busy'
  | 'camera-ended'
  | 'capture-denied'
  | 'capture-ended'
  | 'file-unsupported'
  | 'file-corrupt'
  | 'file-too-large'
  | 'file-empty'
  | 'file-version'
  | 'video-corrupt'
  | 'webgpu-missing'
  | 'webgpu-lost'
  | 'frame-failed'
  | 'output-unusable'
  | 'backend-missing'
  | 'model-missing'
  | 'model-invalid'
  | 'model-corrupt'
  | 'model-failed'
  | 'worker-crashed'
  | 'worker-silent'
  | 'storage-full'
  | 'storage-unavailable'
  | 'storage-newer'
  | 'record-corrupt'
  | 'record-missing'
  | 'settings-invalid'
  | 'shader-invalid'
  | 'snapshot-failed'
  | 'replay-failed'
  | 'clip-failed'
  | 'export-failed'
  | 'blank-not-blank'
  | 'blank-clipped'
  | 'blank-dark'
  | 'blank-unsteady'
  | 'blank-no-frames'
  | 'self-test-failed';

/** Plain form that crosses a worker boundary. */
export interface ErrorReport {
  readonly code: ErrorCode;
  /** What is wrong, naming the thing (file, camera, model). */
  readonly message: string;
  /** What the user can do about it. */
  readonly remedy: string;
}

/** Longest message, characters: the content of a file must not fill the page. */
export const MAX_MESSAGE = 500;

const cut = (message: string): string =>
  message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE - 4).trimEnd()} ...` : message;

export class ReticleError extends Error {
  override readonly name = 'ReticleError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(cut(message), options);
  }

  report(): ErrorReport {
    return { code: this.code, message: this.message, remedy: this.remedy };
  }
}

/** The error that a report tells of, on the other side of a worker boundary. */
export const fromErrorReport = ({ code, message, remedy }: ErrorReport): ReticleError =>
  new ReticleError(code, message, remedy);

/** Turns anything thrown into a report, with `fallback` for what is not a {@link ReticleError}. */
export function toErrorReport(error: unknown, fallback: ErrorReport): ErrorReport {
  if (error instanceof ReticleError) return error.report();
  const detail = error instanceof Error ? error.message : String(error);
  return { ...fallback, message: cut(`${fallback.message} (${detail})`) };
}
