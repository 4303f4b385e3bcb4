import { ReticleError } from '../domain/errors';

const AGAIN = 'Put the whole model folder in place again, and reload the page.';

/**
 * Fetches one file, giving up as soon as it is larger than it may be.
 * @param limit bytes
 * @throws ReticleError 'model-missing', or 'model-invalid' where it is too large
 */
export async function fetchFile(url: URL, limit: number): Promise<ArrayBuffer> {
  const name = url.pathname;
  const missing = (why: string, cause?: unknown) =>
    new ReticleError('model-missing', `${name} could not be loaded: ${why}.`, AGAIN, { cause });
  const tooLarge = () =>
    new ReticleError(
      'model-invalid',
      `${name} is larger than the ${Math.round(limit / 2 ** 20)} MB that such a file may have.`,
      'Use a smaller model; Reticle is made for networks of about a million parameters.',
    );

  let response: Response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw missing('the server did not answer', cause);
  }
  if (!response.ok) throw missing(`the server answered ${response.status}`);
  // Development servers answer unknown addresses with their start page.
  if (response.headers.get('content-type')?.includes('text/html')) throw missing('there is no such file');
  if (Number(response.headers.get('content-length') ?? 0) > limit) {
    await response.body?.cancel();
    throw tooLarge();
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  try {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      length += part.value.length;
      if (length > limit) {
        await reader?.cancel();
        throw tooLarge();
      }
      chunks.push(part.value);
    }
  } catch (cause) {
    if (cause instanceof ReticleError) throw cause;
    throw missing('the connection broke', cause);
  }
  return concat(chunks, length);
}

export function concat(chunks: readonly (Uint8Array | ArrayBuffer)[], length: number): ArrayBuffer {
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk instanceof ArrayBuffer ? new Uint8Array(chunk) : chunk, at);
    at += chunk.byteLength;
  }
  return all.buffer;
}

/**
 * sha256, lower-case hex.
 * @throws ReticleError 'model-failed' outside of a secure context, where browsers have no Web Crypto
 */
export async function sha256(data: ArrayBuffer | Uint8Array<ArrayBuffer>): Promise<string> {
  if (!globalThis.crypto?.subtle)
    throw new ReticleError(
      'model-failed',
      'This page cannot verify its models, because it was not opened securely.',
      'Open Reticle by https, or at localhost.',
    );
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
