/** Steps of the guided story, each done by doing it. */
export const STORY_STEPS = ['see', 'freeze', 'take', 'confirm', 'export'] as const;
export type StoryStep = (typeof STORY_STEPS)[number];

/** Where the guided story is; `done`: all steps were gone through. Kept by StorySession. */
export interface StorySlice {
  readonly story: StoryStep | 'done' | null;
}
