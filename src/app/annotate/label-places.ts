/** Words beside a shape: where they begin, and how long they are, screen px. */
export interface LabelBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** Height of a line, screen px, and the most lines that words give way. */
const LINE = 19;
const MOST_LINES = 8;

/**
 * How far down or up words move so that none lies on others, in the order of the list: the nearest free place, and their
 * own where all are taken. screen px, one a label.
 */
export function labelPlaces(labels: readonly LabelBox[]): readonly number[] {
  const taken: LabelBox[] = [];
  const isFree = (box: LabelBox) =>
    taken.every(
      (other) =>
        Math.abs(box.y - other.y) >= LINE || box.x >= other.x + other.width || other.x >= box.x + box.width,
    );
  return labels.map((label) => {
    const moves = [
      0,
      ...Array.from({ length: MOST_LINES }, (_, k) => [(k + 1) * LINE, -(k + 1) * LINE]).flat(),
    ];
    const down = moves.find((move) => isFree({ ...label, y: label.y + move })) ?? 0;
    taken.push({ ...label, y: label.y + down });
    return down;
  });
}
