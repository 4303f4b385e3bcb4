import { expect, test } from 'vitest';
import { answersOf, firstFields } from './draft-answers';
import type { ShownDraft } from './models-state';

const draft: ShownDraft = {
  ...{
    id: 1,
    format: 'onnx',
    name: 'Net',
    description: '',
    version: '1',
    licence: null,
    authors: [],
    engine: 'onnx',
  },
  input: { axes: 'bcyx', order: 'rgb', white: 1, steps: [] },
  output: { axes: 'bcyx', channels: 3, stride: null, steps: [] },
  ...{
    classNames: [],
    tile: 256,
    margin: 0,
    umPerPx: null,
    expects: null,
    described: false,
    notes: [],
    testCount: 0,
  },
};
const filled = { ...firstFields(draft), umPerPx: '0,5', expects: 'h-and-e' as const };

test('what is not told is asked for, one thing after the other', () => {
  expect(answersOf(draft, firstFields(draft))).toEqual({ problem: 'umPerPxProblem' });
  expect(answersOf(draft, { ...firstFields(draft), umPerPx: '0.5' })).toEqual({ problem: 'expectsProblem' });
  expect(answersOf(draft, { ...filled, umPerPx: '500' })).toEqual({ problem: 'umPerPxProblem' });
  const none = filled.classes.map((each) => ({ ...each, drawn: false }));
  expect(answersOf(draft, { ...filled, classes: none })).toEqual({ problem: 'classesProblem' });
  for (const mean of ['1, 2', 'a'])
    expect(answersOf(draft, { ...filled, mean })).toEqual({ problem: 'numbersProblem' });
  expect(answersOf(draft, { ...filled, std: '0' })).toEqual({ problem: 'numbersProblem' });
});

test('mean and standard deviation become one step, of one number or of one a channel', () => {
  const stepsOf = (change: object) => {
    const read = answersOf(draft, { ...filled, ...change });
    return 'answers' in read ? read.answers.input.steps : read.problem;
  };
  expect(stepsOf({})).toEqual([]);
  expect(stepsOf({ mean: '0.5', std: '0.25' })).toEqual([{ kind: 'linear', gain: [4], offset: [-2] }]);
  expect(stepsOf({ std: '1 2 4' })).toEqual([{ kind: 'linear', gain: [1, 0.5, 0.25], offset: [-0, -0, -0] }]);
});

test('classes are numbered by their place in the answer; what is no finding is not drawn of exclusive ones', () => {
  const read = answersOf(draft, {
    ...filled,
    classes: filled.classes.map((each) => ({ ...each, drawn: each.channel !== 1 })),
  });
  expect('answers' in read && read.answers.classes.map(({ channel }) => channel)).toEqual([0, 2]);
  const exclusive: ShownDraft = {
    ...draft,
    ...{ described: true, classNames: ['Background', 'Gland', 'Tumour'] },
    output: { ...draft.output, steps: [{ kind: 'softmax' }] },
  };
  expect(firstFields(exclusive).classes.map(({ drawn }) => drawn)).toEqual([false, true, true]);
});
