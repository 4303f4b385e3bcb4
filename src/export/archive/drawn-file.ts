import { z } from 'zod';
import { drawnAnnotationSchema } from '../../domain/annotation';
import { listOf } from '../../domain/bounded-list';

/** Annotations of one case: as many as the points that one may have. */
const MAX_DRAWN = 200_000;

/** `drawn.json`: annotations of the live slide, um, in the order of their list. */
export const drawnFileSchema = z
  .object({ schema: z.literal(1), drawn: listOf(drawnAnnotationSchema, MAX_DRAWN) })
  .superRefine(({ drawn }, context) => {
    const seen = new Set<string>();
    for (const [k, { annotation }] of drawn.entries()) {
      if (seen.has(annotation.id))
        context.addIssue({
          code: 'custom',
          path: ['drawn', k, 'annotation', 'id'],
          message: 'another annotation has this id',
        });
      seen.add(annotation.id);
    }
  });
