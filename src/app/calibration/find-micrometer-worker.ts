import { findMicrometer, type Luma, type MicrometerAnswer } from '../../optics/calibration/micrometer';
import { serve } from '../../rpc/serve';

export interface MicrometerCalls {
  find(picture: Luma): MicrometerAnswer;
}

/** Looks for graduations beside the page: it takes a second or more. */
serve<MicrometerCalls>(self, { find: findMicrometer });
