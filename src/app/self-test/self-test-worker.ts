import type { FramePixels } from '../../engine/port';
import { type BlankField, measureBlankField } from '../../optics/self-test/blank-field';
import { measureTarget, type TargetAnswer } from '../../optics/self-test/target';
import { serve } from '../../rpc/serve';

export interface SelfTestCalls {
  blank(picture: FramePixels): BlankField;
  target(picture: FramePixels): TargetAnswer;
}

/** Measures beside the page: a large picture takes seconds. */
serve<SelfTestCalls>(self, {
  blank: ({ rgba, width, height }) => measureBlankField(rgba, width, height),
  target: ({ rgba, width, height }) => measureTarget(rgba, width, height),
});
