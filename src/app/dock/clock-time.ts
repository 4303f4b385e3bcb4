const HALF_A_DAY_MS = 12 * 3600 * 1000;

/** 12:31:05 of today; with the date where that is long ago. @param at ms since the Unix epoch */
export function clockTime(at: number, now: number = Date.now()): string {
  const date = new Date(at);
  return now - at < HALF_A_DAY_MS ? date.toLocaleTimeString('sv') : date.toLocaleString('sv');
}
