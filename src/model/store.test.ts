import { afterEach, describe, expect, test } from 'vitest';
import { concat } from './files';
import { fetchModel, LIMITS, modelHash } from './store';
import {
  encode,
  type ModelFiles,
  modelFiles,
  seal,
  serveFiles,
  testManifest,
  testNetwork,
} from './test-model';

const BASE = 'http://model.test/models/some/';
let stop = () => {};
afterEach(() => stop());

async function fetchFrom(files: ModelFiles) {
  stop = serveFiles(BASE, files);
  return fetchModel(BASE);
}

function json(files: ModelFiles, name: string) {
  return JSON.parse(new TextDecoder().decode(files.get(name)));
}

test('gives the verified weights in the order of the topology, and their hash', async () => {
  const network = testNetwork(1);
  const files = await modelFiles(network);
  const model = await fetchFrom(files);
  const [first] = network.layers;
  expect(new Float32Array(model.weights).slice(0, first?.kernel.length)).toEqual(first?.kernel);
  expect(model.topology.format).toBe('layers-model');
  expect(model.hash).toMatch(/^[0-9a-f]{64}$/);
  expect(model.hash).toBe(await modelHash(model.manifest));
});

test('the hash is sha256 over the sha256 of the files', async () => {
  // Of the texts 'a' and 'b', computed by coreutils: printf '%s%s' $(printf a|sha256sum) $(printf b|sha256sum).
  const files = [
    { path: 'a', sha256: 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb' },
    { path: 'b', sha256: '3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d' },
  ];
  expect(await modelHash({ files })).toBe('62af5c3cb8da3e4f25061e829ebeea5c7513c54949115b1acc225930a90154da');
});

test('a folder without a trailing slash is the same folder', async () => {
  stop = serveFiles(BASE, await modelFiles(testNetwork(1)));
  expect((await fetchModel(BASE.slice(0, -1))).manifest.id).toBe('test-1');
});

test('weights in several files, whatever their order in the manifest', async () => {
  const files = await modelFiles(testNetwork(1));
  const whole = files.get('weights.bin') ?? new Uint8Array();
  const topology = json(files, 'model.json');
  topology.weightsManifest[0].paths = ['b.bin', 'a.bin'];
  files.delete('weights.bin');
  files.set('model.json', encode(topology));
  files.set('a.bin', whole.slice(1001));
  files.set('b.bin', whole.slice(0, 1001));
  await seal(files, testManifest('test-1'));
  expect(new Uint8Array((await fetchFrom(files)).weights)).toEqual(whole);
});

describe('refuses', () => {
  test.each([
    ['a missing field', (manifest: object) => ({ ...manifest, umPerPx: undefined }), /"umPerPx": is missing/],
    ['a wrong type', (manifest: object) => ({ ...manifest, stride: '4' }), /"stride"/],
    [
      'a nested wrong field',
      (m: object) => ({ ...m, figures: { auc: 2, aucCi95: [0, 1], accuracy: 1, ece: 0 } }),
      /"figures\.auc"/,
    ],
    [
      'geometry that does not fit',
      (manifest: object) => ({ ...manifest, tile: 49 }),
      /"tile".*multiple of the stride/,
    ],
    ['another schema', (manifest: object) => ({ ...manifest, schema: 2 }), /"schema"/],
  ])('a manifest with %s, by name', async (_, change, message) => {
    const files = await modelFiles(testNetwork(1), change);
    await expect(fetchFrom(files)).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringMatching(message),
    });
  });

  test('a manifest that names many wrong fields, by the first and the number of the rest', async () => {
    const files: ModelFiles = new Map();
    await seal(files, { schema: 1 });
    await expect(fetchFrom(files)).rejects.toMatchObject({
      message: expect.stringMatching(/; and \d+ more/),
    });
  });

  test('a manifest that is not JSON', async () => {
    const files = await modelFiles(testNetwork(1));
    files.set('manifest.json', new TextEncoder().encode('{"schema": 1,'));
    await expect(fetchFrom(files)).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringMatching(/is not JSON/),
    });
  });

  test('a file that is not listed', async () => {
    const files = await modelFiles(testNetwork(1));
    const topology = json(files, 'model.json');
    topology.weightsManifest[0].paths = ['../../secret.bin'];
    files.set('model.json', encode(topology));
    await seal(files, testManifest('test-1'));
    await expect(fetchFrom(files)).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining('../../secret.bin'),
    });
  });

  test('one wrong byte in the weights', async () => {
    const files = await modelFiles(testNetwork(1));
    const weights = files.get('weights.bin') ?? new Uint8Array();
    weights[500] = (weights[500] ?? 0) ^ 1;
    await expect(fetchFrom(files)).rejects.toMatchObject({
      code: 'model-corrupt',
      message: expect.stringContaining('weights.bin'),
    });
  });

  test('truncated weights, even with a matching sha256', async () => {
    const files = await modelFiles(testNetwork(1));
    files.set('weights.bin', (files.get('weights.bin') ?? new Uint8Array()).slice(0, 1000));
    await seal(files, testManifest('test-1'));
    await expect(fetchFrom(files)).rejects.toMatchObject({
      code: 'model-corrupt',
      message: expect.stringMatching(/are 1000 bytes; its model.json describes \d{4,}/),
    });
  });

  test.each([
    ['float32', new Uint8Array(new Float32Array([1, Number.NaN, 0]).buffer)],
    ['float16', new Uint8Array(new Uint16Array([0x3c00, 0x7c00, 0]).buffer)],
  ] as const)('%s weights that are not finite', async (dtype, data) => {
    const files = await modelFiles(testNetwork(1));
    const topology = json(files, 'model.json');
    const quantization = dtype === 'float16' ? { quantization: { dtype } } : {};
    topology.weightsManifest[0].weights = [{ name: 'w/bad', shape: [3], dtype: 'float32', ...quantization }];
    files.set('model.json', encode(topology));
    files.set('weights.bin', data);
    await seal(files, testManifest('test-1'));
    await expect(fetchFrom(files)).rejects.toMatchObject({
      code: 'model-corrupt',
      message: expect.stringContaining('w/bad'),
    });
  });

  test('a missing file, by name', async () => {
    const files = await modelFiles(testNetwork(1));
    files.delete('weights.bin');
    await expect(fetchFrom(files)).rejects.toMatchObject({
      code: 'model-missing',
      message: '/models/some/weights.bin could not be loaded: the server answered 404.',
    });
  });

  test('a file that is too large, while it still arrives', async () => {
    const files = await modelFiles(testNetwork(1));
    stop = serveFiles(BASE, files);
    const served = globalThis.fetch;
    let sent = 0;
    globalThis.fetch = async (input) => {
      if (!String(input).endsWith('model.json')) return served(input);
      const endless = new ReadableStream<Uint8Array>({
        pull(controller) {
          sent += 2 ** 20;
          controller.enqueue(new Uint8Array(2 ** 20));
        },
      });
      return new Response(endless);
    };
    await expect(fetchModel(BASE)).rejects.toMatchObject({
      code: 'model-invalid',
      message: '/models/some/model.json is larger than the 8 MB that such a file may have.',
    });
    expect(sent).toBeLessThan(LIMITS.topology + 4 * 2 ** 20);
  });

  test('a server that does not answer, and a start page in place of the file', async () => {
    stop = serveFiles(BASE, new Map());
    globalThis.fetch = () => Promise.reject(new TypeError('Failed to fetch'));
    await expect(fetchModel(BASE)).rejects.toMatchObject({ code: 'model-missing' });
    globalThis.fetch = async () => new Response('<html>', { headers: { 'Content-Type': 'text/html' } });
    await expect(fetchModel(BASE)).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringContaining('there is no such file'),
    });
  });
});

test('joins chunks in order', () => {
  expect([...new Uint8Array(concat([new Uint8Array([1, 2]), new Uint8Array([3]).buffer], 3))]).toEqual([
    1, 2, 3,
  ]);
});
