import { type BlankField, measureBlankField } from '../../optics/self-test/blank-field';
import { measureTarget, type TargetAnswer } from '../../optics/self-test/target';

export interface PictureRequest {
  readonly part: 'blank' | 'target';
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** Measures beside the page: a large picture takes seconds. */
self.onmessage = ({ data }: MessageEvent<PictureRequest>) => {
  const { part, width, height, rgba } = data;
  const answer: BlankField | TargetAnswer =
    part === 'blank' ? measureBlankField(rgba, width, height) : measureTarget(rgba, width, height);
  self.postMessage(answer);
};
