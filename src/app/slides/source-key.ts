import type { SourceRequest } from '../../source/open-source';

/**
 * What a source is, where the same thing can be opened again: one camera, one simulated slide. Null where nobody can
 * tell (a file with the name of another, a shared window).
 */
export function sourceKey(request: SourceRequest): string | null {
  switch (request.kind) {
    case 'camera':
      return request.deviceId ? `camera ${request.deviceId}`.slice(0, 200) : null;
    case 'simulated':
      return `simulated ${request.slide} ${request.seed}`;
    case 'file':
    case 'screen':
      return null;
  }
}

/** Whether `request` goes on with what `before` showed: the same file that is opened again counts too. */
export function isSameThing(before: SourceRequest | null, request: SourceRequest): boolean {
  if (!before) return false;
  if (before.kind === 'file' && request.kind === 'file') return before.file === request.file;
  const key = sourceKey(request);
  return key !== null && key === sourceKey(before);
}
