import type { Case, Snapshot } from '../domain/case';

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
  /** '.png' when left out. */
  readonly ending?: string;
}): string {
  const time = new Date(snapshot.capturedAt);
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const clock = `${two(time.getHours())}-${two(time.getMinutes())}-${two(time.getSeconds())}`;
  const objective = snapshot.objective === null ? '' : `${Number(snapshot.objective.toPrecision(3))}x`;
  const parts = ['reticle', date, clock, objective, slug(snapshot.label)];
  return `${parts.filter(Boolean).join('_')}${snapshot.ending ?? '.png'}`;
}

/**
 * Name of an exported file: reticle_node-7_003_segmentation.dcm. From the case's title (else its creation
 * date, UTC) and the snapshot's number, so that the same case gives the same names on every machine.
 */
export function exportFileName(
  kase: Pick<Case, 'title' | 'createdAt'>,
  snapshot: Pick<Snapshot, 'number'> | null,
  ending: string,
): string {
  const subject = slug(kase.title) || kase.createdAt.slice(0, 10);
  const number = snapshot ? String(snapshot.number).padStart(3, '0') : '';
  return `${['reticle', subject, number].filter(Boolean).join('_')}${ending}`;
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
