import { decode } from 'fast-png';
import { rangeOfGreatest } from './tiff/samples';

/**
 * A PNG of 16 bits whose values are those of a camera of less, as a picture of 8 bits that is as bright as it was
 * meant; null where its values fill their words, or the browser is to say what is wrong with it.
 */
export async function readDimPng(file: File): Promise<{ picture: ImageData; white: number } | null> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const png = await Promise.resolve(bytes)
    .then((read) => decode(read))
    .catch(() => null);
  if (png?.depth !== 16) return null;
  const { width, height, data, channels } = png;
  const colours = channels > 2 ? 3 : 1;
  let greatest = 0;
  for (let i = 0; i < data.length; i++)
    if (i % channels < colours && (data[i] ?? 0) > greatest) greatest = data[i] ?? 0;
  const white = rangeOfGreatest(greatest);
  if (white === 65_535) return null;
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++)
      rgba[4 * i + c] = (255 * (data[channels * i + (colours === 3 ? c : 0)] ?? 0)) / white;
    rgba[4 * i + 3] = channels > colours ? (data[channels * i + colours] ?? 0) / 257 : 255;
  }
  return { picture: new ImageData(rgba, width, height), white };
}
