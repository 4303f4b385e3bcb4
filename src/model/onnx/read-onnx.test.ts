import { expect, test } from 'vitest';
import { ReticleError } from '../../domain/errors';
import { fieldsOf, MessageWriter } from './protobuf';
import { readOnnx } from './read-onnx';
import { type Convolution, writeOnnx } from './write-onnx';

const layer = (value: number): Convolution => ({
  kernel: new Float32Array(3 * 3 * 3 * 2).fill(value),
  bias: new Float32Array(2),
  ...{ side: 3, stride: 1, inputs: 3, outputs: 2 },
});

const onnx = (value = 0.1) => writeOnnx([layer(value)], { side: 32, gives: 'probabilities' });

function refusal(bytes: Uint8Array): string {
  try {
    readOnnx(bytes, 'a.onnx');
  } catch (cause) {
    if (cause instanceof ReticleError) return `${cause.code}: ${cause.message}`;
    throw cause;
  }
  return 'read';
}

/** A model of one node and one weight, for what no exporter writes. */
function made(change: { node?: MessageWriter; tensor?: MessageWriter; second?: MessageWriter }): Uint8Array {
  const graph = new MessageWriter();
  if (change.node) graph.message(1, change.node);
  if (change.second) graph.message(1, change.second);
  if (change.tensor) graph.message(5, change.tensor);
  return new MessageWriter().message(7, graph).message(8, new MessageWriter().int(2, 17)).done();
}
const nodeOf = (operator: string, from: string, to: string, domain = '') =>
  new MessageWriter().text(1, from).text(2, to).text(4, operator).text(7, domain);

test('what a network takes and gives is read without running it', () => {
  expect(readOnnx(onnx(), 'a.onnx')).toEqual({
    inputs: [{ name: 'picture', dims: [null, 3, 32, 32], type: 1 }],
    outputs: [{ name: 'answer', dims: [null, 2, null, null], type: 1 }],
    opset: 17,
    operators: new Set(['Conv', 'Sigmoid']),
    parameters: 3 * 3 * 3 * 2 + 2,
  });
});

test('weights that are not finite are refused by name', () => {
  expect(refusal(onnx(Number.NaN))).toMatch(/^model-corrupt: .*"kernel0" .*not finite/);
  expect(refusal(onnx(Number.POSITIVE_INFINITY))).toMatch(/not finite/);
});

test('a file that was cut short anywhere is refused', () => {
  const whole = onnx();
  for (let length = 0; length < whole.length; length += 7)
    expect(refusal(whole.subarray(0, length)), String(length)).toMatch(/^model-corrupt/);
});

test('what must not be run is refused before it is: circles, huge tensors, other files, unknown makers of operators', () => {
  expect(refusal(made({ node: nodeOf('Add', 'b', 'a'), second: nodeOf('Add', 'a', 'b') }))).toMatch(/circle/);
  const huge = new MessageWriter()
    .int(1, 2 ** 29)
    .int(2, 1)
    .text(8, 'w');
  expect(refusal(made({ tensor: huge }))).toMatch(/^model-invalid: .*declares weights of 2048 MB/);
  const elsewhere = new MessageWriter().int(1, 1).int(2, 1).text(8, 'w').int(14, 1);
  expect(refusal(made({ tensor: elsewhere }))).toMatch(/keeps the weights "w" in another file/);
  expect(refusal(made({ node: nodeOf('Evil', 'a', 'b', 'evil.example') }))).toMatch(
    /"Evil" of "evil.example"/,
  );
  const short = new MessageWriter().int(1, 2).int(2, 1).text(8, 'w').bytes(9, new Uint8Array(4));
  expect(refusal(made({ tensor: short }))).toMatch(/are 4 bytes; their shape needs 8/);
});

test('fields of any kind are passed over', () => {
  const message = new MessageWriter().int(1, 300).float(2, 0.5).text(3, 'x').done();
  expect([...fieldsOf(message)].map(({ number, value }) => [number, value])).toEqual([
    [1, 300],
    [2, 0],
    [3, 0],
  ]);
  expect(() => [...fieldsOf(Uint8Array.of(0x0b))]).toThrow(RangeError);
});
