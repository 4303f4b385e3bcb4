import { ReticleError } from '../domain/errors';

/** A record that another tab, or this one, has deleted for good. */
export function missing(kind: 'case' | 'snapshot' | 'slide', id: string): ReticleError {
  return new ReticleError(
    'record-missing',
    `There is no ${kind} ${id} on this computer.`,
    'It was deleted for good, perhaps in another tab. Reload the page.',
  );
}

export function newer(name: string): ReticleError {
  return new ReticleError(
    'storage-newer',
    `${name} was written by a newer version of Reticle.`,
    'Open it with that version; it was not changed.',
  );
}

export function damaged(name: string, reason: string): ReticleError {
  return new ReticleError(
    'record-corrupt',
    `${name} is damaged on the disk (${reason}).`,
    'It was set aside; all others open as before. Restore it from an export if there is one.',
  );
}
