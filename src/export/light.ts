import type { Snapshot } from '../domain/case';

/** How the light of a picture was treated, in the words that exports use; null where the record does not say. */
export function lightText({ flatField }: Pick<Snapshot, 'flatField'>): string | null {
  if (flatField === undefined) return null;
  return flatField ? 'flat field and white balance corrected' : 'as the camera gave it';
}
