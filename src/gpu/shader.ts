import { ReticleError } from '../domain/errors';

/**
 * Compiles WGSL and reports errors with the source line.
 * @throws ReticleError 'shader-invalid'
 */
export async function compileShader(
  device: GPUDevice,
  label: string,
  code: string,
): Promise<GPUShaderModule> {
  const module = device.createShaderModule({ label, code });
  const info = await module.getCompilationInfo();
  const errors = info.messages.filter((message) => message.type === 'error');
  if (errors.length === 0) return module;
  const lines = code.split('\n');
  const detail = errors
    .map(
      (error) =>
        `${label}:${error.lineNum}:${error.linePos} ${error.message}\n  ${lines[error.lineNum - 1] ?? ''}`,
    )
    .join('\n');
  throw new ReticleError(
    'shader-invalid',
    `The graphics driver refused a shader.\n${detail}`,
    'Update the browser and the graphics driver; Reticle goes on with the slower drawing path.',
  );
}

/** Compute pipeline with automatic layout, compiled without blocking. */
export async function computePipeline(
  device: GPUDevice,
  label: string,
  code: string,
  options: { entryPoint?: string; constants?: Record<string, number> } = {},
): Promise<GPUComputePipeline> {
  const module = await compileShader(device, label, code);
  return device.createComputePipelineAsync({
    label,
    layout: 'auto',
    compute: {
      module,
      ...(options.entryPoint === undefined ? {} : { entryPoint: options.entryPoint }),
      ...(options.constants === undefined ? {} : { constants: options.constants }),
    },
  });
}
