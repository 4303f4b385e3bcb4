import { ellipseBetween, rectangleBetween } from '../../capture/annotations/shape-editing';
import type { Annotation, AnnotationClass, Shape } from '../../domain/annotation';
import type { PointUm } from '../../domain/geometry';

export const TOOLS = [
  'select',
  'polygon',
  'freehand',
  'rectangle',
  'ellipse',
  'line',
  'arrow',
  'text',
  'points',
  'counting-frame',
  'contour',
] as const;
export type Tool = (typeof TOOLS)[number];

/** Colours told apart by colour-blind users and on pink and purple (Okabe and Ito 2008). */
export const CLASSES: readonly AnnotationClass[] = [
  { id: 'region', name: 'Region', colour: [240, 228, 66] },
  { id: 'tumour', name: 'Tumour', colour: [213, 94, 0] },
  { id: 'mitosis', name: 'Mitosis', colour: [86, 180, 233] },
  { id: 'other', name: 'Other', colour: [0, 158, 115] },
];

/** The class that an outline of a model's region gets unless another is chosen; null: none is known for it. */
export function classOfContour(origin: Annotation['origin']): string | null {
  return origin.kind === 'model' && TUMOUR_CLASSES.has(origin.classId) ? 'tumour' : null;
}

/** Classes of models that stand for tumour. */
const TUMOUR_CLASSES: ReadonlySet<string> = new Set(['metastasis', 'cancer']);

/** The shape that a tool makes of its corners; null where they are too few. */
export function shapeOf(tool: Tool, draft: readonly PointUm[]): Shape | null {
  const [a, b] = draft;
  if (tool === 'polygon') return draft.length > 3 ? { kind: 'polygon', points: draft.slice(0, -1) } : null;
  if (tool === 'freehand') return draft.length > 2 ? { kind: 'polygon', points: [...draft] } : null;
  if (!a || !b) return null;
  switch (tool) {
    case 'rectangle':
      return rectangleBetween(a, b);
    case 'ellipse':
      return ellipseBetween(a, b);
    case 'line':
    case 'arrow':
      return { kind: tool, from: a, to: b };
    default:
      return null;
  }
}
