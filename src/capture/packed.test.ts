import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { pack, unpack } from './packed';

const arrays = fc.oneof(
  fc.uint8Array(),
  fc.uint8ClampedArray(),
  fc.int8Array(),
  fc.int32Array(),
  fc.float32Array(),
  fc.float64Array(),
);
const { value: plain } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.integer(),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    arrays,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(
      fc.string().filter((key) => key !== '__proto__' && key !== '$array' && key !== 'toJSON'),
      tie('value'),
      { maxKeys: 5 },
    ),
  ),
}));

test('whatever is packed comes back, with the same kinds of arrays', async () => {
  await fc.assert(
    fc.asyncProperty(plain, async (value) => {
      expect(await unpack(await pack({ value }))).toEqual({ value });
    }),
    { numRuns: 200 },
  );
});

test('bytes of any origin are refused by name, never with another error', async () => {
  const whole = new Uint8Array(await pack({ cells: new Float32Array(50).fill(0.5), name: 'x' }));
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array(),
        fc.nat(whole.length - 1).map((length) => whole.slice(0, length)),
      ),
      async (bytes) => {
        await expect(unpack(Uint8Array.from(bytes).buffer)).rejects.toMatchObject({
          code: 'record-corrupt',
        });
      },
    ),
    { numRuns: 100 },
  );
});

async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  return new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer();
}

/** Packed data whose head says what it likes. */
function forged(json: string): Promise<ArrayBuffer> {
  const text = new TextEncoder().encode(json);
  const bytes = new Uint8Array(8 + text.length + 16);
  const head = new DataView(bytes.buffer);
  head.setUint32(0, 0x314b5052, true);
  head.setUint32(4, text.length, true);
  bytes.set(text, 8);
  return gzip(bytes);
}

test.each([
  ['an array beyond the end', '{"a":{"$array":"Float32Array","at":0,"length":4000000}}', /beyond its end/],
  ['an array of no kind', '{"a":{"$array":"constructor","at":0,"length":1}}', /reference/],
  ['an array of minus one', '{"a":{"$array":"Uint8Array","at":0,"length":-1}}', /reference/],
  ['no JSON', '{', /not JSON/],
])('%s is refused', async (_, json, message) => {
  await expect(unpack(await forged(json))).rejects.toMatchObject({
    code: 'record-corrupt',
    message: expect.stringMatching(message),
  });
});

test('what unpacks to more than is allowed stops there', async () => {
  const bomb = await gzip(new Uint8Array(4 * 2 ** 20));
  await expect(unpack(bomb, 2 ** 20)).rejects.toMatchObject({ message: expect.stringMatching(/1 MB/) });
});
