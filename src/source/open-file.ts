import { ReticleError } from '../domain/errors';
import type { FrameSource } from '../domain/frame';
import { fileTypeOf } from './file-type';
import { openMicroscope } from './simulated/simulated-microscope';
import { openVideoFile } from './video-file';

/**
 * Opens a recorded video, or a still image on the simulated stage, by its content. `umPerPx`: scale of a still
 * image as the user gives it. Rejects with 'file-empty', 'file-unsupported', 'file-corrupt', 'file-too-large',
 * 'video-corrupt'.
 */
export async function openFile(file: File, umPerPx?: number): Promise<FrameSource> {
  if (umPerPx !== undefined && !(umPerPx > 0 && umPerPx <= 1000))
    throw new ReticleError(
      'settings-invalid',
      `${umPerPx} um/px is no scale.`,
      'Enter the um of one pixel, such as 0.5.',
    );
  const type = await fileTypeOf(file);
  if (type === 'mp4' || type === 'webm') return openVideoFile(file);
  return openMicroscope({ kind: 'image', file, ...(umPerPx !== undefined ? { umPerPx } : {}) });
}
