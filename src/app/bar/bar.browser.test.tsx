import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { ModelQuestion } from '../notices/model-question';
import { currentObjective, isModelEnabled } from '../state/selectors';
import { fakeModel } from '../test-reticle';
import { renderPart } from '../testing/render-part';
import { ModelSwitches } from './model-switches';
import { ObjectiveSelect } from './objective-select';
import { SourceSelect } from './source-select';

test('the list of sources opens what is chosen, and shows what is open', async () => {
  const { reticle, store, screen } = await renderPart(<SourceSelect />);
  const select = screen.getByRole('combobox', { name: 'Source' });
  await expect.element(select).toHaveDisplayValue('No source');
  await select.selectOptions('Simulated prostate');
  await vi.waitFor(() =>
    expect(store.state.source).toMatchObject({ phase: 'open', request: { slide: 'prostate' } }),
  );
  await expect.element(select).toHaveDisplayValue('Simulated prostate');
  await select.selectOptions('Prostate');
  await vi.waitFor(() =>
    expect(store.state.source).toMatchObject({ phase: 'open', request: { slide: 'prostate-tissue' } }),
  );
  await reticle.sources.openFile(new File(['x'], 'field.mp4'));
  await expect.element(select).toHaveDisplayValue('field.mp4');
});

test('cameras are listed by name, and the chosen one is opened', async () => {
  const cameras = [
    { deviceId: 'a', label: 'Camera A' },
    { deviceId: 'b', label: 'Camera B' },
  ];
  const { reticle, store, screen } = await renderPart(<SourceSelect />, { listCameras: async () => cameras });
  await reticle.sources.refreshCameras();
  await screen.getByRole('combobox', { name: 'Source' }).selectOptions('Camera B');
  await vi.waitFor(() =>
    expect(store.state.source).toMatchObject({ request: { kind: 'camera', deviceId: 'b' } }),
  );
});

test('what leads to the list of sources focuses it', async () => {
  const { reticle, screen } = await renderPart(<SourceSelect />);
  reticle.recovery['other-source']();
  await expect.element(screen.getByRole('combobox', { name: 'Source' })).toHaveFocus();
});

test('the objective of a camera is the user’s word; that of a turret is turned', async () => {
  const { reticle, store, screen, openDemo } = await renderPart(<ObjectiveSelect />);
  const select = screen.getByRole('combobox', { name: 'Objective' });
  await reticle.sources.open({ kind: 'camera' });
  await expect.element(select).toHaveDisplayValue('not set');
  await select.selectOptions('20x');
  expect(store.state.objective).toBe(20);
  await openDemo();
  await expect.element(select).toHaveDisplayValue('10x');
  expect(screen.getByRole('option').elements()).toHaveLength(4);
  await select.selectOptions('40x');
  expect(currentObjective(store.state)).toBe(40);
});

test('a switch turns its model on and off, by keyboard too', async () => {
  const { store, screen, openDemo } = await renderPart(<ModelSwitches />);
  await openDemo();
  const own = screen.getByRole('switch', { name: 'Lymph node metastasis' });
  await expect.element(own).toBeChecked();
  await own.click();
  await expect.element(own).not.toBeChecked();
  expect(isModelEnabled(store.state, 'lymph-node-metastasis')).toBe(false);
  await userEvent.keyboard('p');
  await expect.element(screen.getByRole('switch', { name: 'Prostate cancer' })).toBeChecked();
});

test('over a camera every model is off until the question is answered', async () => {
  const { reticle, screen } = await renderPart(
    <>
      <ModelSwitches />
      <ModelQuestion />
    </>,
  );
  await expect.element(screen.getByText('What is on the slide?')).not.toBeInTheDocument();
  await reticle.sources.open({ kind: 'camera' });
  reticle.store.patch({ models: [fakeModel('prostate-cancer', 'cancer')] });
  const prostate = screen.getByRole('switch', { name: 'Prostate cancer' });
  await expect.element(prostate).not.toBeChecked();
  await screen.getByRole('button', { name: 'Prostate cancer' }).click();
  await expect.element(prostate).toBeChecked();
  await expect.element(screen.getByText('What is on the slide?')).not.toBeInTheDocument();
});
