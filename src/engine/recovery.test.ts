import { expect, test, vi } from 'vitest';
import { DeviceLosses } from './device-losses';
import type { FieldPipeline } from './field-pipeline';
import type { OpenedPipeline } from './open-pipeline';
import { Recovery, type RecoveryHost } from './recovery';
import { settled } from './testing/gates';

const CANVAS = {} as OffscreenCanvas;

function machine(open?: () => Promise<OpenedPipeline>) {
  const pipelines: { destroy: ReturnType<typeof vi.fn>; lose: (reason: string) => void }[] = [];
  const openOne = async (): Promise<OpenedPipeline> => {
    let lose = (_: string) => {};
    const lost = new Promise<string>((resolve) => {
      lose = resolve;
    });
    const destroy = vi.fn();
    pipelines.push({ destroy, lose });
    const pipeline = {
      drawing: 'webgpu',
      adapter: `${pipelines.length}`,
      destroy,
    } as unknown as FieldPipeline;
    return { kind: 'open', pipeline, gpu: null, notice: null, lost, loseDevice: () => lose('told') };
  };
  const host = {
    open: vi.fn<RecoveryHost['open']>(open ?? openOne),
    opened: vi.fn(),
    back: vi.fn(async () => {}),
    lost: vi.fn(),
    canvasUnusable: vi.fn(),
    note: vi.fn(),
  };
  const recovery = new Recovery(host, new DeviceLosses(() => 0));
  return { host, recovery, pipelines };
}

test('a lost device is opened again on the same canvas, and what was shown comes back', async () => {
  const { host, recovery, pipelines } = machine();
  expect(await recovery.start(CANVAS, {})).toBe(true);
  expect(recovery.phase).toBe('running');
  pipelines[0]?.lose('driver reset');
  await settled();
  expect(host.lost).toHaveBeenCalledOnce();
  expect(pipelines[0]?.destroy).toHaveBeenCalledOnce();
  expect(host.open).toHaveBeenLastCalledWith(CANVAS, {});
  expect(host.opened).toHaveBeenLastCalledWith(expect.anything(), true);
  expect(host.back).toHaveBeenCalledOnce();
  expect(recovery.recovering).toBe(false);
});

test('a device that is lost again and again is given up; another canvas is drawn to by Canvas 2D', async () => {
  const { host, recovery, pipelines } = machine();
  await recovery.start(CANVAS, { backend: 'wasm' });
  for (let loss = 0; loss < 3; loss++) {
    pipelines.at(-1)?.lose('again');
    await settled();
  }
  expect(recovery.phase).toBe('given-up');
  expect(recovery.recovering).toBe(true);
  expect(host.canvasUnusable).toHaveBeenCalledOnce();
  const another = {} as OffscreenCanvas;
  await recovery.replaceCanvas(another);
  expect(host.open).toHaveBeenLastCalledWith(another, { backend: 'wasm', drawing: 'canvas-2d' });
  expect(recovery.phase).toBe('running');
});

test('a device that does not come back is told of, and nothing fails unheard', async () => {
  let first = true;
  const good = machine();
  const { host, recovery } = machine(async () => {
    if (!first) throw new Error('no adapter');
    first = false;
    return good.host.open(CANVAS, {});
  });
  await recovery.start(CANVAS, {});
  good.pipelines[0]?.lose('unplugged');
  await settled();
  expect(host.canvasUnusable.mock.calls[0]?.[0].message).toContain('no adapter');
  expect(recovery.phase).toBe('given-up');
});

test('the loss of a pipeline that was replaced already changes nothing', async () => {
  const { host, recovery, pipelines } = machine();
  await recovery.start(CANVAS, {});
  await recovery.replaceCanvas({} as OffscreenCanvas);
  pipelines[0]?.lose('late');
  await settled();
  expect(host.lost).not.toHaveBeenCalled();
  expect(recovery.phase).toBe('running');
});
