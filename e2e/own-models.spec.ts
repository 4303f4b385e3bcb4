import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { encode } from 'fast-png';
import { readNpy } from '../src/model/reading/npy';
import { lymphNodePackages } from '../tools/export/lymph-node-packages';
import { bareDemo, open, readField, untilFrames } from './support';

/** Models that the user brings. */

const NUCLEI = '../shared/data/third-party/bioimage-unet2d-nuclei';

const panel = (page: Page) => page.getByTestId('models-panel');

/** Chooses files in the panel of models, as a user does. */
async function bring(page: Page, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  if (!(await panel(page).isVisible())) await page.keyboard.press('Shift+O');
  await page.getByTestId('model-files').setInputFiles(
    [...files].map(([name, bytes]) => ({
      name,
      mimeType: 'application/octet-stream',
      buffer: Buffer.from(bytes),
    })),
  );
}

test('a package of the BioImage Model Zoo is taken in through the page and agrees with its author', async ({
  page,
}) => {
  test.skip(!existsSync(NUCLEI), 'the package is not there');
  test.setTimeout(240_000);
  const onnxRequests: string[] = [];
  page.on('request', (request) => {
    if (/ort-wasm|onnx/.test(request.url())) onnxRequests.push(request.url());
  });
  await open(page, bareDemo);
  // A still image made of what the model was tried on by its author.
  const input = readNpy(new Uint8Array(readFileSync(`${NUCLEI}/test_input.npy`)), 'test_input.npy');
  const most = input.values.reduce((largest, value) => Math.max(largest, value), 0);
  const grey = Uint8Array.from(input.values, (value) => (value / most) ** 0.5 * 255);
  const rgb = Uint8Array.from({ length: grey.length * 3 }, (_, i) => grey[Math.floor(i / 3)] ?? 0);
  const png = Buffer.from(encode({ width: 512, height: 512, data: rgb, channels: 3, depth: 8 }));
  await drop(page, 'nuclei.png', png);
  await page.getByRole('dialog').getByRole('textbox').fill('0.5');
  await page.getByRole('button', { name: 'Open image' }).click();
  await page.waitForFunction(() => window.reticle?.simulator);
  expect(onnxRequests).toEqual([]);

  await bring(
    page,
    new Map(readdirSync(NUCLEI).map((name) => [name, new Uint8Array(readFileSync(`${NUCLEI}/${name}`))])),
  );
  const form = page.getByTestId('model-form');
  await expect(form).toBeVisible({ timeout: 60_000 });
  await form.getByRole('textbox', { name: /Scale it was made for/ }).fill('0.5');
  await form.getByText('Another stain, or fluorescence').click();
  await form.getByRole('button', { name: 'Try it and take it in' }).click();
  const entry = page.getByTestId('own-model');
  await expect(entry).toBeVisible({ timeout: 120_000 });
  await expect(entry).toContainText(/Differs by at most \d\.\de-[4-9] from the answers of its author/);
  await expect(page.getByTestId('not-validated')).toContainText('Not validated here: UNet 2D Nuclei Broad');
});

test('the model for lymph nodes as another maker would give it answers as the one that comes with the app', async ({
  page,
}) => {
  test.setTimeout(240_000);
  await open(page, bareDemo);
  // One frame for both: on another one the camera's noise alone moves some cells by more.
  await untilFrames(page, 3);
  await page.getByRole('button', { name: 'Freeze' }).click();
  await bring(page, lymphNodePackages().bioimage);
  const form = page.getByTestId('model-form');
  await expect(form).toBeVisible({ timeout: 60_000 });
  await form.getByText('Haematoxylin and eosin').click();
  await form.getByRole('button', { name: 'Try it and take it in' }).click();
  await expect(page.getByTestId('own-model')).toBeVisible({ timeout: 120_000 });
  const id = await page.evaluate(async () => {
    const { models } = (await window.reticle?.diagnostics()) ?? { models: [] };
    return models.map(({ id }) => id).find((each) => each.startsWith('own-'));
  });
  await page.getByRole('switch', { name: 'Lymph node metastasis' }).first().click();
  // Cells that both have answered for.
  const compared = async () => {
    const [own, builtIn] = [await readField(page, id), await readField(page, 'lymph-node-metastasis')];
    if (!own || !builtIn || own.values.length !== builtIn.values.length) return { cells: 0, most: 1 };
    const differences = own.values.flatMap((value, i) => {
      const other = builtIn.values[i] ?? -1;
      return value >= 0 && other >= 0 ? [Math.abs(value - other)] : [];
    });
    return { cells: differences.length, most: Math.max(0, ...differences) };
  };
  await expect.poll(async () => (await compared()).cells, { timeout: 120_000 }).toBeGreaterThan(100);
  expect((await compared()).most).toBeLessThan(1e-3);
});

test('what is wrong with a package is said by name, and the page goes on', async ({ page }) => {
  await open(page, bareDemo);
  const { bioimage } = lymphNodePackages();
  const network = bioimage.get('weights.onnx') ?? new Uint8Array();
  const problem = page.getByTestId('model-problem');
  await bring(page, new Map([['cut.onnx', network.subarray(0, 5000)]]));
  await expect(problem).toContainText('cut.onnx is not an ONNX file, or was damaged');
  const unknown = new Uint8Array(network);
  // "Relu" becomes an operator that nobody knows.
  for (let at = 0; at < unknown.length - 4; at++)
    if (Buffer.from(unknown.subarray(at, at + 4)).toString() === 'Relu') unknown.set(Buffer.from('Rolu'), at);
  await bring(page, new Map([['unknown.onnx', unknown]]));
  const form = page.getByTestId('model-form');
  await expect(form).toBeVisible({ timeout: 30_000 });
  await form.getByRole('textbox', { name: /Scale it was made for/ }).fill('1');
  await form.getByText('Haematoxylin and eosin').click();
  await form.getByRole('button', { name: 'Try it and take it in' }).click();
  await expect(problem).toContainText('Rolu', { timeout: 60_000 });
  await expect(page.getByTestId('own-model')).toHaveCount(0);
  await page.waitForFunction(() => window.reticle?.engine.phase === 'running');
});

async function drop(page: Page, name: string, bytes: Buffer): Promise<void> {
  const data = await page.evaluateHandle(
    ({ name, text }) => {
      const transfer = new DataTransfer();
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], name, { type: 'image/png' }));
      return transfer;
    },
    { name, text: bytes.toString('base64') },
  );
  await page.dispatchEvent('body', 'drop', { dataTransfer: data });
}
