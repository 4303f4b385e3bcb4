import type { SlideKind } from '../slide/slide';

/** Slides of real tissue that come with the app (public/slides). */
export const TISSUE_SLIDES = ['lymph-node-tissue', 'prostate-tissue'] as const;
export type TissueSlide = (typeof TISSUE_SLIDES)[number];

/** Whatever can be asked for on the simulated stage by name. */
export const STAGE_SLIDES = [
  'lymph-node',
  'prostate',
  'micrometer',
  ...TISSUE_SLIDES,
] as const satisfies readonly (SlideKind | TissueSlide)[];
export type StageSlideName = (typeof STAGE_SLIDES)[number];

export const isTissueSlide = (slide: StageSlideName): slide is TissueSlide =>
  (TISSUE_SLIDES as readonly string[]).includes(slide);

/** Objectives that are of use on a slide of real tissue: its picture was taken at 10x, and 20x enlarges it. */
export const TISSUE_OBJECTIVES: readonly number[] = [4, 10, 20];
