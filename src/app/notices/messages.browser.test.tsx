import { expect, test } from 'vitest';
import type { CameraControls } from '../../domain/frame';
import { CameraSection } from '../panel/camera-section';
import { fakeSource } from '../test-reticle';
import { renderPart } from '../testing/render-part';
import { DropTarget } from './drop-target';
import { NoticeCards } from './notice-cards';
import { StillImageScale } from './still-image-scale';

test('a still image says where its scale is from and how it was read, and waits', async () => {
  const { store, screen } = await renderPart(<StillImageScale />);
  const file = new File(['x'], 'field.ome.tif');
  store.patch({
    pendingImage: {
      ...{ file, umPerPx: 0.25 },
      told: {
        suggestedBy: 'ome',
        notes: [
          { kind: 'first-page', pages: 3 },
          { kind: 'range', white: 4095, told: false },
          { kind: 'squared' },
          { kind: 'channels-joined' },
        ],
      },
    },
  });
  await expect
    .element(screen.getByText(/field\.ome\.tif tells the size of its pixels \(its OME-XML\)/))
    .toBeVisible();
  for (const words of ['holds 3 pictures', '4095 is shown as white', 'not square', 'Three grey pages'])
    await expect.element(screen.getByText(new RegExp(words))).toBeVisible();
  await expect.element(screen.getByRole('textbox')).toHaveValue('0.25');
  store.patch({ pendingImage: { file, umPerPx: null, told: { suggestedBy: null, notes: [] } } });
  await expect.element(screen.getByText(/does not say how large its pixels are/)).toBeVisible();
});

test('of several files that are dropped the first is opened, and it is said', async () => {
  const asked: string[] = [];
  const { screen } = await renderPart(
    <>
      <DropTarget />
      <NoticeCards />
    </>,
    {
      openSource: async (request) => {
        if (request.kind === 'file') asked.push(request.file.name);
        return fakeSource(request);
      },
    },
  );
  const dataTransfer = new DataTransfer();
  for (const name of ['first.png', 'second.png']) dataTransfer.items.add(new File(['x'], name));
  window.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }));
  await expect.element(screen.getByText('Only the first of 2 files was opened.')).toBeVisible();
  await expect.poll(() => asked).toEqual(['first.png']);
});

test('a setting that the camera refuses is told, with what to do', async () => {
  const controls: CameraControls = {
    resolutions: [],
    controls: () => [],
    modes: () => [{ name: 'exposureMode', options: ['continuous', 'manual'], value: 'continuous' }],
    setControl: async () => undefined,
    setMode: () => Promise.reject(new DOMException('not now', 'OperationError')),
  };
  const { reticle, screen } = await renderPart(
    <>
      <CameraSection />
      <NoticeCards />
    </>,
    { openSource: async (request) => Object.assign(fakeSource(request), { controls }) },
  );
  await reticle.sources.open({ kind: 'camera', deviceId: 'a' });
  await screen.getByRole('combobox').last().selectOptions('manual');
  await expect.element(screen.getByText(/The camera refused the setting/)).toBeVisible();
  await expect.element(screen.getByText(/It keeps the value that is shown/)).toBeVisible();
});
