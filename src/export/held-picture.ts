import type { Snapshot } from '../domain/case';

/** That a picture was not the live one, and how old it was, in the words that exports use; null for a live one. */
export function heldText({ held }: Pick<Snapshot, 'held'>): string | null {
  switch (held?.reason) {
    case undefined:
      return null;
    case 'old':
      return `the last picture, ${ageText(held?.ageSeconds ?? 0)} old: no new one came`;
    case 'frozen':
      return `a frozen picture, ${ageText(held?.ageSeconds ?? 0)} old`;
    case 'still':
      return 'a picture that stands still: a still image or a paused video';
  }
}

/** The same as a sentence of its own. */
export function heldSentence(snapshot: Pick<Snapshot, 'held'>): string | null {
  const held = heldText(snapshot);
  return held === null ? null : `This is ${held}.`;
}

/** 12 s; 5 min; 3 h. */
function ageText(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
