import { compileShader } from '../gpu/shader';
import alignment from './alignment.wgsl?raw';
import phaseCorrelation from './phase-correlation.wgsl?raw';
import { REGISTRATION } from './registration-model';
import signal from './signal.wgsl?raw';
import track from './track.wgsl?raw';
import { trackingDeclarations } from './tracking-structs';
import types from './types.wgsl?raw';

const SHADERS = {
  signal: {
    code: signal,
    passes: ['reduce', 'average', 'smooth_baseline', 'take_off_baseline', 'pack_look'],
  },
  'phase-correlation': {
    code: phaseCorrelation,
    passes: ['gather', 'field_rows', 'field_columns', 'cross_columns', 'cross_rows', 'find_peaks'],
  },
  alignment: { code: alignment, passes: ['evaluate', 'choose', 'accumulate', 'improve'] },
  track: { code: track, passes: ['plan', 'decide', 'keep'] },
} as const;

type PassName = (typeof SHADERS)[keyof typeof SHADERS]['passes'][number];
export type TrackerPipelines = Readonly<Record<PassName, GPUComputePipeline>>;

/** Compiles all passes of the tracker. @throws ReticleError 'shader-invalid' */
export async function trackerPipelines(device: GPUDevice): Promise<TrackerPipelines> {
  const shared = `${trackingDeclarations()}\n${types}`;
  const compiled = await Promise.all(
    Object.entries(SHADERS).map(async ([name, { code, passes }]) => {
      const source = `${shared}\n${code}`;
      const module = await compileShader(device, `tracking/${name}.wgsl`, source);
      // An override that a shader lacks must not be given.
      const constants = Object.fromEntries(
        Object.entries(REGISTRATION).filter(([key]) => source.includes(`override ${key}:`)),
      );
      return Promise.all(
        passes.map(async (entryPoint) => {
          const pipeline = await device.createComputePipelineAsync({
            label: `tracking ${entryPoint}`,
            layout: 'auto',
            compute: { module, entryPoint, constants },
          });
          return [entryPoint, pipeline] as const;
        }),
      );
    }),
  );
  return Object.fromEntries(compiled.flat()) as TrackerPipelines;
}
