import { z } from 'zod';
import { listOf } from '../../domain/bounded-list';

const um = z.number().min(0).max(20_000);

/** What stands beside the picture of a slide of real tissue, in `slide.json`. Slide space in um, origin top left. */
export const tissueSlideSchema = z.object({
  umPerPx: z.number().min(0.1).max(5),
  startUm: z.object({ x: um, y: um }),
  tour: listOf(z.object({ x: um, y: um, dwellMs: z.int().min(0).max(60_000) }), 50),
  /** Places of which the source of the tissue says whether there is tumour. They are sparse, not a mask. */
  places: listOf(z.object({ xUm: um, yUm: um, tumour: z.boolean() }), 2000),
});

export type TissueSlideFile = z.infer<typeof tissueSlideSchema>;
