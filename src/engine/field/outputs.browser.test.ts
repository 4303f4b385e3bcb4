import { expect, test } from 'vitest';
import { PLAIN_VIEW } from '../../overlay/output-view';
import { Outputs } from './outputs';

const size = { width: 120, height: 80 };
const output = (id: string, canvas = new OffscreenCanvas(1, 1)) => ({ ...PLAIN_VIEW, id, canvas, size });
const outputs = () => new Outputs((canvas) => canvas.getContext('2d'));

test('canvases get the size of their output when they are to be drawn to, not before', () => {
  const all = outputs();
  const canvas = new OffscreenCanvas(1, 1);
  all.add(output('screen', canvas));
  all.add(output('eyepiece'));
  expect(canvas.width).toBe(1);
  expect(all.ready().map(({ output: { id } }) => id)).toEqual(['screen', 'eyepiece']);
  expect([canvas.width, canvas.height]).toEqual([120, 80]);
  all.change('screen', { size: { width: 0, height: 50 }, pixelRatio: 2 });
  expect(all.ready()[0]?.output.pixelRatio).toBe(2);
  expect([canvas.width, canvas.height]).toEqual([1, 50]);
  all.remove('screen');
  expect(all.ready()).toHaveLength(1);
});

test('what cannot be drawn with is refused by name, and nothing changes', () => {
  const all = outputs();
  all.add(output('eyepiece'));
  const line = [1, 2, 0, 2, 4, 0, 0, 0, 1] as const;
  expect(() => all.change('eyepiece', { transform: line })).toThrow('"eyepiece"');
  expect(all.ready()[0]?.output.transform).toBeNull();
  expect(() => all.add({ ...output('other'), transform: line })).toThrow('"other"');
  expect(() => all.add(output('eyepiece'))).toThrow('already');
  expect(() => all.change('eyepiece', { transform: line })).toThrow(
    expect.objectContaining({ code: 'output-unusable' }),
  );
  expect(() => all.change('nobody', {})).toThrow('no output nobody');
  const taken = new OffscreenCanvas(4, 4);
  taken.getContext('bitmaprenderer');
  expect(() => all.add(output('taken', taken))).toThrow('"taken"');
  expect(all.ready()).toHaveLength(1);
});
