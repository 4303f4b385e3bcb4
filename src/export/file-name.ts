/**
 * File name of a snapshot: reticle_2026-11-22_14-03-05_10x_lymph-node.png. Local time, so that files sort
 * by when they were taken; parts that are not known are left out.
 */
export function snapshotFileName(snapshot: {
  /** ms since the Unix epoch. */
  readonly capturedAt: number;
  /** Magnification, null where not known. */
  readonly objective: number | null;
  /** Source or slide, any text. */
  readonly label: string;
}): string {
  const time = new Date(snapshot.capturedAt);
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const clock = `${two(time.getHours())}-${two(time.getMinutes())}-${two(time.getSeconds())}`;
  const objective = snapshot.objective === null ? '' : `${Number(snapshot.objective.toPrecision(3))}x`;
  const parts = ['reticle', date, clock, objective, slug(snapshot.label)];
  return `${parts.filter(Boolean).join('_')}.png`;
}

/** Lower-case Latin letters and digits with hyphens, safe as part of a file name everywhere; at most 40. */
function slug(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-|-$/g, '');
}
