import { expect, test } from 'vitest';
import { compileShader } from './shader';

/** A device whose driver finds these faults. */
function deviceWith(
  messages: readonly Pick<GPUCompilationMessage, 'type' | 'message' | 'lineNum' | 'linePos'>[],
) {
  const module = { getCompilationInfo: async () => ({ messages }) } as unknown as GPUShaderModule;
  return { createShaderModule: () => module } as unknown as GPUDevice;
}

test('a shader that the driver refuses is told with its line; warnings are none of the user’s', async () => {
  const warning = { type: 'warning', message: 'unused', lineNum: 1, linePos: 1 } as const;
  await expect(compileShader(deviceWith([warning]), 'a.wgsl', 'fn a() {}')).resolves.toBeDefined();
  const error = { type: 'error', message: 'no such function', lineNum: 2, linePos: 3 } as const;
  await expect(
    compileShader(deviceWith([warning, error]), 'a.wgsl', 'fn a() {\n  b();\n}'),
  ).rejects.toMatchObject({
    code: 'shader-invalid',
    message: expect.stringContaining('a.wgsl:2:3 no such function\n    b();'),
    remedy: expect.stringContaining('slower drawing path'),
  });
});
