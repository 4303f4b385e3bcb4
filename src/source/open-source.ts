import { ReticleError } from '../domain/errors';
import type { FrameSource } from '../domain/frame';
import type { SizePx } from '../domain/geometry';
import { openCamera } from './camera/camera';
import { openFile } from './open-file';
import { openScreen } from './screen';
import { behindCamera, type MicroscopeOptions, openMicroscope } from './simulated/simulated-microscope';
import { isTissueSlide, type StageSlideName } from './simulated/slide-names';

/** What the user has chosen. */
export type SourceRequest =
  | {
      readonly kind: 'camera';
      readonly deviceId?: string;
      readonly label?: string;
      readonly resolution?: SizePx;
    }
  | { readonly kind: 'screen' }
  /** `umPerPx`: scale of a still image, where the user knows better than the file. */
  | { readonly kind: 'file'; readonly file: File; readonly umPerPx?: number }
  | {
      readonly kind: 'simulated';
      readonly slide: StageSlideName;
      readonly seed: number;
      readonly objective?: number;
      readonly tour?: boolean;
      readonly options?: Pick<
        MicroscopeOptions,
        'size' | 'framesPerSecond' | 'vignetting' | 'dust' | 'untold' | 'stepped'
      >;
    };

/** Opens any source. Rejects with a ReticleError that says what is wrong and what to do. */
export async function openSource(request: SourceRequest): Promise<FrameSource> {
  switch (request.kind) {
    case 'camera':
      return openCamera(request);
    case 'screen':
      return openScreen();
    case 'file':
      return openFile(request.file, request.umPerPx);
    case 'simulated': {
      const { slide, seed, objective, tour, options } = request;
      if (!Number.isSafeInteger(seed))
        throw new ReticleError(
          'settings-invalid',
          `Slide seed ${seed} is not a whole number.`,
          'Use a whole number.',
        );
      const opened = await openMicroscope(
        isTissueSlide(slide) ? { kind: 'tissue', slide, seed } : { kind: 'procedural', slide, seed },
        {
          ...options,
          ...(objective !== undefined ? { objective } : {}),
          ...(tour !== undefined ? { touring: tour } : {}),
        },
      );
      return options?.untold ? behindCamera(opened) : opened;
    }
  }
}
