import { findMicrometer, type Luma, type MicrometerAnswer } from '../../optics/calibration/micrometer';

/** Looks for graduations beside the page: it takes a second or more. */
self.onmessage = ({ data }: MessageEvent<Luma>) => {
  const answer: MicrometerAnswer = findMicrometer(data);
  self.postMessage(answer);
};
