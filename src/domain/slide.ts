import { z } from 'zod';

export const MAX_SLIDE_LABEL = 200;

/** One piece of glass. Its map, track, annotations and snapshots belong to it, and to nothing else. */
export const slideSchema = z.object({
  schema: z.literal(1),
  id: z.uuid(),
  caseId: z.uuid(),
  /** Counts up within the case, from 1. */
  number: z.int().positive(),
  label: z.string().max(MAX_SLIDE_LABEL),
  /** ISO 8601. */
  createdAt: z.iso.datetime(),
  /**
   * What it was seen with, where the same thing can be opened again (a camera, a simulated slide): a page that is
   * loaded again goes on with the slide. Null: unknown. Never the name of a file.
   */
  source: z.string().max(200).nullable(),
});
export type Slide = z.infer<typeof slideSchema>;

/** What every result of the engine is stamped with. */
export type SlideName = Pick<Slide, 'id' | 'label'>;

/**
 * The slide of a snapshot or an annotation. Versions that knew no slides left it out: all of a case then belongs to one
 * slide, which has the id of its case.
 */
export function slideIdOf(of: { readonly slideId?: string | undefined; readonly caseId: string }): string {
  return of.slideId ?? of.caseId;
}

/** What the list of slides shows of a slide's map, made when the map was kept. */
export const slideViewSchema = z.object({
  schema: z.literal(1),
  /** ISO 8601. */
  keptAt: z.iso.datetime(),
  /** Of the small picture's part of the slide, mm2: seen, and of that assessed or seen to hold no tissue. */
  seenMm2: z.number().min(0),
  examinedMm2: z.number().min(0),
  /** Null: no model's class was chosen. */
  foci: z
    .object({
      className: z.string().max(200),
      total: z.int().min(0),
      /** Longest diameter, um; null without foci. */
      longestUm: z.number().min(0).nullable(),
    })
    .nullable(),
});
export type SlideView = z.infer<typeof slideViewSchema>;
